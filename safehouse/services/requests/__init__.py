"""Requests: entered and changed by the desk, owned, waived for, handed over, and ended without a place.

`drafts` and `checking` are the way in, `entering` the deeds that use it; `viewing`, `desk` and `owners` are what the desk sees; `arriving`,
`ending` (with `merging`), `owning`, `waiving` and `hand_over` are the other deeds.
"""

from safehouse.services.requests.arriving import move_waiting_arrival
from safehouse.services.requests.desk import list_desk
from safehouse.services.requests.desk_lines import DeskLine
from safehouse.services.requests.drafts import AreaDraft, LanguageDraft, PersonDraft, RequestDraft
from safehouse.services.requests.ending import end_unmet, mark_duplicate, withdraw_request
from safehouse.services.requests.entering import change_request, enter_request
from safehouse.services.requests.hand_over import write_hand_over
from safehouse.services.requests.owners import Colleague, PassedOn, list_colleagues
from safehouse.services.requests.owning import open_request, pass_on_requests, take_over_requests
from safehouse.services.requests.viewing import PersonView, RequestView, WaiverView, get_request
from safehouse.services.requests.waiving import waive_code

__all__ = [
    "AreaDraft",
    "Colleague",
    "DeskLine",
    "LanguageDraft",
    "PassedOn",
    "PersonDraft",
    "PersonView",
    "RequestDraft",
    "RequestView",
    "WaiverView",
    "change_request",
    "end_unmet",
    "enter_request",
    "get_request",
    "list_colleagues",
    "list_desk",
    "mark_duplicate",
    "move_waiting_arrival",
    "open_request",
    "pass_on_requests",
    "take_over_requests",
    "waive_code",
    "withdraw_request",
    "write_hand_over",
]
