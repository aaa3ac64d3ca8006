"""A backup is made while the service runs, is there whole or not at all, and comes back whole into an empty database or not at all."""

import gzip
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyrage
import pytest
from sqlalchemy import Integer, inspect
from sqlmodel import select

from safehouse.domain.access import Action
from safehouse.domain.codes import BackupError, JobState
from safehouse.domain.errors import BackupFailed, BackupRefused, UnsafeSettings
from safehouse.models import metadata
from safehouse.models.accounts import AccountLink, LoginSession
from safehouse.models.audit import AuditEntry
from safehouse.models.jobs import Job
from safehouse.models.mail import OutboxMessage
from safehouse.services import migrate
from safehouse.services.backups import make_key_pair, read_private_key, restore_backup
from safehouse.services.context import Context
from safehouse.services.sealing import Vault
from tests.migrations.full import columns_of, fill
from tests.services.backed_up import BackedUp, everything_in, sort_of, with_backups
from tests.support.stores import MASTER_KEY, NOW, NewUrl

SETTLED = {"login_session", "account_link", "outbox_message", "job", "audit_entry"}
"""The tables in which a restored state is changed so that it does not go on."""


@pytest.fixture
def backed_up(context: Context, tmp_path: Path) -> BackedUp:
    """A service with a row in every table."""
    with context.store.writer.begin() as connection:
        fill(connection, set(metadata.tables))
    return with_backups(context, tmp_path / "backups")


@pytest.fixture
def empty(backed_up: BackedUp, new_url: NewUrl) -> Iterator[Context]:
    """An empty database of the same sort."""
    target = backed_up.elsewhere(new_url(sort_of(backed_up.context)))
    yield target
    target.store.close()


def is_empty(context: Context) -> bool:
    return not inspect(context.store.writer).get_table_names()


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


class TestMaking:
    def test_the_file_says_its_moment_and_is_for_its_owner_alone(self, backed_up: BackedUp) -> None:
        path = backed_up.back_up(NOW)
        assert path.name == "20261124T010000000000Z.age"
        assert path.stat().st_mode & 0o777 == 0o600
        assert names_in(backed_up.folder) == [path.name]

    def test_nothing_of_the_database_stands_in_it_in_clear(self, backed_up: BackedUp) -> None:
        """Seen to fail with a backup that is compressed and not sealed."""
        sealed = backed_up.back_up(NOW).read_bytes()
        for begin in range(0, len(sealed), 1_000):
            assert b"account_grant" not in attempt_to_unpack(sealed[begin:])
        assert b"account_grant" in gzip.decompress(pyrage.decrypt(sealed, [backed_up.key]))

    def test_the_master_key_does_not_stand_in_it(self, backed_up: BackedUp) -> None:
        plain = gzip.decompress(pyrage.decrypt(backed_up.back_up(NOW).read_bytes(), [backed_up.key]))
        assert MASTER_KEY not in plain
        assert MASTER_KEY.hex().encode() not in plain

    def test_a_database_without_tables_is_not_backed_up(self, backed_up: BackedUp, empty: Context) -> None:
        """An empty backup would sooner or later replace the last good one."""
        with pytest.raises(UnsafeSettings, match="safehouse migrate"):
            replace(backed_up, context=empty).back_up(NOW)
        assert names_in(backed_up.folder) == []

    @pytest.mark.parametrize("revision", ["0001", "0003"])
    def test_tables_of_an_earlier_version_are_backed_up_and_come_back_as_those_of_this_one(
        self, revision: str, backed_up: BackedUp, empty: Context
    ) -> None:
        """So that there is a backup of before a migration. What later versions added to its tables is not compared."""
        migrate.downgrade(backed_up.context.store, revision)
        tables = set(inspect(backed_up.context.store.writer).get_table_names()) & metadata.tables.keys() - SETTLED
        with backed_up.context.store.writer.begin() as connection:
            columns = {name: columns_of(connection, name) for name in tables}
        before = everything_in(backed_up.context, columns)[1]
        backed_up.restore(backed_up.back_up(NOW), empty, NOW)
        assert everything_in(empty, columns)[1] == before
        migrate.refuse_other_revision(empty.store)


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
class TestFolder:
    """The folder is the same for both databases."""

    def test_the_oldest_go_when_a_new_one_is_there(self, context: Context, tmp_path: Path) -> None:
        backed_up = with_backups(context, tmp_path / "backups", keep=3)
        (backed_up.folder / "letter.txt").write_text("not a backup")
        made = [backed_up.back_up(NOW + timedelta(days=day)).name for day in range(5)]
        assert names_in(backed_up.folder) == [*made[2:], "letter.txt"]

    def test_the_new_one_stays_although_its_clock_went_back(self, context: Context, tmp_path: Path) -> None:
        """Seen to fail with a rotation that goes by the names alone."""
        backed_up = with_backups(context, tmp_path / "backups", keep=2)
        later = [backed_up.back_up(NOW + timedelta(days=day)) for day in (2, 3)]
        new = backed_up.back_up(NOW)
        assert names_in(backed_up.folder) == [new.name, later[1].name]

    def test_what_a_killed_one_left_goes_with_the_next_after_a_day(self, context: Context, tmp_path: Path) -> None:
        backed_up = with_backups(context, tmp_path / "backups")
        old, young = (backed_up.folder / f"202611{day}T020000000000Z.age.partial" for day in (20, 24))
        for left in (old, young):
            left.touch()
        backed_up.back_up(NOW)
        assert not old.exists()
        assert young.exists()

    def test_without_a_folder_there_is_none(self, context: Context, tmp_path: Path) -> None:
        backed_up = with_backups(context, tmp_path / "backups")
        backed_up.folder.rmdir()
        assert refused(backed_up) is BackupError.FOLDER_MISSING

    def test_a_folder_that_everybody_may_write_into_is_refused(self, context: Context, tmp_path: Path) -> None:
        backed_up = with_backups(context, tmp_path / "backups")
        backed_up.folder.chmod(0o777)
        assert refused(backed_up) is BackupError.FOLDER_OPEN

    def test_without_settings_it_says_which_to_set(self, context: Context) -> None:
        with pytest.raises(UnsafeSettings, match="SAFEHOUSE_BACKUP_FOLDER"):
            BackedUp(context, pyrage.x25519.Identity.generate(), Path("/")).back_up(NOW)


class TestRestoring:
    @pytest.mark.parametrize("kind", ["sqlite", "postgres"])
    def test_a_backup_of_either_database_comes_back_into_either(
        self, kind: str, backed_up: BackedUp, new_url: NewUrl
    ) -> None:
        """Every value of every table, keys and checks included.

        Seen to fail with moments that lose their zone, and without the foreign keys that PostgreSQL gets back.
        """
        target = backed_up.elsewhere(new_url(kind))
        restored = backed_up.restore(backed_up.back_up(NOW), target, NOW)
        tables = set(metadata.tables) - SETTLED
        schema, rows = everything_in(target, tables)
        expected_schema, expected = everything_in(backed_up.context, tables)
        assert rows == expected
        if kind == sort_of(backed_up.context):
            assert schema == expected_schema
        assert restored.tables == len(metadata.tables)
        assert restored.made_at == NOW
        migrate.refuse_other_revision(target.store)
        target.store.close()

    def test_an_empty_json_column_comes_back_empty(self, backed_up: BackedUp, empty: Context) -> None:
        """Seen to fail with the column kind that a database names by itself, which stores the word `null`."""
        with backed_up.context.store.writer.begin() as connection:
            connection.exec_driver_sql("UPDATE plan_entry SET points = NULL")
        backed_up.restore(backed_up.back_up(NOW), empty, NOW)
        with empty.store.writer.connect() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM plan_entry WHERE points IS NULL").scalar() == 1

    def test_a_database_that_is_not_empty_is_left_as_it_is(self, backed_up: BackedUp) -> None:
        """Seen to fail without the look at the tables."""
        file = backed_up.back_up(NOW)
        before = everything_in(backed_up.context, set(metadata.tables))
        with pytest.raises(BackupRefused, match="not empty"):
            backed_up.restore(file, backed_up.context, NOW)
        assert everything_in(backed_up.context, set(metadata.tables)) == before

    def test_foreign_keys_hold_in_a_restored_database(self, backed_up: BackedUp, empty: Context) -> None:
        backed_up.restore(backed_up.back_up(NOW), empty, NOW)
        with empty.store.writer.connect() as connection, pytest.raises(Exception, match=r"(?i)foreign key"):
            connection.exec_driver_sql("INSERT INTO place_name (key, place_id) VALUES ('x', 7)")

    def test_no_table_numbers_its_rows_by_itself(self) -> None:
        """A restored sequence would begin anew. Towns bring their numbers from GeoNames."""
        numbered = {
            table.name
            for table in metadata.sorted_tables
            for column in table.primary_key
            if isinstance(column.type, Integer) and column.autoincrement is not False
        }
        assert numbered == {"place"}

    def test_sessions_links_messages_and_jobs_of_before_do_not_go_on(self, backed_up: BackedUp, empty: Context) -> None:
        """Seen to fail without each of the four."""
        go_on(backed_up.context)
        restored = backed_up.restore(backed_up.back_up(NOW), empty, NOW)
        settled = restored.settled
        assert (settled.sessions, settled.links, settled.messages, settled.jobs) == (1, 1, 1, 1)
        with empty.store.reading() as session:
            assert session.exec(select(LoginSession.ended_at)).one() == NOW
            assert session.exec(select(AccountLink.voided_at)).one() == NOW
            assert session.exec(select(OutboxMessage.dropped_at)).one() == NOW
            assert session.exec(select(Job.state)).one() is JobState.FAILED
            acts = session.exec(select(AuditEntry.action).where(AuditEntry.subject_kind == "backup"))
            assert acts.all() == [Action.RESTORED_BACKUP]


class TestRefusing:
    """Whatever is not exactly the backup of this service is refused whole, and the database stays empty."""

    def test_a_backup_that_was_cut_off_anywhere(self, backed_up: BackedUp, empty: Context, tmp_path: Path) -> None:
        """Seen to fail when the library's word is not heeded and nobody asks for the last line."""
        whole = backed_up.back_up(NOW).read_bytes()
        cut = tmp_path / "cut.age"
        for length in [*range(0, len(whole), 97), len(whole) - 1]:
            cut.write_bytes(whole[:length])
            assert_refused(backed_up, cut, empty)

    def test_a_backup_of_which_a_byte_was_changed_or_added(
        self, backed_up: BackedUp, empty: Context, tmp_path: Path
    ) -> None:
        whole = backed_up.back_up(NOW).read_bytes()
        changed = tmp_path / "changed.age"
        for place in range(0, len(whole), 53):
            flipped = bytes([whole[place] ^ 1])
            changed.write_bytes(whole[:place] + flipped + whole[place + 1 :])
            assert_refused(backed_up, changed, empty)
        changed.write_bytes(whole + b"\0")
        assert_refused(backed_up, changed, empty)

    def test_a_backup_for_another_key(self, backed_up: BackedUp, empty: Context) -> None:
        file = backed_up.back_up(NOW)
        with pytest.raises(BackupRefused, match="another key"):
            restore_backup(empty, file=file, key=pyrage.x25519.Identity.generate(), now=NOW)
        assert is_empty(empty)

    def test_a_backup_under_another_master_key(self, backed_up: BackedUp, empty: Context) -> None:
        """It would come back with needs and contacts that nobody can open, and with passwords that no longer fit."""
        file = backed_up.back_up(NOW)
        with pytest.raises(BackupRefused, match="another master key"):
            backed_up.restore(file, replace(empty, vault=Vault(bytes(range(100, 132)))), NOW)
        assert is_empty(empty)


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
class TestForging:
    """What others sealed for the public key is refused before a database is looked at, so one sort is enough."""

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (b'"coordinator"', b'"administrator"'),
            (b'"made_at":"2026', b'"made_at":"2027'),
            (b'{"table":"waiver"', b'{"table":"visitor"'),
        ],
    )
    def test_a_backup_that_somebody_else_made_for_the_public_key(
        self, old: bytes, new: bytes, backed_up: BackedUp, empty: Context, tmp_path: Path
    ) -> None:
        """Anybody can seal for a public key, so the seal under the master key decides. Seen to fail without its comparison."""
        plain = gzip.decompress(pyrage.decrypt(backed_up.back_up(NOW).read_bytes(), [backed_up.key]))
        assert old in plain
        forged = tmp_path / "forged.age"
        forged.write_bytes(pyrage.encrypt(gzip.compress(plain.replace(old, new)), [backed_up.key.to_public()]))
        assert_refused(backed_up, forged, empty)

    @pytest.mark.parametrize("plain", [b"", b"\n", b"hello\n", b"[]\n", b'{"format":1}\n', b"{}\n", b"\xff\n", b"1\n"])
    def test_something_else_for_the_public_key(
        self, plain: bytes, backed_up: BackedUp, empty: Context, tmp_path: Path
    ) -> None:
        other = tmp_path / "other.age"
        for content in (plain, gzip.compress(plain)):
            other.write_bytes(pyrage.encrypt(content, [backed_up.key.to_public()]))
            assert_refused(backed_up, other, empty)

    def test_a_backup_of_a_newer_version(
        self, backed_up: BackedUp, empty: Context, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = backed_up.back_up(NOW)
        monkeypatch.setattr("safehouse.services.backups.restoring.is_known", lambda _revision: False)
        with pytest.raises(BackupRefused, match="newer version"):
            backed_up.restore(file, empty, NOW)
        assert is_empty(empty)


class TestKeys:
    def test_a_new_key_is_for_its_owner_alone_and_opens_what_was_sealed_for_it(self, tmp_path: Path) -> None:
        path = tmp_path / "key.txt"
        public = make_key_pair(path, now=NOW)
        assert path.stat().st_mode & 0o777 == 0o600
        assert public.startswith("age1")
        assert str(read_private_key(path).to_public()) == public

    def test_another_file_is_not_written_over(self, tmp_path: Path) -> None:
        path = tmp_path / "key.txt"
        path.write_text("the only key")
        with pytest.raises(FileExistsError):
            make_key_pair(path, now=NOW)
        assert path.read_text() == "the only key"

    @pytest.mark.parametrize("text", ["", "age1canary", "AGE-SECRET-KEY-1CANARY", "# a comment alone"])
    def test_what_is_no_private_key_is_refused_and_not_repeated(self, text: str, tmp_path: Path) -> None:
        path = tmp_path / "key.txt"
        path.write_text(text)
        with pytest.raises(BackupRefused, match="private key") as refusal:
            read_private_key(path)
        assert "canary" not in str(refusal.value).lower()


def attempt_to_unpack(data: bytes) -> bytes:
    try:
        return gzip.decompress(data)
    except (EOFError, gzip.BadGzipFile, OSError):
        return data


def refused(backed_up: BackedUp) -> BackupError:
    with pytest.raises(BackupFailed) as refusal:
        backed_up.back_up(NOW)
    return refusal.value.error


def assert_refused(backed_up: BackedUp, file: Path, target: Context) -> None:
    with pytest.raises(BackupRefused):
        backed_up.restore(file, target, NOW)
    assert is_empty(target)


def go_on(context: Context) -> None:
    """Let the one session, link, message and job of the store be such that work goes on with them."""
    with context.store.transaction() as session:
        session.exec(select(LoginSession)).one().ended_at = None
        link = session.exec(select(AccountLink)).one()
        link.used_at, link.voided_at, link.ends_at = None, None, NOW + timedelta(days=7)
        message = session.exec(select(OutboxMessage)).one()
        message.sent_at, message.dropped_at = None, None
        session.exec(select(Job)).one().state = JobState.QUEUED
