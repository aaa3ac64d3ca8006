"""`safehouse create-admin`: the first two administrators by one-time links, never by a password."""

import re
from base64 import b64encode
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result

from safehouse.cli import main
from safehouse.domain.codes import LinkKind
from safehouse.services.accounts import find_link
from safehouse.services.context import Context
from tests.services.people import DUTCH_COORDINATOR, EMAIL, create
from tests.support.stores import MASTER_KEY

_LINK = re.compile(r"https://safehouse\.example/link/([0-9a-f]{64})\n")


@pytest.fixture
def store_url(sqlite_store_url: str) -> str:
    """The command is the same on both databases, and the deed below it is tested on both."""
    return sqlite_store_url


def create_admin(context: Context, email: str, *options: str) -> Result:
    environment = {
        "SAFEHOUSE_MASTER_KEY": b64encode(MASTER_KEY).decode(),
        "SAFEHOUSE_DATABASE_URL": context.settings.database_url,
        "SAFEHOUSE_PUBLIC_URL": "https://safehouse.example",
        "SAFEHOUSE_TIME_ZONE": "Europe/Amsterdam",
    }
    arguments = ["create-admin", "--email", email, "--label", "Noor", *options]
    return CliRunner().invoke(main, arguments, env=environment, catch_exceptions=False)


def test_it_prints_a_link_that_works_and_nothing_else_on_standard_output(context: Context) -> None:
    made = create_admin(context, "one@example.org")
    found = _LINK.fullmatch(made.stdout)
    assert found
    assert made.exit_code == 0
    assert re.fullmatch(r"Works once, until \d{4}-\d\d-\d\d \d\d:\d\d CES?T\. Only they may see it\.\n", made.stderr)
    assert find_link(context, token=found.group(1), now=datetime.now(UTC)).kind is LinkKind.INVITATION


def test_a_third_administrator_must_be_meant(context: Context) -> None:
    for email in ("one@example.org", "two@example.org"):
        assert create_admin(context, email).exit_code == 0
    refused = create_admin(context, "three@example.org")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == ("safehouse: two administrators are there already; say --another if one more is wanted\n")
    assert _LINK.fullmatch(create_admin(context, "three@example.org", "--another").stdout)


def test_a_lost_link_is_replaced_under_the_same_address(context: Context) -> None:
    first, second = (create_admin(context, "one@example.org").stdout for _ in range(2))
    assert _LINK.fullmatch(second)
    assert first != second


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("nonsense", "--email is not in the right form"),
        ("", "--email must not be empty"),
        (f"{'x' * 250}@example.org", "--email is too long"),
        (EMAIL, "--email belongs to an account that is disabled or is no administrator"),
    ],
)
def test_an_address_that_cannot_be_is_refused_in_one_sentence(context: Context, email: str, sentence: str) -> None:
    create(context, DUTCH_COORDINATOR)
    refused = create_admin(context, email)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == f"safehouse: {sentence}\n"
