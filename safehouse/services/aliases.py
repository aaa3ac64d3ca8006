"""Names that hold for one request only, so that what is said of a house, or of people, abroad cannot be put together.

An alias is a keyed hash: the same each time that it is asked for, and without the key nothing follows from it.
"""

from safehouse.domain.codes import OfferState
from safehouse.domain.ids import readable_code
from safehouse.models.houses import House
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.services.sealing import Vault


def house_alias(vault: Vault, *, request_id: str, house_id: str) -> str:
    """What a house abroad is called at the desk of one request, until it has accepted: 8 characters without look-alikes."""
    return _alias(vault, "alias of a house", f"{request_id} {house_id}")


def case_alias(vault: Vault, *, suggestion_id: str) -> str:
    """What a request of another country is called in the country of the suggested house, in the form of a case code."""
    return _alias(vault, "alias of a case", suggestion_id)


def house_code_at_desk(vault: Vault, house: House, request: Request, offer: Offer | None) -> str:
    """What the desk of a request calls a house: by its code in the own country, and abroad once it has accepted `offer`."""
    has_accepted = offer is not None and offer.state is OfferState.ACCEPTED
    if house.country == request.country or has_accepted:
        return house.code
    return house_alias(vault, request_id=request.id, house_id=house.id)


def case_code_at_house(vault: Vault, house: House, request: Request, offer: Offer) -> str:
    """What a request is called in the country of the house that it is offered to: abroad it has no code but an alias."""
    if house.country == request.country:
        return request.case_code
    return case_alias(vault, suggestion_id=offer.suggestion_id)


def _alias(vault: Vault, purpose: str, text: str) -> str:
    return readable_code(int(vault.keyed_hash(purpose, text), 16))
