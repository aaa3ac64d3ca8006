"""Every code has words, and no two codes of one list have the same, but for the confidential ones."""

from enum import StrEnum

import pytest
from flask import Flask

from safehouse.domain import codes
from safehouse.domain.access import Action
from safehouse.domain.codes import CONFIDENTIAL_CODES, RuleCode
from safehouse.web.words import word

LISTS = [*(kind for kind in vars(codes).values() if isinstance(kind, type) and issubclass(kind, StrEnum)), Action]
SENTENCES = {codes.Note}
"""Lists whose members are whole sentences with values in them; the pages that show them make these."""


@pytest.mark.parametrize(
    "kind", [kind for kind in LISTS if kind is not StrEnum and kind not in SENTENCES], ids=lambda kind: kind.__name__
)
def test_every_code_has_words_of_its_own(app: Flask, kind: type[StrEnum]) -> None:
    with app.test_request_context():
        words = {code: word(code) for code in kind if code not in CONFIDENTIAL_CODES or kind is not RuleCode}
    assert all(words.values())
    assert len(set(words.values())) == len(words)


def test_a_confidential_code_has_one_word(app: Flask) -> None:
    with app.test_request_context():
        assert {word(code) for code in CONFIDENTIAL_CODES} == {"confidential"}
