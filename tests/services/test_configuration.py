"""The settings as the administrator sees them: all of them, and no secret among them."""

from base64 import b64encode
from dataclasses import replace

import pytest

from safehouse.domain.codes import Role
from safehouse.domain.errors import NotFound
from safehouse.services.configuration import list_settings
from safehouse.services.context import Context
from safehouse.settings import VARIABLES, Settings
from tests.rows import a_coordinator, somebody
from tests.support.stores import MASTER_KEY

SECRETS = {
    "SAFEHOUSE_MASTER_KEY": b64encode(MASTER_KEY).decode(),
    "SAFEHOUSE_DATABASE_URL": "postgresql://safehouse:canary-of-the-database@127.0.0.1/safehouse",
    "SAFEHOUSE_SMTP_USER": "canary-of-the-mail-user",
    "SAFEHOUSE_SMTP_PASSWORD": "canary-of-the-mail-password",
    "SAFEHOUSE_WAKE_COMMAND": "gateway --token canary-of-the-gateway",
}
OTHERS = {
    "SAFEHOUSE_PUBLIC_URL": "https://safehouse.example",
    "SAFEHOUSE_COUNTRIES": "NL,BE",
    "SAFEHOUSE_WEIGHTS": "language=300,journey=150",
    "SAFEHOUSE_FRESH_HOURS": "emergency=6",
    "SAFEHOUSE_SMTP_HOST": "mail.example",
    "SAFEHOUSE_MAIL_FROM": "safehouse@example.org",
}


def test_no_secret_is_shown_but_that_it_is_set(context: Context) -> None:
    """Red when a value is shown for which only "set" is allowed."""
    configured = replace(context, settings=Settings.from_environment({**SECRETS, **OTHERS}))
    lines = {line.variable: line.value for line in list_settings(configured, somebody(context, Role.ADMINISTRATOR))}
    assert "canary" not in repr(lines)
    assert SECRETS["SAFEHOUSE_MASTER_KEY"] not in repr(lines)
    assert MASTER_KEY.hex() not in repr(lines)
    assert lines["SAFEHOUSE_DATABASE_URL"] == "postgresql"
    assert [lines[variable] for variable in SECRETS if variable != "SAFEHOUSE_DATABASE_URL"] == [True] * 4


def test_what_is_no_secret_is_shown_as_it_is_written(context: Context) -> None:
    configured = replace(context, settings=Settings.from_environment({**SECRETS, **OTHERS}))
    lines = {line.variable: line.value for line in list_settings(configured, somebody(context, Role.ADMINISTRATOR))}
    assert {variable: lines[variable] for variable in OTHERS} == {**OTHERS, "SAFEHOUSE_COUNTRIES": "BE,NL"}


def test_every_setting_is_there(context: Context) -> None:
    """The key's file is another way to say the key."""
    lines = list_settings(context, somebody(context, Role.ADMINISTRATOR))
    assert {line.variable for line in lines} == VARIABLES - {"SAFEHOUSE_MASTER_KEY_FILE"}


def test_nobody_else_sees_the_settings(context: Context) -> None:
    with pytest.raises(NotFound):
        list_settings(context, a_coordinator(context))
