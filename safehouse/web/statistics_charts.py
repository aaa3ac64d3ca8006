"""The picture of a table of statistics: bars with their numbers, as an SVG that runs no script and fetches nothing.

It stands beside the table and says nothing that the table does not. The second bar of a pair is hatched, so that nobody needs
the colours to tell them apart; the page has the key, with room for the words. The picture follows the reader's choice of light or
dark.
"""

from collections.abc import Sequence
from xml.etree import ElementTree as ET

import pygal
from pygal.style import Style

from safehouse.domain.codes import Measure
from safehouse.services.statistics import Figure, Row, Table
from safehouse.web.texts import in_digits
from safehouse.web.words import word

_WIDTH = 400
_BAR_HEIGHT, _FRAME_HEIGHT = 30, 60
_LONGEST_LABEL = 24
_SCRIPT = "{http://www.w3.org/2000/svg}script"
_INK, _SOFT, _BARS = "#17232b", "#7b868d", ("#0f4c5c", "#b45309")
_HATCH = (
    '<pattern xmlns="http://www.w3.org/2000/svg" id="hatch" width="6" height="6" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect class="hatch-line" width="3" height="6"/></pattern>'
)
# A number stands on its bar, whatever the bar looks like, because it brings its own paper.
_CSS = """inline:
.color-1 .rect { fill: url(#hatch); }
.hatch-line { fill: #b45309; stroke: none; }
.text-overlay text {
  paint-order: stroke; stroke: #ffffff !important; stroke-width: 5px !important; stroke-linejoin: round; font-weight: 600;
}
@media (prefers-color-scheme: dark) {
  text, .axis text { fill: #e8ecee !important; }
  .text-overlay text { fill: #e8ecee !important; stroke: #1a252c !important; }
  .color-0 .rect { fill: #7cc4d6 !important; stroke: #7cc4d6 !important; }
  .color-1 .rect { stroke: #fbbf24 !important; }
  .hatch-line { fill: #fbbf24; }
}
"""


def draw_chart(table: Table) -> str:
    """The SVG of what the table shows: percentages, and rows without anything to draw, are left out."""
    drawn = [number for number, measure in enumerate(table.measures) if measure is not Measure.PERCENT_OCCUPIED]
    rows = [row for row in table.rows if any(_drawable(row.figures[number]) for number in drawn)]
    chart = _empty_chart(len(rows), len(drawn))
    # Bars are drawn from below.
    chart.x_labels = [word(row.code) for row in reversed(rows)]
    for number in drawn:
        chart.add(word(table.measures[number]), _values(rows, number))
    return _without_scripts(chart.render(is_unicode=True))


def _values(rows: Sequence[Row], number: int) -> list[int | None]:
    return [_drawable(row.figures[number]) for row in reversed(rows)]


def _drawable(figure: Figure) -> int | None:
    return figure if isinstance(figure, int) else None


def _empty_chart(rows: int, bars: int) -> pygal.HorizontalBar:
    return pygal.HorizontalBar(
        width=_WIDTH,
        height=_FRAME_HEIGHT + _BAR_HEIGHT * rows * bars,
        style=_style(),
        css=("file://style.css", "file://graph.css", _CSS),
        defs=[_HATCH],
        js=(),
        no_prefix=True,
        disable_xml_declaration=True,
        include_x_axis=True,
        show_legend=False,
        print_values=True,
        value_formatter=lambda number: in_digits(int(number)),
        truncate_label=_LONGEST_LABEL,
        max_scale=5,
        order_min=0,
        margin=8,
    )


def _style() -> Style:
    return Style(
        background="transparent",
        plot_background="transparent",
        foreground=_INK,
        foreground_strong=_INK,
        foreground_subtle=_SOFT,
        colors=_BARS,
        value_colors=(_INK, _INK),
        font_family="system-ui, sans-serif",
        label_font_size=15,
        major_label_font_size=15,
        value_font_size=15,
        opacity="1",
        guide_stroke_color=_SOFT,
        major_guide_stroke_color=_SOFT,
        transition="none",
    )


def _without_scripts(picture: str) -> str:
    """The picture without what the library adds for its tooltips, and without its comments on itself."""
    return ET.canonicalize(picture, with_comments=False, exclude_tags=[_SCRIPT])
