"""Statistics: one period with a table and a chart per figure, and each table as a file."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from safehouse.domain.codes import Role, StatisticsTable
from safehouse.domain.errors import NotFound
from safehouse.services.statistics import Table, get_statistics, get_statistics_table, list_periods
from safehouse.web.access import allow, current_actor
from safehouse.web.current import current_context, current_now
from safehouse.web.sentences import statistics as sentences
from safehouse.web.statistics_charts import draw_chart
from safehouse.web.statistics_files import write_table
from safehouse.web.texts import country_name

pages = Blueprint("statistics", __name__, url_prefix="/statistics")

NETWORK = "network"
"""What stands in an address in place of a country for the figures that are rounded."""
_READERS = (Role.NATIONAL_CONTACT, Role.ANALYST)


@pages.get("")
@allow(*_READERS)
def index() -> ResponseReturnValue:
    """The newest of the shortest periods that the reader gets, opened."""
    periods = list_periods(current_context(), current_actor(), now=current_now())
    return _page(periods[0].name) if periods else render_template("statistics/show.html", view=None, periods=())


@pages.get("/<period>")
@allow(*_READERS)
def show(period: str) -> ResponseReturnValue:
    """One period."""
    return _page(period)


@pages.get("/<period>/<territory>/<table>.svg")
@allow(*_READERS, is_activity=False)
def chart(period: str, territory: str, table: str) -> ResponseReturnValue:
    """The picture of one table. NotFound when the table shows nothing that could be drawn."""
    found = _table(period, territory, table)
    if not found.has_figures:
        raise NotFound
    return Response(draw_chart(found), mimetype="image/svg+xml")


@pages.get("/<period>/<territory>/<table>.csv")
@allow(*_READERS)
def download(period: str, territory: str, table: str) -> ResponseReturnValue:
    """One table as a file."""
    content = write_table(_table(period, territory, table), period=period, country=_country(territory))
    answer = Response(content, mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"statistics-{period}-{territory}-{table}.csv")
    return answer


def _page(period: str) -> str:
    context, actor, now = current_context(), current_actor(), current_now()
    return render_template(
        "statistics/show.html",
        view=get_statistics(context, actor, period=period, now=now),
        periods=list_periods(context, actor, now=now),
        sentences=sentences,
        country=country_name,
        network=NETWORK,
    )


def _table(period: str, territory: str, table: str) -> Table:
    try:
        kind = StatisticsTable(table)
    except ValueError:
        raise NotFound from None
    context, actor, country = current_context(), current_actor(), _country(territory)
    return get_statistics_table(context, actor, period=period, country=country, kind=kind, now=current_now())


def _country(territory: str) -> str | None:
    return None if territory == NETWORK else territory
