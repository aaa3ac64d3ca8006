"""Which times a policy may have for a report to be fresh and for a house to be dark."""

from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from safehouse.domain.codes import Urgency
from safehouse.placement.matrix import judge, points_of, prepare_network, room_options
from safehouse.placement.problem import DEFAULT_POLICY, Policy, UnusablePolicy
from safehouse.placement.scoring import freshness_share
from tests.builders import AS_OF, a_house, a_request

TIMES = st.timedeltas(timedelta(0), timedelta(days=30))


def a_policy(urgency: Urgency, fresh_for: timedelta, dark_after: timedelta) -> Policy:
    return Policy(
        weights=DEFAULT_POLICY.weights,
        fresh_for={**DEFAULT_POLICY.fresh_for, urgency: fresh_for},
        dark_after={**DEFAULT_POLICY.dark_after, urgency: dark_after},
    )


@given(urgency=st.sampled_from(Urgency), fresh_for=TIMES, dark_after=TIMES, age=TIMES)
@example(Urgency.URGENT, timedelta(hours=24), timedelta(hours=24), timedelta(hours=24))
@example(Urgency.URGENT, timedelta(0), timedelta(microseconds=1), timedelta(0))
def test_a_policy_is_refused_or_gives_freshness_points_to_every_report(
    urgency: Urgency, fresh_for: timedelta, dark_after: timedelta, age: timedelta
) -> None:
    """Red, by a division by zero, when equal times are not refused."""
    if dark_after <= fresh_for:
        with pytest.raises(UnusablePolicy, match=f"fresh for less time than it takes a house to be dark: {urgency}$"):
            a_policy(urgency, fresh_for, dark_after)
        return
    policy = a_policy(urgency, fresh_for, dark_after)
    house, request = a_house(reported_at=AS_OF - age), a_request(urgency=urgency)
    share = freshness_share(house, request, AS_OF, policy)
    assert 0 <= share <= 1
    assert share == 1 or age > fresh_for
    assert share == 0 or age < dark_after
    network = prepare_network((house,), AS_OF, policy)
    judgement = judge(network, request)
    points = points_of(judgement, 0, room_options(network, judgement, 0)[0])
    assert abs(points.freshness - 100 * share) <= 0.5
