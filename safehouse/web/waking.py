"""What is said after a house was asked: that it is being woken only where somebody there can be."""

from flask import flash

from safehouse.services.offers import get_waking
from safehouse.web.access import current_actor
from safehouse.web.current import current_context
from safehouse.web.texts import gettext as _


def flash_waking(done: str, offer_id: str) -> None:
    """Say what was done, and whether the house of the offer that the actor has just made is being woken."""
    waking = get_waking(current_context(), current_actor(), offer_id=offer_id)
    if waking.woken_at or waking.is_under_way:
        flash(f"{done} {_('The house is being woken.')}")
    else:
        flash(f"{done} {_('Nobody could be woken: call the house.')}", "warn")
