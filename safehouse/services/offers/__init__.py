"""Offers: a suggestion is put to its house, which accepts or declines; or the survivor declines, or the time runs out.

`offering` is what the desk asks for: one house, several at once, or one after another; `making` the claiming transaction, `judging` the
rules applied again in it, `chains` what is offered by itself when a house says no, and `fallbacks` its rows. `answering` is what becomes
of an offer, `rivals` of the others when one house says yes, `taking_back` of a yes, `expiry` what the clock does, `notes` how an offer
ends without an arrival, and the hand-over note with it. `desk`, `chain_views` and `house` are what the two sides see, `telephone` what the
national contact sees who speaks for a house, `lines` what all of them see in the same way, `unsafe` what everybody must see of a
compromised house, `absences` who is away from a house, and `pending` which offers of a country wait for an answer.
"""

from safehouse.services.offers.absences import AbsenceLine, list_absences
from safehouse.services.offers.answering import (
    ENDED_WITHOUT_HER_WORD,
    accept_offer,
    decline_offer,
    open_offer,
    record_survivor_refusal,
    withdraw_offer,
)
from safehouse.services.offers.chain_views import ChainLine, ChainView, find_chain
from safehouse.services.offers.chains import continue_chains, stop_chain
from safehouse.services.offers.desk import DeskOffer, OverdueLine, get_desk_offer, list_overdue, list_request_offers
from safehouse.services.offers.expiry import expire_overdue_holds
from safehouse.services.offers.house import Household, HouseOffer, PersonLine, get_house_offer, list_house_offers
from safehouse.services.offers.lines import Reason, RoomLine, StayLine
from safehouse.services.offers.offering import Asked, LeftOut, ask_for_chain, make_offer, make_offers
from safehouse.services.offers.pending import PendingLine, list_pending
from safehouse.services.offers.taking_back import take_back_acceptance
from safehouse.services.offers.telephone import TelephoneOffer, get_telephone_offer, list_telephone_offers
from safehouse.services.offers.unsafe import Concerned, UnsafeHouse, list_unsafe_houses
from safehouse.services.offers.waking import Waking, get_waking

__all__ = [
    "ENDED_WITHOUT_HER_WORD",
    "AbsenceLine",
    "Asked",
    "ChainLine",
    "ChainView",
    "Concerned",
    "DeskOffer",
    "HouseOffer",
    "Household",
    "LeftOut",
    "OverdueLine",
    "PendingLine",
    "PersonLine",
    "Reason",
    "RoomLine",
    "StayLine",
    "TelephoneOffer",
    "UnsafeHouse",
    "Waking",
    "accept_offer",
    "ask_for_chain",
    "continue_chains",
    "decline_offer",
    "expire_overdue_holds",
    "find_chain",
    "get_desk_offer",
    "get_house_offer",
    "get_telephone_offer",
    "get_waking",
    "list_absences",
    "list_house_offers",
    "list_overdue",
    "list_pending",
    "list_request_offers",
    "list_telephone_offers",
    "list_unsafe_houses",
    "make_offer",
    "make_offers",
    "open_offer",
    "record_survivor_refusal",
    "stop_chain",
    "take_back_acceptance",
    "withdraw_offer",
]
