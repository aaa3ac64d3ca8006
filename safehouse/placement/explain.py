"""Why houses are excluded, what may be counted of it, and what waiving one code would open.

A confidential code never appears in a count: it is dropped from the house's codes, and a house left without any counts under
`no_room`, so that resending a request with and without a tag tells as little as possible.
"""

from collections.abc import Mapping

import numpy as np

from safehouse.domain.codes import CONFIDENTIAL_CODES, TWO_PERSON_CODES, WAIVABLE_CODES, AnswerWarning, RuleCode
from safehouse.placement.matrix import CODE_BIT, Judgement, PreparedNetwork, codes_in, free_beds_in_options
from safehouse.placement.matrix.rooms import Ints
from safehouse.placement.problem import RULE_ORDER, PlacementRequest, Relaxation, Verdict

_CONFIDENTIAL_BITS = np.uint32(sum(CODE_BIT[code] for code in CONFIDENTIAL_CODES))
_NO_ROOM_BIT = np.uint32(CODE_BIT[RuleCode.NO_ROOM])


def excluded_counts(judgement: Judgement) -> Mapping[RuleCode, int]:
    """How many houses count under each code that may be shown, in table order, without zeros.

    `no_room` may count a house that has rooms: one that only confidential codes refuse.
    """
    shown = judgement.codes & ~_CONFIDENTIAL_BITS
    shown = np.where((judgement.codes != 0) & (shown == 0), _NO_ROOM_BIT, shown)
    counts = {code: int(np.count_nonzero(shown & np.uint32(CODE_BIT[code]))) for code in RULE_ORDER}
    return {code: count for code, count in counts.items() if count}


def single_relaxations(network: PreparedNetwork, judgement: Judgement) -> tuple[Relaxation, ...]:
    """What waiving one code would open: the houses that nothing else refuses, confidential codes included.

    Free beds count once each, in all rooms of any option. Without `security_level` first, then more beds, then table order.
    """
    beds = free_beds_in_options(network.rooms, judgement.options, len(network.houses))
    found = [_relaxation(judgement, code, beds) for code in WAIVABLE_CODES]
    return tuple(sorted((one for one in found if one.houses), key=_effort))


def warnings_for(request: PlacementRequest) -> tuple[AnswerWarning, ...]:
    """What the coordinator should know about the request itself."""
    return () if request.keep_away else (AnswerWarning.NO_KEEP_AWAY_AREA,)


def verdicts(network: PreparedNetwork, judgement: Judgement) -> tuple[Verdict, ...]:
    """Every house with a failing code, confidential ones included: never to be shown as it is."""
    masks = judgement.codes.tolist()
    return tuple(Verdict(house.id, codes_in(mask)) for house, mask in zip(network.houses, masks, strict=True) if mask)


def _relaxation(judgement: Judgement, code: RuleCode, beds: Ints) -> Relaxation:
    opened = judgement.codes == CODE_BIT[code]
    return Relaxation(waive=(code,), houses=int(np.count_nonzero(opened)), beds=int(beds[opened].sum()))


def _effort(relaxation: Relaxation) -> tuple[bool, int]:
    needs_two_persons = not TWO_PERSON_CODES.isdisjoint(relaxation.waive)
    return (needs_two_persons, -relaxation.beds)
