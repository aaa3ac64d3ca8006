"""What desks have done before somebody looks: suggestions for everybody, a plan, and two countries that ask each other."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlmodel import col, func, select, update

from safehouse.demo.anchors import ANCHOR_COUNTRY
from safehouse.domain.access import Actor
from safehouse.domain.codes import (
    ClaimState,
    OfferState,
    OutOfServiceReason,
    RequestState,
    RuleCode,
    TakeOverReason,
    Urgency,
    WaiverReason,
)
from safehouse.domain.spans import business_date, business_day
from safehouse.models.claims import Claim, Stay
from safehouse.models.houses import Bed, House
from safehouse.models.offers import Offer
from safehouse.services import sessions
from safehouse.services.borders import ask_abroad
from safehouse.services.context import Context
from safehouse.services.outages import OutageDraft, close_bed
from safehouse.services.plans import ask_for_plan
from safehouse.services.requests import enter_request, list_desk, pass_on_requests, waive_code
from safehouse.services.startup import open_service
from safehouse.services.suggestions import find_suggestions, suggest_houses
from safehouse.services.summaries import make_summary
from tests.services.drafts import a_request_draft
from tests.support.browser_site import Site

NEIGHBOUR = "BE"


@dataclass(frozen=True)
class Life:
    """What there is to see: houses by what waits there, each by its code, and the first one by its id too, with its request.

    Each of them has a bed that goes out of service one day.
    """

    offered_house: str
    offered_house_id: str
    offered_request_id: str
    reserved_house: str


def bring_to_life(site: Site) -> Life:
    """Let the Dutch desk ask for suggestions and a plan, pass a request on, and have a second night to look back on."""
    context = open_service(site.environ)
    now = datetime.now(UTC)
    desk = _actor(context, site, f"coordinator.{ANCHOR_COUNTRY}", now)
    lines = list_desk(context, desk)
    for line in lines:
        if line.state is RequestState.OPEN and not line.has_arrival_passed:
            suggest_houses(context, desk, request_id=line.request_id, now=now)
    ask_for_plan(context, desk, country=ANCHOR_COUNTRY, now=now)
    make_summary(context, business_on=business_date(now, context.settings.time_zone) - timedelta(days=2), now=now)
    passed_on = next(line.request_id for line in lines if line.state is RequestState.OPEN and line.is_owner)
    pass_on_requests(
        context,
        desk,
        request_ids=(passed_on,),
        owner_id=desk.account_id,
        account_id=_actor(context, site, f"night.{ANCHOR_COUNTRY}", now).account_id,
        reason=TakeOverReason.SHIFT_CHANGE,
        now=now,
    )
    for own, other in ((ANCHOR_COUNTRY, NEIGHBOUR), (NEIGHBOUR, ANCHOR_COUNTRY)):
        _ask_across(context, _actor(context, site, f"coordinator.{own}", now), own, other, now)
    placed = {line.state: line for line in lines if line.house_code}
    offered, reserved = placed[RequestState.OFFERED], placed[RequestState.RESERVED]
    offered_id, _ = [_plan_works(context, desk, line.house_code, now) for line in (offered, reserved)]
    context.store.close()
    return Life(offered.house_code or "", offered_id, offered.request_id, reserved.house_code or "")


def _plan_works(context: Context, desk: Actor, code: str | None, now: datetime) -> str:
    """The id of a house, one bed of which goes out of service in three weeks."""
    with context.store.reading() as session:
        house_id = session.exec(select(House.id).where(House.code == code)).one()
        bed_id = session.exec(
            select(Bed.id).where(Bed.house_id == house_id, col(Bed.retired_at).is_(None)).limit(1)
        ).one()
    starts_on = now.date() + timedelta(days=21)
    works = OutageDraft(OutOfServiceReason.PLANNED_WORKS, starts_on, starts_on + timedelta(days=3))
    close_bed(context, desk, house_id=house_id, bed_id=bed_id, draft=works, now=now, by_telephone=True)
    return house_id


def _ask_across(context: Context, desk: Actor, own: str, other: str, now: datetime) -> None:
    """Let a desk ask another country for a house, for a woman who has agreed to go there."""
    draft = a_request_draft(
        country=own,
        urgency=Urgency.PLANNED,
        arrives_at=now + timedelta(hours=12),
        countries=frozenset({own, other}),
        consent_until=now.date() + timedelta(days=30),
    )
    request_id = enter_request(context, desk, draft=draft, now=now)
    # At some hours no house takes anybody in.
    reason = WaiverReason.CONFIRMED_BY_TELEPHONE
    waive_code(context, desk, request_id=request_id, code=RuleCode.INTAKE, reason=reason, now=now)
    suggest_houses(context, desk, request_id=request_id, now=now)
    found = find_suggestions(context, desk, request_id=request_id)
    assert found is not None
    assert found.suggestions_abroad, (own, other, found.abroad, found.excluded_abroad)
    ask_abroad(context, desk, suggestion_id=found.suggestions_abroad[0].suggestion_id, now=now)


def _actor(context: Context, site: Site, name: str, now: datetime) -> Actor:
    login = site.login(name)
    token = sessions.log_in(context, email=login.email, password=login.password, now=now)
    view = sessions.find_actor(context, token=token, now=now)
    assert view is not None
    return view.actor


def let_offers_run_out(site: Site) -> None:
    """Make every pending offer one whose time to answer ended a second ago."""
    context = open_service(site.environ)
    a_second_ago = datetime.now(UTC) - timedelta(seconds=1)
    with context.store.transaction() as session:
        session.exec(update(Offer).where(col(Offer.state) == OfferState.PENDING).values(answer_by_at=a_second_ago))
        session.exec(update(Claim).where(col(Claim.state) == ClaimState.HELD).values(held_until=a_second_ago))
    context.store.close()


def arrivals_today(site: Site) -> int:
    """How many households have arrived in Dutch houses since midnight."""
    context = open_service(site.environ)
    zone = context.settings.time_zone
    midnight = business_day(business_date(datetime.now(UTC), zone), zone).starts_at
    with context.store.reading() as session:
        arrived = select(func.count()).select_from(Stay).join(House, col(House.id) == col(Stay.house_id))
        today = arrived.where(col(Stay.checked_in_at) >= midnight, House.country == ANCHOR_COUNTRY)
        count = session.exec(today).one()
    context.store.close()
    return count
