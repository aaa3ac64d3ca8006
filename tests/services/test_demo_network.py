"""The demo network as the service knows it: what it promises whatever its seed, for the countries around the story.

The gate builds it from two seeds, `make soak` from thirty.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from safehouse.demo.network import DemoNetwork, build_network
from safehouse.demo.seeds import CountrySeed, country_seeds
from safehouse.domain.codes import (
    AreaKind,
    ClaimState,
    Freshness,
    Gender,
    HouseStatus,
    OfferState,
    PlanStatus,
    RequestState,
    SpeakerLevel,
    Urgency,
    WithdrawnReason,
)
from safehouse.models.claims import Claim
from safehouse.models.houses import House
from safehouse.models.offers import Offer
from safehouse.models.requests import Request, RequestPerson
from safehouse.services.context import Context
from safehouse.services.db import open_store
from safehouse.services.gazetteer import GazetteerEntry, read_gazetteer
from safehouse.services.houses import list_country_houses
from safehouse.services.places import load_places
from safehouse.services.plans import ask_for_plan, find_plan
from safehouse.services.plans.computing import compute_plan
from safehouse.services.requests import (
    AreaDraft,
    LanguageDraft,
    PersonDraft,
    RequestDraft,
    enter_request,
    list_desk,
    withdraw_request,
)
from safehouse.services.sealing import Vault
from safehouse.services.suggestions import find_suggestions, suggest_houses
from safehouse.settings import Settings
from tests.services.everything import everything_of
from tests.support.stores import MASTER_KEY, NOW, Clock

COUNTRIES = ("NL", "BE", "EE", "IS")
SOME_SEEDS = (1, 4)
MANY_SEEDS = range(1, 31)
COUNTRY_SEEDS: tuple[CountrySeed, ...] = tuple(seed for seed in country_seeds() if seed.country in COUNTRIES)


@pytest.fixture(scope="module")
def towns() -> tuple[GazetteerEntry, ...]:
    return tuple(entry for entry in read_gazetteer() if entry.country in COUNTRIES)


def _built(path: Path, towns: tuple[GazetteerEntry, ...], seed: int) -> tuple[Context, DemoNetwork]:
    url = f"sqlite:///{path}"
    store = open_store(url, Clock())
    context = Context(store, Vault(MASTER_KEY), Settings(master_key=MASTER_KEY, database_url=url))
    load_places(context, gazetteer=lambda: towns)
    return context, build_network(
        context, COUNTRY_SEEDS, seed=seed, now=NOW, step=lambda _name: lambda _done, _total: None
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """From which seeds the network is built."""
    if "demo" in metafunc.fixturenames:
        is_long = metafunc.config.getoption("--hypothesis-profile") == "soak"
        metafunc.parametrize("demo", MANY_SEEDS if is_long else SOME_SEEDS, indirect=True, scope="module")


@pytest.fixture(scope="module")
def demo(
    request: pytest.FixtureRequest,
    migrated_sqlite: Path,
    towns: tuple[GazetteerEntry, ...],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Context, DemoNetwork]]:
    """Read by the tests of this module, changed by those that ask first: they come last."""
    path = tmp_path_factory.mktemp("demo") / "demo.sqlite"
    path.write_bytes(migrated_sqlite.read_bytes())
    context, network = _built(path, towns, request.param)
    yield context, network
    context.store.close()


def test_every_page_of_the_demo_has_something_to_show(demo: tuple[Context, DemoNetwork]) -> None:
    context, _ = demo
    with context.store.reading() as session:
        requests = set(session.exec(select(Request.state)))
        offers = set(session.exec(select(Offer.state)))
        claims = set(session.exec(select(Claim.state)))
        statuses = set(session.exec(select(House.status)))
    assert requests >= {RequestState.OPEN, RequestState.OFFERED, RequestState.CHECKED_IN}
    assert offers >= {OfferState.PENDING, OfferState.ACCEPTED}
    assert claims >= {ClaimState.HELD, ClaimState.OCCUPIED}
    assert statuses == {HouseStatus.OPEN, HouseStatus.COMPROMISED, HouseStatus.PAUSED}


def test_some_houses_are_full_and_the_dutch_stories_are_fresh(demo: tuple[Context, DemoNetwork]) -> None:
    context, network = demo
    lines = list_country_houses(context, network.teams["NL"].contact.actor)
    assert len(lines) == 8
    assert any(line.free == 0 for line in lines)
    assert sum(line.freshness is Freshness.FRESH for line in lines) >= 3


def test_each_role_and_each_house_has_a_login(demo: tuple[Context, DemoNetwork]) -> None:
    _, network = demo
    emails = Counter(login.email for login in network.logins)
    assert set(emails.values()) == {1}
    assert {"coordinator.nl@demo.example", "night.nl@demo.example", "contact.nl@demo.example"} <= emails.keys()
    assert {"analyst@demo.example", "auditor@demo.example", "administrator@demo.example"} <= emails.keys()
    assert sum(email.startswith("house.") for email in emails) == len(network.houses) == 13


def test_two_dutch_houses_can_take_the_mother_with_her_son(demo: tuple[Context, DemoNetwork]) -> None:
    context, network = demo
    desk = network.teams["NL"].coordinator.actor
    request_id = enter_request(context, desk, draft=_mother_with_son(), now=NOW)
    suggest_houses(context, desk, request_id=request_id, now=NOW)
    view = find_suggestions(context, desk, request_id=request_id)
    # She is no part of the other tests' night.
    withdraw_request(context, desk, request_id=request_id, reason=WithdrawnReason.ERROR, now=NOW)
    assert view is not None
    assert len(view.suggestions) >= 2


def test_one_waiting_request_fits_nowhere_and_something_could_be_waived(demo: tuple[Context, DemoNetwork]) -> None:
    context, network = demo
    desk = network.teams["NL"].coordinator.actor
    views = []
    for line in list_desk(context, desk):
        if line.state is RequestState.OPEN and not line.has_arrival_passed:
            suggest_houses(context, desk, request_id=line.request_id, now=NOW)
            views.append(find_suggestions(context, desk, request_id=line.request_id))
    assert any(view is not None and not view.suggestions and view.relaxations for view in views)


def test_the_joint_plan_places_the_family_that_first_come_first_served_leaves_out(
    demo: tuple[Context, DemoNetwork],
) -> None:
    context, network = demo
    desk = network.teams["NL"].coordinator.actor
    job_id = ask_for_plan(context, desk, country="NL", now=NOW)
    compute_plan(context, job_id=job_id, now=NOW)
    plan = find_plan(context, desk, country="NL")
    assert plan is not None
    assert plan.plan is not None
    assert plan.plan.status is PlanStatus.OPTIMAL
    family, mother = _story(context, 4), _story(context, 2)
    placed = {line.request_id: line.house_code for line in plan.plan.lines if line.house_code}
    family_code = next(line.case_code for line in plan.plan.lines if line.request_id == family)
    assert family in placed
    assert mother in placed
    suggest_houses(context, desk, request_id=mother, now=NOW)
    view = find_suggestions(context, desk, request_id=mother)
    assert view is not None
    best = view.suggestions[0]
    assert best.house_code == placed[family]
    assert best.cost is not None
    assert family_code in {one.case_code for one in best.cost.displaced}


def test_the_same_seed_makes_the_same_network(
    towns: tuple[GazetteerEntry, ...], migrated_sqlite: Path, tmp_path: Path
) -> None:
    """Seen to fail with an age that was drawn without the seed."""
    fingerprints = []
    for name in ("first", "second"):
        path = tmp_path / f"{name}.sqlite"
        path.write_bytes(migrated_sqlite.read_bytes())
        context, _ = _built(path, towns, 11)
        fingerprints.append(everything_of(context))
        context.store.close()
    assert fingerprints[0] == fingerprints[1]


def _story(context: Context, people: int) -> str:
    with context.store.reading() as session:
        waiting = session.exec(select(Request).where(Request.state == RequestState.OPEN, Request.country == "NL")).all()
        sizes = Counter(session.exec(select(RequestPerson.request_id)))
        return next(
            request.id for request in waiting if sizes[request.id] == people and request.urgency is Urgency.URGENT
        )


def _mother_with_son() -> RequestDraft:
    return RequestDraft(
        country="NL",
        urgency=Urgency.EMERGENCY,
        people=(PersonDraft(Gender.WOMAN, 24), PersonDraft(Gender.MAN, 3)),
        languages=(LanguageDraft("ro", SpeakerLevel.FLUENT), LanguageDraft("it", SpeakerLevel.SOME)),
        language_required=False,
        house_needs=frozenset(),
        room_needs=frozenset(),
        keep_away=(
            AreaDraft("Rotterdam, NL", 50, AreaKind.TRAFFICKER),
            AreaDraft("Antwerpen, BE", 50, AreaKind.TRAFFICKER),
        ),
        pickup="Utrecht, NL",
        arrives_at=NOW + timedelta(hours=1),
        nights=60,
        min_security=1,
        countries=frozenset({"NL"}),
        consent_until=None,
        entitlements=frozenset(),
        exploitation=None,
        may_split=False,
        tags=(),
        keep_apart_tags=(),
        keep_apart=(),
        keep_together=(),
    )
