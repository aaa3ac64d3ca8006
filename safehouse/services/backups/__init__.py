"""Backups: one state of all tables, sealed for a public key whose private half is not on the server; and the way back."""

from safehouse.services.backups.envelope import make_key_pair, read_private_key
from safehouse.services.backups.making import make_backup

__all__ = [
    "make_backup",
    "make_key_pair",
    "read_private_key",
]
