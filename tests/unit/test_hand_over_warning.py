"""The hand-over note warns of what looks like an address or a telephone number, and of nothing that coordinators have to write."""

import pytest

from safehouse.services.requests.hand_over import looks_like_address_or_phone


@pytest.mark.parametrize(
    "note",
    [
        "Call 06 12345678 on arrival",
        "+31 (0)6-1234-5678",
        "her sister: 0032 470 12 34 56",
        "Keizersgracht 12a, second floor",
        "12 Baker Street",
        "Hauptstr. 5",
        "ulica Długa 103",
    ],
)
def test_an_address_or_a_telephone_number_is_warned_of(note: str) -> None:
    assert looks_like_address_or_phone(note)


@pytest.mark.parametrize(
    "note",
    [
        "Afraid of dogs. Sleeps badly, likes to leave the light on.",
        "Takes her tablets at 8 and at 20 h",
        "The boy is 3 and needs a car seat",
        "Arrives at 2:15 with the police",
    ],
)
def test_what_has_to_be_said_is_not_warned_of(note: str) -> None:
    assert not looks_like_address_or_phone(note)
