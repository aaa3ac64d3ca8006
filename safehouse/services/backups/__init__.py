"""Backups: one state of all tables, sealed for a public key whose private half is not on the server; and the way back."""

from safehouse.services.backups.envelope import make_key_pair, read_private_key
from safehouse.services.backups.making import make_backup
from safehouse.services.backups.nights import back_up, run_due_backup
from safehouse.services.backups.restoring import Restored, check_backup, restore_backup
from safehouse.services.backups.settling import Settled

__all__ = [
    "Restored",
    "Settled",
    "back_up",
    "check_backup",
    "make_backup",
    "make_key_pair",
    "read_private_key",
    "restore_backup",
    "run_due_backup",
]
