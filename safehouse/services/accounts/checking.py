"""What is wrong with an account as it was typed, field by field."""

import unicodedata

from safehouse.domain.addresses import is_mail_address
from safehouse.domain.errors import Problem
from safehouse.domain.locales import InterfaceLocale
from safehouse.services.field_checks import FieldChecks
from safehouse.services.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD
from safehouse.services.sealing import Vault

LONGEST_EMAIL = 254
LONGEST_LABEL = 60


def normal_email(email: str) -> str:
    """The one form in which an address is stored and looked up."""
    return unicodedata.normalize("NFC", email.strip()).casefold()


def email_key(vault: Vault, address: str) -> str:
    """The keyed hash by which an account is found; `address` is in its normal form."""
    return vault.keyed_hash("email", address)


def check_label(checks: FieldChecks, label: str) -> None:
    """Look at the field `label`, the name that colleagues see."""
    checks.text("label", label, LONGEST_LABEL)


def check_language_and_zone(checks: FieldChecks, *, locale: str, time_zone: str) -> None:
    """Look at the fields `locale`, one of the languages of the interface, and `time_zone`."""
    if locale not in set(InterfaceLocale):
        checks.add("locale", Problem.UNKNOWN_CODE)
    checks.time_zone("time_zone", time_zone)


def check_email(checks: FieldChecks, address: str) -> None:
    """Look at the field `email`, in its normal form."""
    checks.text("email", address, LONGEST_EMAIL)
    if address and not is_mail_address(address):
        checks.add("email", Problem.NOT_A_MAIL_ADDRESS)


def check_password(checks: FieldChecks, password: str, *, field: str = "password") -> None:
    """Look at a new password: at its length only, which is what counts."""
    if len(password) < SHORTEST_PASSWORD:
        checks.add(field, Problem.TOO_SHORT, min=SHORTEST_PASSWORD)
    elif len(password) > LONGEST_PASSWORD:
        checks.add(field, Problem.TOO_LONG, max=LONGEST_PASSWORD)
