"""What the page of statistics says: the names of periods, figures as text, and the bed that was missed most."""

from babel.dates import format_date
from flask_babel import get_locale

from safehouse.domain.codes import Measure, PeriodKind
from safehouse.services.statistics import Figure, Period, Table
from safehouse.web.texts import gettext as _
from safehouse.web.texts import in_digits
from safehouse.web.words import word

_PATTERNS = {PeriodKind.MONTH: "LLLL y", PeriodKind.QUARTER: "QQQQ y", PeriodKind.YEAR: "y"}


def period_name(period: Period) -> str:
    """A period as people say it: `September 2026`, `3rd quarter 2026`, `2026`."""
    return format_date(period.starts_on, _PATTERNS[period.kind], locale=get_locale())


def figure_text(figure: Figure, measure: Measure) -> str:
    """A figure as people write it, or why there is none."""
    if not isinstance(figure, int):
        return word(figure)
    return f"{in_digits(figure)} %" if measure is Measure.PERCENT_OCCUPIED else in_digits(figure)


def most_missed(table: Table) -> str | None:
    """Which household a missing bed cost the most places; None where no figure says so."""
    amounts = {row.code: row.figures[0] for row in table.rows if isinstance(row.figures[0], int)}
    largest = max(amounts.values(), default=0)
    found = [code for code, amount in amounts.items() if amount == largest]
    if largest == 0 or len(found) > 1:
        return None
    return _("The bed missed most: %(household)s.", household=word(found[0]))
