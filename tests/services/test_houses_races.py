"""What is retired while somebody is placed there: on both databases a bed is promised or retired, and never both."""

from functools import partial

import pytest
from sqlmodel import Session, col, select

from safehouse.domain.codes import LIVE_CLAIM_STATES
from safehouse.domain.errors import PlaceInUse
from safehouse.models.claims import Claim
from safehouse.models.houses import Bed
from safehouse.services.houses import retire_bed, retiring
from safehouse.services.houses.uses import Uses, load_uses
from safehouse.services.offers import make_offer
from tests.services.night import WOMAN, Night
from tests.services.racing import meet, meet_after_judging, race, winners


def test_a_bed_is_promised_or_retired_and_never_both(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen red on PostgreSQL with the house not locked by whoever retires: both had looked before either wrote."""
    house = night.house(2)
    wanted = min(house.beds)
    suggestion_id = night.suggestion(night.request(WOMAN), house)
    meeting = meet_after_judging(monkeypatch, 2)

    def load_and_meet(session: Session, house_id: str) -> Uses:
        uses = load_uses(session, house_id)
        meet(meeting)
        return uses

    monkeypatch.setattr(retiring, "load_uses", load_and_meet)
    outcomes = race(
        partial(make_offer, night.context, night.coordinator, suggestion_id=suggestion_id, now=night.now),
        partial(
            retire_bed, night.context, night.desk.national_contact, house_id=house.id, bed_id=wanted, now=night.now
        ),
    )
    with night.context.store.reading() as session:
        is_retired = session.get_one(Bed, wanted).retired_at is not None
        claims = select(Claim).where(Claim.bed_id == wanted, col(Claim.state).in_(LIVE_CLAIM_STATES))
        is_promised = session.exec(claims).first() is not None
    assert is_retired is not is_promised
    assert winners(outcomes)
    assert not is_promised or isinstance(outcomes[1], PlaceInUse)
