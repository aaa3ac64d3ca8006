"""Every page in a language that nobody speaks: a text that stays as it is was forgotten; names and dates come from CLDR.

The texts of the code are shown in Cyrillic letters and the person's language is Greek, so whatever is left in Latin letters
is either a fact (a code, a town, an address) or a fault.
"""

import re
from collections import Counter, deque
from collections.abc import Sequence
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlmodel import col, update

from safehouse.demo.cast import Login
from safehouse.domain.codes import Role
from safehouse.domain.locales import InterfaceLocale
from safehouse.models.accounts import Account
from safehouse.services.startup import open_service
from safehouse.web import catalogs
from tests.browser.conftest import Seat
from tests.browser.test_accessibility import BEGINS_AT, FILES, NOT_LINKED, WHO
from tests.support.browser_life import bring_to_life
from tests.support.browser_site import Site
from tests.support.browser_walk import OF_A_KIND, application, endpoint_at, pages_of
from tests.support.pseudo import PseudoTranslations, ShownText
from tests.support.visitors import a_visitor

WORD = re.compile(r"[A-Za-z]{3,}")
SENTENCE = re.compile(r"\b[A-Z][a-z]{2,}")
NAMES_CODES = {"configuration.show", "house_files.show"}
"""Pages that name values of settings and columns of files, which are written small: only what begins as a sentence is a fault."""
FACTS = (
    r"\b[A-Z]{2}-[0-9A-Z]{4}\b",  # A house by its code.
    r"\b[2-9A-Z]{8}\b",  # A case by its code.
    r"\b[0-9a-z]{20}\b",  # A subject of the audit log by its id.
    r"\bRoom \d\b",  # What the door of a room says.
    r"^\w+(?: \w+)*, [A-Z]{2}\b",  # A town.
    r"\b(?:Night c|C)oordinator NL\b",  # What colleagues are called.
    r"\S+@\S+",
    r"\b[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z_ -]+)+|\bCES?T\b",  # A time zone and its abbreviation.
    r"\bEnglish\b|\bNederlands\b|\bRomână\b",  # The languages of the interface, each in its own.
    r"\bSAFEHOUSE_[A-Z_]+\b",
    r"\bsafehouse\b",
)
FACT = re.compile("|".join(FACTS))
PAGE_OF_PDF = re.compile(rb"/Type /Page\b")
ONLY_PRINTS = "night.nl"
"""A login that no other test of the shared site uses."""


def test_no_page_shows_a_text_that_cannot_be_translated(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen red with the kinds of subjects of the audit log and the names of scheduled jobs as they stand in the database."""
    life = bring_to_life(site)
    _speak(site, "el")
    monkeypatch.setattr(catalogs, "translations", lambda _language: PseudoTranslations())
    with application(site.environ) as app:
        seen = {}
        for role in Role:
            beginnings = [path.format(**vars(life)) for path in (*BEGINS_AT.get(role, ()), "/")]
            seen[role] = _look_around(app, site.login(WHO[role].format(**vars(life))), beginnings)
        unseen = {role: pages_of(app, role) - endpoints - NOT_LINKED - FILES for role, (endpoints, _) in seen.items()}
    assert {role: words for role, (_, words) in seen.items() if words} == {}
    assert set().union(*unseen.values()) == set()


def test_the_request_form_prints_on_one_page_in_every_language(shown_site: Site, seat: Seat) -> None:
    """Seen red in Dutch and Romanian, which took two."""
    desk = seat(shown_site).log_in(ONLY_PRINTS)
    pages = {}
    for locale in reversed(InterfaceLocale):
        _speak(shown_site, locale, ONLY_PRINTS)
        desk.go("/paper/request")
        pages[locale] = len(PAGE_OF_PDF.findall(desk.page.pdf(format="A4")))
    assert pages == dict.fromkeys(InterfaceLocale, 1)


def _speak(site: Site, locale: str, name: str = "%") -> None:
    """Whoever's login begins like this reads this language from now on."""
    context = open_service(site.environ)
    with context.store.transaction() as session:
        session.exec(update(Account).where(col(Account.email).like(f"{name}@demo.example")).values(locale=locale))
    context.store.close()


def _look_around(app: Flask, login: Login, beginnings: Sequence[str]) -> tuple[set[str], dict[str, set[str]]]:
    """The endpoints that somebody can see from these addresses on, and the texts with words in Latin letters by endpoint."""
    visitor = a_visitor(app)
    visitor.log_in(login.email, login.password)
    waiting, kinds = deque(beginnings), Counter[str]()
    known, forgotten = set(beginnings), dict[str, set[str]]()
    while waiting:
        path = waiting.popleft()
        endpoint = endpoint_at(app, path)
        if endpoint is None or kinds[endpoint] == OF_A_KIND:
            continue
        kinds[endpoint] += 1
        answer = visitor.get(path)
        if answer.location:
            waiting.append(urlsplit(answer.location).path)
            continue
        page = ShownText(answer.text if answer.mimetype == "text/html" else "")
        wrong = SENTENCE if endpoint in NAMES_CODES else WORD
        left = [piece for piece in page.pieces if wrong.search(FACT.sub("", piece))]
        if left:
            forgotten.setdefault(endpoint, set()).update(left)
        new = list(dict.fromkeys(urlsplit(link).path for link in page.links if link.startswith("/")))
        waiting.extend(link for link in new if link not in known)
        known.update(new)
    return set(kinds), forgotten
