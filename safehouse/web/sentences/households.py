"""People in words: one person, a household, and how many."""

from collections.abc import Sequence

from safehouse.domain.codes import Gender
from safehouse.placement.problem import ADULT_AGE
from safehouse.services.requests import PersonView
from safehouse.web.texts import gettext as _
from safehouse.web.texts import lazy_gettext as _l
from safehouse.web.texts import ngettext

_ADULTS = {
    Gender.WOMAN: _l("woman, %(age)s"),
    Gender.MAN: _l("man, %(age)s"),
    Gender.NONBINARY: _l("non-binary adult, %(age)s"),
    None: _l("adult, %(age)s, gender not asked yet"),
}
_CHILDREN = {
    Gender.WOMAN: _l("girl, %(age)s"),
    Gender.MAN: _l("boy, %(age)s"),
    Gender.NONBINARY: _l("non-binary child, %(age)s"),
    None: _l("child, %(age)s, gender not asked yet"),
}


def person_words(person: PersonView) -> str:
    """`woman, 24` or `boy, 3`."""
    words = _ADULTS if person.age >= ADULT_AGE else _CHILDREN
    return str(words[person.gender]) % {"age": person.age}


def household_words(people: Sequence[PersonView]) -> str:
    """Everybody, in the order in which they were entered."""
    return "; ".join(person_words(person) for person in people)


def household_size(adults: int, children: int) -> str:
    """`1 adult, 2 children`: what may stand beside a case code in a list."""
    counts = (
        (adults, ngettext("%(num)s adult", "%(num)s adults", adults)),
        (children, ngettext("%(num)s child", "%(num)s children", children)),
    )
    return ", ".join(words for count, words in counts if count)


def displaced_household(people: int) -> str:
    """How a request is named that would lose its place: `a person alone` or `a family of four`."""
    named = {1: _("a person alone"), 2: _("a household of two"), 3: _("a family of three"), 4: _("a family of four")}
    return named.get(people) or ngettext("a family of %(num)s", "a family of %(num)s", people)
