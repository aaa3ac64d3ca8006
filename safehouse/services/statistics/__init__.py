"""Statistics that cannot identify anybody: counts of periods that are over, rounded for everybody but the own country's contact."""

from safehouse.services.statistics.periods import Period
from safehouse.services.statistics.rounding import Figure
from safehouse.services.statistics.tables import Row, Table
from safehouse.services.statistics.viewing import (
    Section,
    StatisticsView,
    get_statistics,
    get_statistics_table,
    list_periods,
)

__all__ = [
    "Figure",
    "Period",
    "Row",
    "Section",
    "StatisticsView",
    "Table",
    "get_statistics",
    "get_statistics_table",
    "list_periods",
]
