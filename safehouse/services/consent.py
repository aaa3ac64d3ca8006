"""Consent to be placed in other countries: to which, and until which day. The own country is no part of it.

The day ends at midnight of the business date. Consent that has ended is consent that was not given; nobody takes silence, or a
day that was never named, for a yes.
"""

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from safehouse.domain.spans import business_date
from safehouse.models.requests import Request


def reaches_abroad(countries: Collection[str] | None, own: str) -> bool:
    """Whether consent to these countries (None: any) goes beyond the own one."""
    return countries is None or bool(set(countries) - {own})


def consented_countries(request: Request, now: datetime, zone: ZoneInfo) -> frozenset[str] | None:
    """The countries to which the consent reaches (None: any) on the day of the arrival, or on this one if that is over."""
    if not reaches_abroad(request.countries, request.country) or _holds(request, now, zone):
        return request.countries
    own = frozenset({request.country})
    return own if request.countries is None else request.countries & own


def _holds(request: Request, now: datetime, zone: ZoneInfo) -> bool:
    needed_on = business_date(max(now, request.arrives_at), zone)
    return request.consent_until is not None and needed_on <= request.consent_until
