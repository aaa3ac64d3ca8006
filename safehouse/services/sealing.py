"""The only place that encrypts and decrypts: sealed values, a key of its own per request, and keyed hashes.

A sealed value is `version (1 byte) | key id (4) | nonce (12) | AES-256-GCM ciphertext and tag`. Version, key id, table, row and
column are associated data, so a value that was changed, or moved to another place, does not open. All keys come from the
master key by HKDF-SHA256 (RFC 5869), each for one purpose. Nonces are random: good for 2**32 values under one key
(NIST SP 800-38D, 8.3).
"""

import hmac
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from safehouse.domain.errors import BrokenSeal

KEY_BYTES = 32
VERSION = b"\x01"
_KEY_ID_BYTES = 4
_NONCE_BYTES = 12
_HEADER_BYTES = len(VERSION) + _KEY_ID_BYTES
_DOCUMENT_TABLE = "sealed_document"


class _Seal:
    """Seals and opens values under one key."""

    __slots__ = ("_cipher", "_header")

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(_derive(key, "seal"))
        self._header = VERSION + _derive(key, "key id")[:_KEY_ID_BYTES]

    def seal(self, place: bytes, plain: bytes) -> bytes:
        nonce = token_bytes(_NONCE_BYTES)
        return self._header + nonce + self._cipher.encrypt(nonce, plain, self._header + place)

    def open(self, place: bytes, sealed: bytes) -> bytes:
        header, nonce = sealed[:_HEADER_BYTES], sealed[_HEADER_BYTES : _HEADER_BYTES + _NONCE_BYTES]
        if header != self._header or len(nonce) < _NONCE_BYTES:
            raise BrokenSeal
        try:
            return self._cipher.decrypt(nonce, sealed[_HEADER_BYTES + _NONCE_BYTES :], header + place)
        except InvalidTag:
            raise BrokenSeal from None


class Vault:
    """Everything that is done with the master key; it holds no other secret and has no state."""

    __slots__ = ("_master_key", "_seal")

    def __init__(self, master_key: bytes) -> None:
        """Take a master key of 32 random bytes."""
        if len(master_key) != KEY_BYTES:
            raise ValueError(f"the master key must have {KEY_BYTES} bytes")
        self._master_key = master_key
        self._seal = _Seal(master_key)

    def seal(self, table: str, row: str, column: str, plain: bytes) -> bytes:
        """Seal a value for one column of one row."""
        return self._seal.seal(_place(table, row, column), plain)

    def open(self, table: str, row: str, column: str, sealed: bytes) -> bytes:
        """The value that was sealed for this column of this row.

        Raises BrokenSeal when the value was changed, sealed for another place, or sealed under another master key.
        """
        return self._seal.open(_place(table, row, column), sealed)

    def new_document_key(self, request_id: str) -> bytes:
        """A new key for the document of one request, wrapped: whoever destroys it has erased the document."""
        return self.seal(_DOCUMENT_TABLE, request_id, "wrapped_key", token_bytes(KEY_BYTES))

    def seal_document(self, request_id: str, wrapped_key: bytes, plain: bytes) -> bytes:
        """Seal the document of one request under its own key. Raises BrokenSeal for a key that is not of this request."""
        place = _place(_DOCUMENT_TABLE, request_id, "document")
        return self._document_seal(request_id, wrapped_key).seal(place, plain)

    def open_document(self, request_id: str, wrapped_key: bytes, document: bytes) -> bytes:
        """The document of one request. Raises BrokenSeal when key or document were changed or belong elsewhere."""
        place = _place(_DOCUMENT_TABLE, request_id, "document")
        return self._document_seal(request_id, wrapped_key).open(place, document)

    def keyed_hash(self, purpose: str, text: str) -> str:
        """HMAC-SHA256 of a text under the key of a purpose, in hex: equal texts are found again, nothing else is learnt."""
        return hmac.digest(self.derived(f"hash {purpose}"), text.encode(), "sha256").hex()

    def derived(self, purpose: str) -> bytes:
        """The key of 32 bytes for one purpose, for libraries that ask for a secret."""
        return _derive(self._master_key, f"for {purpose}")

    def _document_seal(self, request_id: str, wrapped_key: bytes) -> _Seal:
        return _Seal(self.open(_DOCUMENT_TABLE, request_id, "wrapped_key", wrapped_key))


def _derive(key: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"safehouse 1 {purpose}".encode()).derive(key)


def _place(table: str, row: str, column: str) -> bytes:
    """Table, row and column with their lengths, so that no two places are written alike."""
    parts = (part.encode() for part in (table, row, column))
    return b"".join(len(part).to_bytes(2, "big") + part for part in parts)
