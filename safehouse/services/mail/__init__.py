"""The outbox: messages that say nothing, written in the transaction of the deed they announce and sent by the scheduler.

Every message of an offer, or of a question from abroad, reads alike, and so does every message of a summary; that of a one-time
link says no more, and holds the link. A message whose reason has gone (the offer was opened or answered, the summary is a day
old, the link was used, they are back) is dropped, not sent.
"""

from safehouse.services.mail.outbox import (
    enqueue_absence_messages,
    enqueue_border_messages,
    enqueue_desk_messages,
    enqueue_link_message,
    enqueue_offer_messages,
    enqueue_report_messages,
    enqueue_summary_messages,
)
from safehouse.services.mail.sending import send_due_messages
from safehouse.services.mail.texts import SENTENCE, SUBJECT

__all__ = [
    "SENTENCE",
    "SUBJECT",
    "enqueue_absence_messages",
    "enqueue_border_messages",
    "enqueue_desk_messages",
    "enqueue_link_message",
    "enqueue_offer_messages",
    "enqueue_report_messages",
    "enqueue_summary_messages",
    "send_due_messages",
]
