"""Every page that somebody can reach: links are followed, and a few pages of each kind are looked at."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException

from safehouse.app import create_app
from safehouse.domain.codes import Role
from safehouse.services.startup import open_service
from safehouse.web.access import is_static, rule_of
from tests.support.browser import Person

OF_A_KIND = 3
"""Pages of one kind may be in several states, so more than one of them is looked at."""


@contextmanager
def application(environ: Mapping[str, str]) -> Iterator[Flask]:
    """The application of a running site once more, to ask it which pages there are."""
    context = open_service(environ)
    yield create_app(context)
    context.store.close()


def pages_of(app: Flask, role: Role) -> frozenset[str]:
    """The endpoints that somebody of this role can look at."""
    looked_at = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    return frozenset(
        endpoint
        for endpoint in looked_at
        if not is_static(endpoint)
        and (rule := rule_of(app, endpoint)) is not None
        and (rule.roles is None or role in rule.roles)
    )


def walk(person: Person, app: Flask, beginnings: Iterable[str] = ()) -> Iterator[str]:
    """Look at one page after the other, beginning with these and where the person is, and give the endpoint of each."""
    waiting = deque([*beginnings, urlsplit(person.page.url).path])
    seen = set(waiting)
    kinds: Counter[str] = Counter()
    while waiting:
        path = waiting.popleft()
        endpoint = endpoint_at(app, path)
        if endpoint is None or kinds[endpoint] == OF_A_KIND:
            continue
        kinds[endpoint] += 1
        person.go(path)
        yield endpoint
        new = [link for link in _links(person) if link not in seen]
        seen.update(new)
        waiting.extend(new)


def _links(person: Person) -> list[str]:
    """The addresses of pages that links lead to; what is downloaded is no page."""
    pages = person.page.get_by_role("link").and_(person.page.locator(":not([download])"))
    hrefs = pages.evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return list(dict.fromkeys(urlsplit(href).path for href in hrefs if href.startswith("/")))


def endpoint_at(app: Flask, path: str) -> str | None:
    """The page at an address, if there is one."""
    try:
        endpoint, _values = app.url_map.bind("127.0.0.1").match(path, method="GET")
    except HTTPException:
        return None
    return str(endpoint)
