"""What a server is given agrees with itself: the units are locked up, the proxy writes down nothing, the page can be typed."""

import configparser
import re
import subprocess
from pathlib import Path

import pytest

from safehouse.cli import COMMANDS
from tests.install.follow import PAGE, blocks
from tests.support.sources import ROOT

DEPLOY = ROOT / "deploy"
UNITS = ("safehouse-scheduler.service", "safehouse-web.service")
LOCKED_UP = {
    "CapabilityBoundingSet": "",
    "EnvironmentFile": "/etc/safehouse/safehouse.env",
    "KillMode": "mixed",
    "LockPersonality": "yes",
    "NoNewPrivileges": "yes",
    "PrivateDevices": "yes",
    "PrivateTmp": "yes",
    "ProtectControlGroups": "yes",
    "ProtectHome": "yes",
    "ProtectKernelModules": "yes",
    "ProtectKernelTunables": "yes",
    "ProtectSystem": "strict",
    "RestrictNamespaces": "yes",
    "RestrictSUIDSGID": "yes",
    "UMask": "0077",
    "User": "safehouse",
}


def service(unit: str) -> dict[str, str]:
    """The last value of each setting of a unit's service."""
    parser = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # The documented way to keep capitals.
    parser.read(DEPLOY / unit, encoding="utf-8")
    return dict(parser["Service"])


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_gives_its_process_nothing_that_it_does_not_need(unit: str) -> None:
    found = service(unit)
    assert {name: found.get(name) for name in LOCKED_UP} == LOCKED_UP


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_runs_a_command_that_there_is(unit: str) -> None:
    program, command = service(unit)["ExecStart"].split()
    assert program == "/opt/safehouse/venv/bin/safehouse"
    assert command in COMMANDS


def test_the_pages_reach_nothing_but_this_machine() -> None:
    found = service("safehouse-web.service")
    assert (found["IPAddressDeny"], found["IPAddressAllow"]) == ("any", "localhost")


def test_the_proxies_write_no_addresses_down() -> None:
    """Addresses of pages hold ids and one-time links."""
    nginx = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    serving = [server for server in nginx.split("\nserver {") if "server_name" in server]
    assert len(serving) == 2
    assert all("access_log off;" in server for server in serving)
    assert re.findall(r"error_log .* (\w+);", nginx) == ["crit"]
    caddy = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    assert not re.search(r"^\s*log\b", caddy, re.MULTILINE)


def test_what_people_send_is_never_put_into_a_file_by_the_proxy() -> None:
    nginx = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    sizes = dict(re.findall(r"(client_max_body_size|client_body_buffer_size) (\w+);", nginx))
    assert sizes["client_max_body_size"] == sizes["client_body_buffer_size"]
    assert "proxy_max_temp_file_size 0;" in nginx


def test_nobody_can_invent_from_where_they_come() -> None:
    nginx = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in nginx
    assert "$proxy_add_x_forwarded_for" not in nginx


def test_every_block_of_the_page_is_shell_and_names_files_that_there_are(tmp_path: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    todo = list(blocks(page))
    assert {block.kind for block in todo} == {"", "postgresql", "rescue"}
    script = tmp_path / "page.sh"
    script.write_text("\n".join(block.text for block in todo), encoding="utf-8")
    subprocess.run(["bash", "-n", str(script)], check=True)  # noqa: S607  # The shell that the page is typed into.
    named = set(re.findall(r"/opt/safehouse/release/([\w./-]+\w)", page))
    assert "deploy/nginx.conf" in named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_every_command_that_the_page_names_is_there() -> None:
    typed = "\n".join(block.text for block in blocks(PAGE.read_text(encoding="utf-8")))
    named = set(re.findall(r"(?:^|/bin/)safehouse ([a-z-]+)", typed, re.MULTILINE))
    assert named >= {"init", "check", "create-admin", "backup", "upgrade", "restore"}
    assert named <= COMMANDS.keys()
