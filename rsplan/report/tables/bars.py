"""The bar of a row: how far a sum is beside the time, a level on its way, and the margin of what is to be kept."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from rsplan.calc.assess import Assessment
from rsplan.model.enums import BOUND_SIGNS, Better
from rsplan.model.rounding import shown_beside
from rsplan.report.tables.table import Words

#: The cells of a bar, what fills them, and the mark of the time that has passed.
_CELLS, _FULL, _EMPTY, _NOW = 10, "▰", "▱", "|"


def bar_text(assessment: Assessment, words: Words) -> str:
    """The bar, or the margin in words; empty where neither says anything.

    Of a level only the way from its baseline is drawn: its share of the target is no completion. A bar is full only
    where the whole way is made.
    """
    if assessment.actual is None or assessment.in_force.has_shares:
        return ""
    if assessment.maintenance:
        return _margin(assessment, words)
    if assessment.indicator.kind.is_additive:
        elapsed = assessment.value("elapsed")
        return _bar(assessment.value("completion_rate"), elapsed if elapsed and elapsed < 1 else None)
    return _bar(assessment.value("progress"), None)


def bar_legend(assessments: Iterable[Assessment], words: Words) -> Iterator[str]:
    """The line that says where bars of levels begin; none where no such bar is drawn."""
    levels = (one for one in assessments if not one.indicator.kind.is_additive and not one.maintenance)
    if any(_FULL in bar or _EMPTY in bar for bar in (bar_text(one, words) for one in levels)):
        yield words("bar.legend")


def _bar(share: Fraction | None, now: Fraction | None) -> str:
    if share is None:
        return ""
    full = min(max(int(share * _CELLS), 0), _CELLS)
    bar = _FULL * full + _EMPTY * (_CELLS - full)
    if now is None:
        return bar
    at = int(now * _CELLS)
    return bar[:at] + _NOW + bar[at:]


def _margin(assessment: Assessment, words: Words) -> str:
    figure = assessment.figures.get("margin")
    if figure is None or figure.value is None:
        return ""
    beyond = figure.value < 0
    bound = figure.bound.opposite if beyond else figure.bound
    amount = BOUND_SIGNS[bound] + shown_beside(abs(figure.value), (0,), 2)
    return words(_BEYOND[assessment.indicator.better] if beyond else "bar.margin", amount=amount)


#: The word of a target to be kept that is missed: a ceiling is passed, a floor not reached.
_BEYOND: Mapping[Better, str] = {Better.LOWER: "bar.over", Better.HIGHER: "bar.short"}
