"""Searching does not depend on case, accents, points or punctuation, in any script."""

import pytest

from safehouse.services.folding import fold


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("  Rotterdam ", "rotterdam"),
        ("’s-Hertogenbosch", "s hertogenbosch"),
        ("SÃO PAULO", "sao paulo"),
        ("Łódź", "lodz"),
        ("Ærøskøbing", "aeroskobing"),
        ("Weißwasser", "weisswasser"),
        ("İstanbul", "istanbul"),
        ("Иошкар-Ола", "иошкар ола"),
        ("Йошкар-Ола", "иошкар ола"),
        ("רוֹטֶרְדָם", "רוטרדם"),
        ("ﬁume", "fiume"),
        ("!?", ""),
        ("", ""),
    ],
)
def test_a_text_is_folded_to_its_plain_words(typed: str, key: str) -> None:
    assert fold(typed) == key


def test_what_is_folded_stays_as_it_is() -> None:
    for text in ("Škofja Loka", "東京都", "Ἀθῆναι", "मुंबई", "Đà Nẵng"):
        assert fold(fold(text)) == fold(text)
