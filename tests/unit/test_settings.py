"""Settings refuse to be made unsafe, and never repeat a value."""

import re
from base64 import b64encode
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pyrage.x25519 import Identity

from safehouse import settings as module
from safehouse.domain.codes import Criterion, Urgency
from safehouse.domain.errors import UnsafeSettings
from safehouse.settings import BackupPlace, MailServer, Settings, SmtpSecurity

KEY = bytes(range(200, 232))
MASTER = {"SAFEHOUSE_MASTER_KEY": b64encode(KEY).decode()}
PUBLIC_KEY = str(Identity.generate().to_public())
MAIL = {"SAFEHOUSE_SMTP_HOST": "mail.example.org", "SAFEHOUSE_MAIL_FROM": "safehouse@example.org"}


VARIABLES = {
    "SAFEHOUSE_ANSWER_MINUTES",
    "SAFEHOUSE_BACKUP_FOLDER",
    "SAFEHOUSE_BACKUP_KEEP",
    "SAFEHOUSE_BACKUP_KEY",
    "SAFEHOUSE_CELL_POPULATION",
    "SAFEHOUSE_COUNTRIES",
    "SAFEHOUSE_COVER_MINUTES",
    "SAFEHOUSE_DARK_HOURS",
    "SAFEHOUSE_DATABASE_URL",
    "SAFEHOUSE_FRESH_HOURS",
    "SAFEHOUSE_GRACE_HOURS",
    "SAFEHOUSE_MAIL_FROM",
    "SAFEHOUSE_MASTER_KEY",
    "SAFEHOUSE_MASTER_KEY_FILE",
    "SAFEHOUSE_METRICS_ADDRESS",
    "SAFEHOUSE_PLAN_SECONDS",
    "SAFEHOUSE_PROXIES",
    "SAFEHOUSE_PUBLIC_URL",
    "SAFEHOUSE_REMIND_HOURS",
    "SAFEHOUSE_SESSION_HOURS",
    "SAFEHOUSE_SMTP_HOST",
    "SAFEHOUSE_SMTP_PASSWORD",
    "SAFEHOUSE_SMTP_PORT",
    "SAFEHOUSE_SMTP_SECURITY",
    "SAFEHOUSE_SMTP_USER",
    "SAFEHOUSE_TIME_ZONE",
    "SAFEHOUSE_WAKE_COMMAND",
    "SAFEHOUSE_WEIGHTS",
}


def settings(**variables: str) -> Settings:
    return Settings.from_environment({**MASTER, **{f"SAFEHOUSE_{name}": value for name, value in variables.items()}})


def test_a_master_key_is_all_that_must_be_set() -> None:
    assert settings() == Settings(master_key=KEY)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("", "not set"),
        ("changeme", "32 bytes in base64"),
        (b64encode(KEY[:-1]).decode(), "32 bytes in base64"),
        (b64encode(KEY).decode() + "!", "32 bytes in base64"),
        (b64encode(bytes(32)).decode(), "must be random"),
        (b64encode(b"\xff\x01" * 16).decode(), "must be random"),
        (b64encode(b"the quick brown fox jumps over t").decode(), "must be random"),
    ],
)
def test_a_missing_short_or_invented_master_key_is_refused(value: str, why: str) -> None:
    with pytest.raises(UnsafeSettings, match=why):
        Settings.from_environment({"SAFEHOUSE_MASTER_KEY": value})


class TestMasterKeyFile:
    @staticmethod
    def of(path: Path) -> Settings:
        return Settings.from_environment({"SAFEHOUSE_MASTER_KEY_FILE": str(path)})

    def test_it_is_read_where_only_its_owner_can_read_it(self, tmp_path: Path) -> None:
        path = tmp_path / "master"
        path.write_bytes(b64encode(KEY) + b"\n")
        path.chmod(0o600)
        assert self.of(path).master_key == KEY

    def test_it_is_refused_where_everybody_can_read_it(self, tmp_path: Path) -> None:
        path = tmp_path / "master"
        path.write_bytes(b64encode(KEY))
        path.chmod(0o604)
        with pytest.raises(UnsafeSettings, match="everybody can read"):
            self.of(path)

    def test_it_is_refused_where_it_cannot_be_read(self, tmp_path: Path) -> None:
        with pytest.raises(UnsafeSettings, match="cannot be read"):
            self.of(tmp_path / "missing")

    def test_it_is_refused_where_it_holds_something_else(self, tmp_path: Path) -> None:
        path = tmp_path / "master"
        path.write_bytes(b"\xff\xfe")
        path.chmod(0o600)
        with pytest.raises(UnsafeSettings, match="32 bytes in base64"):
            self.of(path)


def test_every_variable_has_its_place() -> None:
    found = settings(
        DATABASE_URL="postgresql://safehouse:secret@db/safehouse",
        PUBLIC_URL="https://safehouse.example/",
        PROXIES="1",
        TIME_ZONE="Asia/Kathmandu",
        COUNTRIES="BE, NL",
        CELL_POPULATION="20000",
        WEIGHTS="language=400, journey=0",
        FRESH_HOURS="planned=48",
        DARK_HOURS="planned=96",
        ANSWER_MINUTES="emergency=10",
        GRACE_HOURS="urgent=8",
        SESSION_HOURS="4",
        COVER_MINUTES="5",
        PLAN_SECONDS="60",
        WAKE_COMMAND="/usr/local/bin/sms --quiet 'two words'",
        METRICS_ADDRESS="[::1]:9464",
    )
    assert found == Settings(
        master_key=KEY,
        database_url="postgresql://safehouse:secret@db/safehouse",
        public_url="https://safehouse.example",
        proxies=1,
        time_zone=ZoneInfo("Asia/Kathmandu"),
        countries=frozenset({"BE", "NL"}),
        cell_population=20_000,
        weights={Criterion.LANGUAGE: 400, Criterion.JOURNEY: 0},
        fresh_for={Urgency.PLANNED: timedelta(hours=48)},
        dark_after={Urgency.PLANNED: timedelta(hours=96)},
        answer_within={
            Urgency.EMERGENCY: timedelta(minutes=10),
            Urgency.URGENT: timedelta(hours=4),
            Urgency.PLANNED: timedelta(hours=24),
        },
        grace={
            Urgency.EMERGENCY: timedelta(hours=6),
            Urgency.URGENT: timedelta(hours=8),
            Urgency.PLANNED: timedelta(hours=24),
        },
        session_hours=4,
        cover_after_minutes=5,
        plan_seconds=60,
        wake_command=("/usr/local/bin/sms", "--quiet", "two words"),
        metrics_address=("::1", 9464),
    )


def test_every_variable_of_the_mail_server_has_its_place() -> None:
    found = settings(
        SMTP_HOST="mail.example.org",
        SMTP_PORT="465",
        SMTP_SECURITY="tls",
        SMTP_USER="safehouse",
        SMTP_PASSWORD="secret",
        MAIL_FROM="safehouse@example.org",
    )
    assert found.mail == MailServer(
        host="mail.example.org",
        sender="safehouse@example.org",
        port=465,
        security=SmtpSecurity.TLS,
        user="safehouse",
        password="secret",
    )


def test_the_description_names_every_variable_that_is_read() -> None:
    description, _, code = Path(module.__file__).read_text(encoding="utf-8")[3:].partition('"""')
    for text in (description, code):
        assert set(re.findall(r"SAFEHOUSE_[A-Z_]+", text)) == VARIABLES
    assert module.VARIABLES == VARIABLES


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "http://canary.example"),
        ("PUBLIC_URL", "https://canary.example/with/path"),
        ("PUBLIC_URL", "ftp://canary.example"),
        ("PUBLIC_URL", "https://canary example"),
        ("PUBLIC_URL", "https://canary.example:99999"),
        ("PUBLIC_URL", "https://user:canary@house.example"),
        ("PROXIES", "canary"),
        ("PROXIES", "6"),
        ("TIME_ZONE", "Canary/Town"),
        ("TIME_ZONE", "/etc/canary"),
        ("COUNTRIES", "Canary"),
        ("COUNTRIES", "NL,,BE"),
        ("COUNTRIES", "NL,XX"),
        ("CELL_POPULATION", "0"),
        ("WEIGHTS", "canary=3"),
        ("WEIGHTS", "language"),
        ("WEIGHTS", "language=-1"),
        ("ANSWER_MINUTES", "emergency=canary"),
        ("SESSION_HOURS", "25"),
        ("WAKE_COMMAND", "canary 'unbalanced"),
        ("METRICS_ADDRESS", "0.0.0.0:9464"),
        ("METRICS_ADDRESS", "canary.example:9464"),
        ("METRICS_ADDRESS", "127.0.0.1:canary"),
        ("BACKUP_KEY", "age1canary"),
        ("BACKUP_FOLDER", "canary/backups"),
        ("BACKUP_KEEP", "1"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_variable_alone(name: str, value: str) -> None:
    """Seen to fail with the value in the message."""
    with pytest.raises(UnsafeSettings, match=f"^SAFEHOUSE_{name} must") as refusal:
        settings(**{name: value})
    assert "canary" not in str(refusal.value).lower()


@pytest.mark.parametrize(
    ("variables", "why"),
    [
        ({"SMTP_HOST": "mail.example.org"}, "SAFEHOUSE_MAIL_FROM is not set"),
        ({"SMTP_USER": "me"}, "go together"),
        ({"SMTP_PASSWORD": "secret"}, "go together"),
        ({"SMTP_SECURITY": "none"}, "only for a mail server on this machine"),
        ({"SMTP_SECURITY": "perhaps"}, "SAFEHOUSE_SMTP_SECURITY must be one of"),
        ({"SMTP_PORT": "0"}, "SAFEHOUSE_SMTP_PORT must"),
    ],
)
def test_a_mail_server_that_is_half_set_or_in_the_clear_is_refused(variables: dict[str, str], why: str) -> None:
    given = variables if "SMTP_HOST" in variables else {"MAIL_FROM": "a@example.org", "SMTP_HOST": "mail.example.org"}
    with pytest.raises(UnsafeSettings, match=why):
        settings(**{**given, **variables})


def test_without_a_mail_server_mail_stays_queued() -> None:
    assert settings().mail is None


@pytest.mark.parametrize("given", [{"BACKUP_KEY": PUBLIC_KEY}, {"BACKUP_FOLDER": "/srv/backups"}])
def test_backups_that_are_half_set_are_refused(given: dict[str, str]) -> None:
    with pytest.raises(UnsafeSettings, match="go together"):
        settings(**given)


def test_a_private_key_is_no_place_for_backups_and_is_never_repeated() -> None:
    """Seen to fail with the value in the message."""
    private = str(Identity.generate())
    with pytest.raises(UnsafeSettings, match="public key") as refusal:
        settings(BACKUP_KEY=private, BACKUP_FOLDER="/srv/backups")
    assert private not in str(refusal.value)


def test_backups_have_a_key_and_a_folder_and_are_fourteen_unless_said_otherwise() -> None:
    given = {"BACKUP_KEY": PUBLIC_KEY, "BACKUP_FOLDER": "/srv/backups"}
    assert settings(**given).backups == BackupPlace(key=PUBLIC_KEY, folder=Path("/srv/backups"), keep=14)
    assert settings(**given, BACKUP_KEEP="3").backups == BackupPlace(
        key=PUBLIC_KEY, folder=Path("/srv/backups"), keep=3
    )
    assert settings().backups is None


def test_the_cookie_is_for_this_host_alone_over_tls() -> None:
    assert settings().cookie_name == "safehouse"
    assert settings(PUBLIC_URL="https://safehouse.example").cookie_name == "__Host-safehouse"


def test_secrets_are_not_in_the_written_form_of_settings() -> None:
    found = settings(
        DATABASE_URL="postgresql://safehouse:hush@db/safehouse",
        WAKE_COMMAND="sms --token hush",
        SMTP_USER="me",
        SMTP_PASSWORD="hush",
        **{name.removeprefix("SAFEHOUSE_"): value for name, value in MAIL.items()},
    )
    assert "hush" not in repr(found)
    assert repr(KEY) not in repr(found)
