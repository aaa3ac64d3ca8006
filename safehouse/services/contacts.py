"""How a house is reached on duty: a telephone number and a mail address, sealed together and opened only to use them."""

import json
from dataclasses import asdict, dataclass

from safehouse.domain.codes import Channel
from safehouse.models.houses import DutyContact
from safehouse.services.sealing import Vault


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact on duty; `mail` may be empty. Neither is part of `repr`, so that no log can hold them."""

    telephone: str
    mail: str

    def __repr__(self) -> str:
        return "Contact(...)"


def seal_contact(vault: Vault, contact_id: str, contact: Contact) -> bytes:
    """What is stored in the row of this id."""
    return vault.seal("duty_contact", contact_id, "contact", json.dumps(asdict(contact)).encode())


def open_contact(vault: Vault, row: DutyContact) -> Contact:
    """The contact of a row. Raises BrokenSeal when the row was tampered with."""
    return Contact(**json.loads(vault.open("duty_contact", row.id, "contact", row.contact)))


def address_on(vault: Vault, row: DutyContact, channel: Channel) -> str:
    """Where a contact is reached on a channel; empty when it was retired or has no address there. Raises BrokenSeal."""
    if row.retired_at is not None:
        return ""
    opened = open_contact(vault, row)
    return opened.telephone if channel is Channel.COMMAND else opened.mail
