"""The report as one HTML page: no script, no request, everything from files escaped; the only module with Jinja2."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from rsplan.errors import package_missing
from rsplan.model.rounding import digits
from rsplan.render.svg import glyph_svg, trajectory_svg
from rsplan.report.handout.values import Handout

if TYPE_CHECKING:
    from jinja2 import Template

#: The size of a trajectory on the page: its letters can still be read on a phone.
_WIDTH, _HEIGHT = 400, 230


def report_html(report: Handout) -> str:
    """The page. Raises RsplanError where jinja2 is not installed."""
    words = report.words
    return _template().render(
        report=report,
        words=words,
        plain=digits,
        glyph=glyph_svg,
        chart=lambda trajectory: trajectory_svg(trajectory, words, _WIDTH, _HEIGHT),
    )


@cache
def _template() -> "Template":
    try:
        from jinja2 import Environment, FileSystemLoader
    except ImportError:
        raise package_missing("error.package_missing", "jinja2", file="HTML") from None
    folder = Path(__file__).resolve().parent
    return Environment(loader=FileSystemLoader(folder), autoescape=True, trim_blocks=True).get_template(
        "report_page.html"
    )
