"""Tests talk to this machine only."""

import socket

import pytest
from pytest_socket import SocketConnectBlockedError

ELSEWHERE = ("192.0.2.1", 80)  # RFC 5737: an address for documentation, nobody has it.


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_a_socket_that_leaves_this_machine_is_refused() -> None:
    with pytest.raises(SocketConnectBlockedError):
        socket.create_connection(ELSEWHERE, timeout=1)


def test_a_socket_to_the_same_machine_is_allowed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), timeout=5):
        pass
