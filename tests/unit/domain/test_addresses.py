"""What can be written to and called, and what cannot."""

import pytest

from safehouse.domain.addresses import is_mail_address, is_telephone_number


@pytest.mark.parametrize("text", ["name@example.org", "o'neill+night@mail.example.org", "root@localhost"])
def test_addresses_are_addresses(text: str) -> None:
    assert is_mail_address(text)


@pytest.mark.parametrize(
    "text", ["", "jan@", "@example.org", "kees@[", "<", '"', "a b@example.org", "a@b@c", "a@b.", "no mail"]
)
def test_what_a_mail_library_stumbles_over_is_no_address(text: str) -> None:
    assert not is_mail_address(text)


@pytest.mark.parametrize("text", ["+31 6 00000000", "112", "(020) 555 01.23", "0031-20/5550123"])
def test_numbers_are_numbers(text: str) -> None:
    assert is_telephone_number(text)


@pytest.mark.parametrize("text", ["", "call Jan", "12", "+", "020 5550123 ask for Jan", "++31 6 0000"])
def test_what_nobody_can_call_is_no_number(text: str) -> None:
    assert not is_telephone_number(text)
