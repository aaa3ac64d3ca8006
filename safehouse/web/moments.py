"""Moments as people read them: in their own time zone and language."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_timedelta
from flask import Flask
from flask_babel import get_locale
from markupsafe import Markup, escape

from safehouse.web.access import known_session
from safehouse.web.current import current_context, current_now
from safehouse.web.texts import gettext as _

_NOW_S = 60


def show_moments(app: Flask) -> None:
    """Give the templates their filters."""
    app.jinja_env.filters.update(moment=moment, clock=clock, ago=ago, day=day)


def person_zone() -> ZoneInfo:
    """The time zone of whoever is looking; before the login, the service's own."""
    session = known_session()
    return ZoneInfo(session.actor.time_zone) if session else current_context().settings.time_zone


def moment(at: datetime) -> Markup:
    """Day and time with the zone: `Tue 24 Nov, 22:10 CET`."""
    return _time_element(at, f"{_local(at, 'EEE d MMM, HH:mm')} {at.astimezone(person_zone()).tzname()}")


def clock(at: datetime) -> Markup:
    """The time of the day alone, for what happens today: `22:10`."""
    return _time_element(at, _local(at, "HH:mm"))


def ago(at: datetime) -> Markup:
    """How long before or after now: `3 hours ago`, `in 20 minutes`, `just now`."""
    delta = at - current_now()
    is_now = abs(delta.total_seconds()) < _NOW_S
    return _time_element(
        at, _("just now") if is_now else format_timedelta(delta, add_direction=True, locale=get_locale())
    )


def day(on: date) -> str:
    """A local day: `Tuesday 24 November 2026`."""
    return format_date(on, "EEEE d MMMM y", locale=get_locale())


def local_input(name: str, at: datetime) -> dict[str, str]:
    """A moment as the values of the input `name` of type `datetime-local`, in the person's zone.

    Of an hour that comes twice it says in `NAME-fold` which one, as `Form.moment` reads it.
    """
    local = at.astimezone(person_zone())
    values = {name: local.strftime("%Y-%m-%dT%H:%M")}
    if local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset():
        values[f"{name}-fold"] = str(local.fold)
    return values


def _local(at: datetime, pattern: str) -> str:
    return format_datetime(at, pattern, tzinfo=person_zone(), locale=get_locale())


def _time_element(at: datetime, words: str) -> Markup:
    """The words, with the exact moment for machines and, on pointing, for people."""
    exact = escape(at.astimezone(person_zone()).isoformat(timespec="minutes"))
    return Markup('<time datetime="{exact}" title="{exact}">{words}</time>').format(exact=exact, words=words)
