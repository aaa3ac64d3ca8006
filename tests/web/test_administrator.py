"""The administrator has no data rights: of houses their codes, of people, requests and whereabouts nothing on any page."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

from flask import Flask

from safehouse.domain.access import Actor
from safehouse.domain.codes import Role
from safehouse.models.houses import Room
from safehouse.models.requests import Request
from safehouse.services.context import Context
from tests.rows import a_coordinator, a_house, a_manager, a_national_contact, a_report, a_request, somebody
from tests.support.routes import guarded_routes
from tests.support.stores import MASTER_KEY, NOW
from tests.support.visitors import Visitor
from tests.web.policy import roles_of

VisitorAs = Callable[[Actor], Visitor]

CELL, ROOM, ZONE = "85196953fffffff", "canary room", "Atlantic/Reykjavik"
_HREF = re.compile(r'href="(/[^"#?]*)"')


def plant_canaries(context: Context) -> tuple[str, frozenset[str]]:
    """A house with people, a request and a report; its code, and what no administrator may read."""
    house = a_house(context, cell=CELL, slack_km=77.5, time_zone=ZONE)
    coordinator = a_coordinator(context)
    a_manager(context, house.id)
    a_national_contact(context)
    a_report(context, house)
    request_id = a_request(context, coordinator, languages={"swh": "fluent"}, arrives_at=NOW + timedelta(hours=5))
    with context.store.transaction() as session:
        session.get_one(Room, house.rooms[0].id).label = ROOM
        case_code = session.get_one(Request, request_id).case_code
    secrets = {CELL, ROOM, ZONE, "77.5", house.id, *house.beds, request_id, case_code, "swh", "06:00"}
    return house.code, frozenset({*secrets, MASTER_KEY.hex(), str(context.settings.database_url)})


def crawl(visitor: Visitor, start: str) -> Iterator[tuple[str, str]]:
    """Every page that can be reached by links, with its address."""
    waiting, seen = [start], {start}
    while waiting:
        path = waiting.pop()
        answer = visitor.get(path)
        if answer.mimetype != "text/html":
            continue
        yield path, answer.text
        found = {str(answer.location)} if answer.location else set(_HREF.findall(answer.text))
        waiting += sorted(found - seen)
        seen |= found


def without_choices(page: str) -> str:
    """The page without the names of all countries and time zones, which are the same whatever is stored."""
    return re.sub(r"<option.*?</option>", "", page)


def test_an_administrator_reads_codes_of_houses_and_nothing_else_of_them(
    context: Context, visitor_as: VisitorAs
) -> None:
    """Red when an account shows the id of a house, and when the navigation leads to the houses of a country."""
    code, canaries = plant_canaries(context)
    pages = dict(crawl(visitor_as(somebody(context, Role.ADMINISTRATOR)), "/"))
    assert {"/accounts", "/accounts/new", "/operations", "/configuration", "/sessions"} <= pages.keys()
    assert len([path for path in pages if path.startswith("/accounts/")]) == 5
    assert code in pages["/accounts"]
    for path, page in pages.items():
        assert not [canary for canary in canaries if canary in without_choices(page) + path], path


def test_every_page_that_an_administrator_may_see_is_reached_by_the_crawl(
    app: Flask, context: Context, visitor_as: VisitorAs
) -> None:
    pages = dict(crawl(visitor_as(somebody(context, Role.ADMINISTRATOR)), "/"))
    adapter = app.url_map.bind("localhost")
    reached = {adapter.match(path)[0] for path in pages}
    allowed = {
        route.endpoint
        for route in guarded_routes(app)
        if route.is_safe and Role.ADMINISTRATOR in (roles_of(route.endpoint) or Role)
    }
    assert allowed - reached == set()


def test_what_the_crawl_looks_for_is_what_others_see(context: Context, visitor_as: VisitorAs) -> None:
    """Else the canaries would prove nothing."""
    code, canaries = plant_canaries(context)
    del code
    pages = dict(crawl(visitor_as(a_coordinator(context)), "/"))
    text = "".join(without_choices(page) + path for path, page in pages.items())
    assert len([canary for canary in canaries if canary in text]) >= 3
