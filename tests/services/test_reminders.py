"""A house is reminded to report once for each report, two hours before it goes dark, and nobody is woken for nothing.

Seen red without the look at the house's status, and with neither the look at what was sent nor a duplicate that is forgiven.
"""

from datetime import timedelta
from functools import partial

import pytest
from sqlmodel import select

from safehouse.domain.codes import Channel, HouseStatus, MailKind
from safehouse.models.houses import DutyContact
from safehouse.models.mail import OutboxMessage
from safehouse.services.capacity import report_nothing_changed
from safehouse.services.houses import set_status
from safehouse.services.mail import send_due_messages
from safehouse.services.reminders import remind_before_dark
from tests.rows import HouseRows
from tests.services.night import Night
from tests.services.racing import race

ALMOST = timedelta(hours=21, minutes=59)
ENOUGH = timedelta(hours=22)
TELEPHONE = "+31600000001"


def remind(night: Night) -> int:
    return remind_before_dark(night.context, now=night.now)


def messages(night: Night) -> list[tuple[MailKind, Channel, bool]]:
    with night.context.store.reading() as session:
        found = session.exec(select(OutboxMessage)).all()
        return sorted((row.kind, row.channel, row.duty_contact_id is not None) for row in found)


def dropped(night: Night) -> list[bool]:
    with night.context.store.reading() as session:
        return [moment is not None for moment in session.exec(select(OutboxMessage.dropped_at))]


def a_house(night: Night) -> HouseRows:
    """One that has just reported, with a duty contact."""
    house = night.house(1)
    night.duty_contact(house, TELEPHONE)
    return house


def test_a_house_is_reminded_once_two_hours_before_it_goes_dark(night: Night) -> None:
    a_house(night)
    night.clock.forward(ALMOST)
    assert (remind(night), messages(night)) == (0, [])
    night.clock.forward(ENOUGH - ALMOST)
    assert (remind(night), remind(night)) == (1, 0)
    assert messages(night) == [
        (MailKind.REPORT_DUE, Channel.COMMAND, True),
        (MailKind.REPORT_DUE, Channel.MAIL, True),
    ]


def test_a_new_report_has_a_reminder_of_its_own_and_makes_the_old_one_pointless(night: Night) -> None:
    house = a_house(night)
    night.clock.forward(ENOUGH)
    remind(night)
    report_nothing_changed(night.context, night.manager(house), house_id=house.id, now=night.now)
    send_due_messages(night.context, now=night.now)
    assert dropped(night) == [True, True]
    night.clock.forward(ENOUGH)
    assert remind(night) == 1


def test_a_house_that_is_dark_already_is_not_reminded_any_more(night: Night) -> None:
    a_house(night)
    night.clock.forward(timedelta(hours=24, minutes=1))
    assert remind(night) == 0


@pytest.mark.parametrize("status", [HouseStatus.PAUSED, HouseStatus.CLOSED, HouseStatus.COMPROMISED])
def test_a_house_that_takes_no_part_is_left_alone(night: Night, status: HouseStatus) -> None:
    early, late = a_house(night), a_house(night)
    contact = night.desk.national_contact
    set_status(night.context, contact, house_id=early.id, status=status, now=night.now)
    night.clock.forward(ENOUGH)
    assert remind(night) == 1
    set_status(night.context, contact, house_id=late.id, status=status, now=night.now)
    send_due_messages(night.context, now=night.now)
    assert dropped(night) == [True, True]


def test_two_schedulers_at_once_remind_once(night: Night) -> None:
    a_house(night)
    night.clock.forward(ENOUGH)
    race(partial(remind, night), partial(remind, night))
    assert len(messages(night)) == 2
    with night.context.store.reading() as session:
        assert len(session.exec(select(DutyContact)).all()) == 1
