"""What stood in the way of the requests that ended without a place, by code, from what was kept of them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from safehouse.domain.codes import CONFIDENTIAL_CODES, RuleCode
from safehouse.models.unmet import UnmetNeed
from safehouse.services.statistics.counting import Territory
from safehouse.services.statistics.periods import Period


@dataclass(frozen=True, slots=True)
class InTheWay:
    """How many requests a code kept out of some house, and for how many of them its waiver alone would have opened one.

    A request counts under each of its codes, so the numbers do not add up to that of the requests.
    """

    requests: int
    a_waiver_opens: int


def count_in_the_way(session: Session, territory: Territory, period: Period) -> Mapping[RuleCode, InTheWay]:
    """Every code that may be counted, of the requests of desks there that ended in the period and for which no house was left."""
    requests: Counter[str] = Counter()
    waivers: Counter[str] = Counter()
    for excluded, relaxations in session.exec(_needs(territory, period)):
        requests.update(excluded.keys())
        waivers.update(relaxation["waive"][0] for relaxation in relaxations if len(relaxation["waive"]) == 1)
    shown = (code for code in RuleCode if code not in CONFIDENTIAL_CODES)
    return {code: InTheWay(requests[code], waivers[code]) for code in shown}


def _needs(territory: Territory, period: Period) -> Select[dict[str, int], list[dict[str, Any]]]:
    """Codes with houses, and relaxations, of every request that no house could take when it ended."""
    of_period = (col(UnmetNeed.ended_on) >= period.starts_on, col(UnmetNeed.ended_on) < period.ends_on)
    needs = select(col(UnmetNeed.excluded), col(UnmetNeed.relaxations))
    return needs.where(UnmetNeed.possible_houses == 0, territory.holds(col(UnmetNeed.country)), *of_period)
