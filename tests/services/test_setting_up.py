"""`safehouse init`, `check` and `upgrade` as the person who runs the service uses them."""

import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from safehouse.cli.settings_file import read_settings_file
from safehouse.services import migrate
from safehouse.services.backups import make_key_pair
from safehouse.services.db import open_store
from safehouse.services.readiness import record_heartbeat
from safehouse.services.startup import open_service
from tests.support.ports import free_port
from tests.support.required import lacking
from tests.support.stores import mark_as_newer


class Server:
    """A machine for one service, in a folder: settings, keys, database, backups."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = folder / "etc" / "safehouse.env"
        self.key = folder / "etc" / "master.key"
        self.backups = folder / "backups"
        self.backups.mkdir(mode=0o700)
        self.backup_key = make_key_pair(folder / "carried-away.key", now=datetime.now(UTC))
        self.data = folder / "data"
        self.data.mkdir(mode=0o700)
        self.database_url = f"sqlite:///{self.data / 'safehouse.db'}"

    def answers(self, **changed: str) -> str:
        given = {
            "PUBLIC_URL": "https://safehouse.example",
            "DATABASE_URL": self.database_url,
            "COUNTRIES": "BE,NL",
            "BACKUP_KEY": self.backup_key,
            "BACKUP_FOLDER": str(self.backups),
            **changed,
        }
        return "".join(f"SAFEHOUSE_{name}={value}\n" for name, value in given.items())

    def init(self, answers: str, *more: str, typed: str = "") -> tuple[int, str, str]:
        path = self.folder / "answers"
        path.write_text(answers, encoding="utf-8")
        path.chmod(0o600)
        files = ("--settings", str(self.settings), "--master-key", str(self.key))
        from_file = ("--answers", str(path)) if answers else ()
        return self.run("init", *files, *from_file, *more, typed=typed)

    def run(self, *arguments: str, typed: str = "", environ: Mapping[str, str] | None = None) -> tuple[int, str, str]:
        variables = {**os.environ, "SAFEHOUSE_SETTINGS_FILE": str(self.settings), **(environ or {})}
        command = [sys.executable, "-m", "safehouse", *arguments]
        done = subprocess.run(command, env=variables, input=typed, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    def environ(self) -> dict[str, str]:
        return read_settings_file(self.settings)


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path)


def test_from_answers_to_a_service_that_starts(server: Server) -> None:
    """In the order of an afternoon: init, check, the scheduler at work, check again, and init refused a second time."""
    code, said, errors = server.init(server.answers())
    assert errors == ""
    assert "towns are loaded" in said
    # There is no mail server yet, which is a problem that is named and can wait.
    assert (code, re.findall("PROBLEM (.*?):", said)) == (1, ["mail"])
    assert stat.S_IMODE(server.settings.stat().st_mode) == stat.S_IMODE(server.key.stat().st_mode) == 0o600
    assert "SAFEHOUSE_MASTER_KEY=" not in server.settings.read_text(encoding="utf-8")
    assert server.environ()["SAFEHOUSE_PROXIES"] == "1"

    code, said, _ = server.run("check")
    assert (code, re.findall("PROBLEM (.*?):", said)) == (1, ["scheduler"])
    context = open_service(server.environ())
    record_heartbeat(context)
    context.store.close()
    code, said, _ = server.run("check")
    assert code == 0
    assert said.endswith("Nothing is wrong.\n")
    assert "The towns are there already." in server.run("load-towns")[1]

    before = server.settings.read_bytes(), server.key.read_bytes()
    code, _, errors = server.init(server.answers())
    assert (code, errors) == (
        2,
        f"safehouse: {server.settings} is there already: change it by hand, then run `safehouse check`\n",
    )
    assert (server.settings.read_bytes(), server.key.read_bytes()) == before


def test_a_person_who_answers_at_the_terminal_is_asked_again_for_a_wrong_answer(server: Server) -> None:
    """Ends at a database that is not there, so that nothing is written and no town is loaded."""
    no_answer, wrong, right = "", "http://safehouse.example", "https://safehouse.example"
    mail = f"mail.safehouse.example\n99999\n587\nsome\nstarttls\n{no_answer}\nnobody\nservice@safehouse.example\n\n"
    database = f"mysql://x\npostgresql://safehouse:secret@127.0.0.1:{free_port()}/safehouse"
    typed = f"{no_answer}\n{wrong}\n{right}\n{database}\nBrussels\nEurope/Brussels\nXX\nNL\n{mail}\n"
    code, said, errors = server.init("", typed=typed)
    assert said.count("This cannot be empty.") == 2
    assert "SAFEHOUSE_PUBLIC_URL must be https" in said
    assert "SAFEHOUSE_TIME_ZONE must be an IANA time zone" in said
    for variable in ("DATABASE_URL", "COUNTRIES", "SMTP_PORT", "SMTP_SECURITY", "MAIL_FROM"):
        assert said.count(f"SAFEHOUSE_{variable} must") == 1
    assert code == 2
    assert "secret" not in said + errors
    assert not server.settings.exists()
    assert not server.key.exists()


def test_everything_that_is_wrong_with_the_answers_is_said_at_once_and_nothing_is_written(server: Server) -> None:
    answers = server.answers(PROXIES="many", SMTP_HOST="mail.example.org", METRICS_ADDRESS="0.0.0.0:9464")
    code, said, errors = server.init(answers.replace("SAFEHOUSE_PUBLIC_URL=https://safehouse.example\n", ""))
    assert (code, said) == (2, "")
    assert [line.split()[1] for line in errors.splitlines()] == [
        "SAFEHOUSE_PUBLIC_URL",
        "SAFEHOUSE_PROXIES",
        "SAFEHOUSE_METRICS_ADDRESS",
        "SAFEHOUSE_MAIL_FROM",
        "nothing",
    ]
    assert not server.settings.exists()
    assert list(server.data.iterdir()) == []


def test_a_database_that_is_away_is_found_before_anything_is_written(server: Server) -> None:
    away = server.answers(DATABASE_URL=f"postgresql://nobody@/nothing?host={server.folder}")
    assert server.init(away) == (2, "", "safehouse: the database cannot be reached\n")
    assert not server.key.exists()


def test_root_gives_the_files_to_the_group_of_the_service_and_leaves_the_store_to_its_user(server: Server) -> None:
    """Seen to fail with a database that belongs to root, which the service could not write."""
    if os.geteuid() != 0:
        lacking("root", "only root can act for another user: test_service_user.py looks at what would be asked for")
    for folder in (server.folder, *server.folder.parents):
        folder.chmod(folder.stat().st_mode | stat.S_IXOTH)
    shutil.chown(server.data, "nobody")
    shutil.chown(server.backups, "nobody")
    server.init(server.answers(), "--user", "nobody")
    for path in (server.settings, server.key):
        assert (path.owner(), path.group(), stat.S_IMODE(path.stat().st_mode)) == ("root", "nogroup", 0o640)
    assert (server.data / "safehouse.db").owner() == "nobody"
    assert (server.folder / "etc").group() == "nogroup"


def test_a_user_that_does_not_exist_is_refused(server: Server) -> None:
    code, _, errors = server.init(server.answers(), "--user", "nobody-of-this-name")
    assert (code, "make it first" in errors) == (2, True)


class TestUpgrade:
    @pytest.fixture
    def older(self, server: Server) -> Server:
        """A server whose tables are those of an earlier version."""
        server.settings.parent.mkdir()
        server.settings.write_text(server.answers() + f"SAFEHOUSE_MASTER_KEY_FILE={server.key}\n", encoding="utf-8")
        server.key.write_text("yMnKy8zNzs/Q0dLT1NXW19jZ2tvc3d7f4OHi4+Tl5uc=", encoding="utf-8")
        for path in (server.settings, server.key):
            path.chmod(0o600)
        store = open_store(server.database_url)
        migrate.upgrade(store, "0003")
        store.close()
        return server

    @staticmethod
    def is_current(server: Server) -> bool:
        store = open_store(server.database_url)
        found = migrate.is_current(store)
        store.close()
        return found

    def test_first_comes_a_backup_then_the_tables(self, older: Server) -> None:
        code, said, errors = older.run("upgrade")
        assert (code, errors) == (0, "")
        assert "systemctl restart" in said
        assert len(list(older.backups.iterdir())) == 1
        assert self.is_current(older)
        assert "already" in older.run("upgrade")[1]
        assert len(list(older.backups.iterdir())) == 1

    def test_without_a_backup_nothing_is_changed(self, older: Server) -> None:
        """Seen to fail with the refusal only said."""
        older.backups.rmdir()
        code, said, errors = older.run("upgrade")
        assert (code, said) == (2, "")
        assert "the folder of SAFEHOUSE_BACKUP_FOLDER is missing" in errors
        assert "nothing was changed" in errors
        assert not self.is_current(older)

    @pytest.mark.parametrize(
        "arguments", [("upgrade",), ("upgrade", "--no-backup", "own-copy"), ("migrate",), ("serve",)], ids=" ".join
    )
    def test_tables_of_a_newer_version_are_refused_before_anything_is_written(
        self, older: Server, arguments: tuple[str, ...]
    ) -> None:
        """Seen to fail: there was a backup, and then a traceback."""
        store = open_store(older.database_url)
        mark_as_newer(store)
        store.close()
        (older.data / "safehouse.db").chmod(0o600)
        refused = "safehouse: the database was made by a newer version of safehouse: install that one\n"
        assert older.run(*arguments) == (2, "", refused)
        assert list(older.backups.iterdir()) == []

    def test_somebody_with_a_reason_goes_on_without_one_and_it_is_on_record(self, older: Server) -> None:
        older.backups.rmdir()
        assert older.run("upgrade", "--no-backup", "because")[0] == 2
        code, _, errors = older.run("upgrade", "--no-backup", "own-copy")
        assert code == 0
        assert '"event": "upgraded_without_backup"' in errors
        assert '"kind": "own-copy"' in errors
        assert self.is_current(older)
