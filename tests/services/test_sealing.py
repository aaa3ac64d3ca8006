"""Sealed values open where they were sealed and nowhere else, and a keyed hash says nothing but equality."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safehouse.domain.errors import BrokenSeal
from safehouse.services.sealing import Vault

KEY = bytes(range(32))
VAULT = Vault(KEY)
PLACES = [
    ("duty_contact", "row1", "contact"),
    ("duty_contact", "row2", "contact"),
    ("duty_contact", "row1", "other"),
    ("second_factor", "row1", "contact"),
    ("duty_contactr", "ow1", "contact"),
]


@given(st.binary(max_size=2_000))
def test_what_was_sealed_opens(plain: bytes) -> None:
    assert VAULT.open(*PLACES[0], VAULT.seal(*PLACES[0], plain)) == plain


def test_the_same_value_is_never_sealed_alike() -> None:
    assert VAULT.seal(*PLACES[0], b"x") != VAULT.seal(*PLACES[0], b"x")


@pytest.mark.parametrize(("sealed_for", "opened_as"), list(permutations(PLACES, 2)))
def test_a_value_that_was_moved_does_not_open(
    sealed_for: tuple[str, str, str], opened_as: tuple[str, str, str]
) -> None:
    """Seen to fail without associated data, and with the parts of a place joined without their lengths."""
    with pytest.raises(BrokenSeal):
        VAULT.open(*opened_as, VAULT.seal(*sealed_for, b"a need"))


def test_a_value_with_any_bit_flipped_does_not_open() -> None:
    """Seen to fail with version and key id neither compared nor part of the associated data."""
    sealed = VAULT.seal(*PLACES[0], b"a need")
    for bit in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(BrokenSeal):
            VAULT.open(*PLACES[0], bytes(changed))


def test_a_value_cut_short_does_not_open() -> None:
    sealed = VAULT.seal(*PLACES[0], b"a need")
    for length in range(len(sealed)):
        with pytest.raises(BrokenSeal):
            VAULT.open(*PLACES[0], sealed[:length])


def test_another_master_key_does_not_open() -> None:
    with pytest.raises(BrokenSeal):
        Vault(bytes(reversed(KEY))).open(*PLACES[0], VAULT.seal(*PLACES[0], b"a need"))


def test_a_master_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(KEY[:16])


class TestDocument:
    def test_it_opens_with_the_key_of_its_request(self) -> None:
        key = VAULT.new_document_key("r1")
        assert VAULT.open_document("r1", key, VAULT.seal_document("r1", key, b"areas")) == b"areas"

    def test_it_does_not_open_with_the_key_of_another_request(self) -> None:
        """Erasure is the destruction of one key, so no other may open the document. Seen to fail with one key for all."""
        mine, other = VAULT.new_document_key("r1"), VAULT.new_document_key("r2")
        document = VAULT.seal_document("r1", mine, b"areas")
        for request_id, key in (("r1", other), ("r2", mine), ("r2", other)):
            with pytest.raises(BrokenSeal):
                VAULT.open_document(request_id, key, document)

    def test_it_does_not_open_with_a_new_key_of_the_same_request(self) -> None:
        document = VAULT.seal_document("r1", VAULT.new_document_key("r1"), b"areas")
        with pytest.raises(BrokenSeal):
            VAULT.open_document("r1", VAULT.new_document_key("r1"), document)

    def test_its_key_is_not_a_value_of_another_column(self) -> None:
        with pytest.raises(BrokenSeal):
            VAULT.seal_document("r1", VAULT.seal("duty_contact", "r1", "wrapped_key", bytes(32)), b"areas")


class TestKeyedHash:
    def test_equal_texts_are_found_again(self) -> None:
        assert VAULT.keyed_hash("tag", "Ferry 12") == Vault(KEY).keyed_hash("tag", "Ferry 12")
        assert len(VAULT.keyed_hash("tag", "Ferry 12")) == 64

    def test_another_text_purpose_or_master_key_gives_another_hash(self) -> None:
        hashes = {
            VAULT.keyed_hash("tag", "a"),
            VAULT.keyed_hash("tag", "b"),
            VAULT.keyed_hash("email", "a"),
            Vault(bytes(reversed(KEY))).keyed_hash("tag", "a"),
        }
        assert len(hashes) == 4


def test_every_purpose_has_a_key_of_its_own() -> None:
    keys = {VAULT.derived("cookies"), VAULT.derived("csrf"), KEY}
    assert len(keys) == 3


def test_the_vault_does_not_write_its_key() -> None:
    assert KEY.hex() not in repr(VAULT)
    assert repr(KEY) not in repr(VAULT)
