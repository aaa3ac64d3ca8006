"""The commands of backups, from making a key to a restored database, and the one sentence that each refusal is."""

from base64 import b64encode
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from safehouse.cli import main
from safehouse.services.context import Context
from safehouse.services.db import open_store
from safehouse.services.migrate import refuse_other_revision
from safehouse.services.sealing import Vault
from safehouse.settings import Settings
from tests.rows import a_house
from tests.services.backed_up import sort_of
from tests.support.stores import MASTER_KEY, NewUrl


class Server:
    """A server as its operator sees it: commands, settings, a folder."""

    def __init__(self, context: Context, folder: Path) -> None:
        self.key = folder / "key.txt"
        made = self.run("backup-key", self.key)
        self.folder = folder / "backups"
        self.folder.mkdir(mode=0o700)
        name, _, public = made.stdout.strip().partition("=")
        self.variables = {
            "SAFEHOUSE_MASTER_KEY": b64encode(MASTER_KEY).decode(),
            "SAFEHOUSE_DATABASE_URL": context.settings.database_url,
            "SAFEHOUSE_BACKUP_FOLDER": str(self.folder),
            name: public,
        }

    def run(self, *arguments: object, **variables: str) -> Result:
        environ = {"SAFEHOUSE_SETTINGS_FILE": "", **getattr(self, "variables", {}), **variables}
        return CliRunner().invoke(main, [str(argument) for argument in arguments], env=environ)

    def back_up(self) -> Path:
        assert self.run("backup").exit_code == 0
        (file,) = self.folder.iterdir()
        return file


@pytest.fixture
def server(context: Context, tmp_path: Path) -> Server:
    a_house(context)
    return Server(context, tmp_path)


def test_a_key_a_backup_and_the_way_back(server: Server, context: Context, new_url: NewUrl) -> None:
    url = new_url(sort_of(context))
    done = server.run("restore", server.back_up(), "--key", server.key, SAFEHOUSE_DATABASE_URL=url)
    assert done.exit_code == 0, done.output
    assert "telephone every house" in done.output
    settings = Settings(master_key=MASTER_KEY, database_url=url)
    restored = Context(store=open_store(url), vault=Vault(MASTER_KEY), settings=settings)
    refuse_other_revision(restored.store)
    restored.store.close()


def test_the_private_key_is_never_shown(server: Server) -> None:
    other = server.key.with_name("other.txt")
    shown = server.run("backup-key", other)
    assert "AGE-SECRET-KEY" in other.read_text()
    assert "AGE-SECRET-KEY" not in shown.output


def test_the_way_back_into_a_database_at_work_is_refused_in_one_sentence(server: Server) -> None:
    done = server.run("restore", server.back_up(), "--key", server.key)
    assert_one_sentence(done, "the database is not empty")


def test_another_master_key_is_refused_in_one_sentence(server: Server, context: Context, new_url: NewUrl) -> None:
    other = b64encode(bytes(range(150, 182))).decode()
    url = new_url(sort_of(context))
    done = server.run(
        "restore", server.back_up(), "--key", server.key, SAFEHOUSE_MASTER_KEY=other, SAFEHOUSE_DATABASE_URL=url
    )
    assert_one_sentence(done, "another master key")


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
class TestRefusals:
    def test_a_folder_that_is_missing(self, server: Server) -> None:
        server.folder.rmdir()
        assert_one_sentence(server.run("backup"), "is missing")

    def test_no_settings_of_backups(self, server: Server) -> None:
        done = server.run("backup", SAFEHOUSE_BACKUP_FOLDER="", SAFEHOUSE_BACKUP_KEY="")
        assert_one_sentence(done, "SAFEHOUSE_BACKUP_FOLDER")

    def test_a_key_file_that_is_none(self, server: Server, tmp_path: Path) -> None:
        other = tmp_path / "other.txt"
        other.write_text("canary")
        done = server.run("restore", server.back_up(), "--key", other)
        assert_one_sentence(done, "does not hold one private key")
        assert "canary" not in done.output

    def test_a_key_file_that_is_there_already(self, server: Server) -> None:
        assert_one_sentence(server.run("backup-key", server.key), "cannot be made")


def assert_one_sentence(done: Result, part: str) -> None:
    assert done.exit_code == 2
    assert part in done.stderr
    assert done.stderr.startswith("safehouse: ")
    assert done.stderr.count("\n") == 1
