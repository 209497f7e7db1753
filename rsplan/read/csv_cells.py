"""The number in the value cell of a data file."""

import re
from decimal import Decimal

from rsplan.model.plain_text import number
from rsplan.model.printed_figure_reading import share_texts
from rsplan.model.series_key import Series
from rsplan.model.units import negative_persons

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％，－", "0123456789.%,-")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", re.ASCII)


def value_of(text: str, unit: str) -> Decimal:
    """The number of a cell; full-width digits, thousands separators and a percent sign where they are unambiguous.

    `unit` is the unit of the indicator: a percent sign is accepted only where that is a percentage.
    Raises BadText for any other text: nothing is guessed.
    """
    plain = text.translate(_FULL_WIDTH).strip()
    if plain.endswith("%") and unit in ("%", "％"):
        plain = plain[:-1].rstrip()
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    return number(plain)


def values_of(text: str, series: Series) -> tuple[Decimal, ...]:
    """The number of a cell, or the shares of a composition; raises BadText where the text is neither."""
    parts = share_texts(text) if series.kind.has_shares else [text]
    return tuple([value_of(part, series.unit) for part in parts])


def fault_of(text: str, values: tuple[Decimal, ...], series: Series) -> tuple[str, dict[str, str]] | None:
    """The code and the details of the problem with numbers that the series cannot have; None for no problem."""
    if series.kind.is_additive:
        return ("negative_sum", {"value": text}) if values[0] < 0 else None
    if not series.kind.has_shares:
        negative = negative_persons(values, series.unit)
        return None if negative is None else ("negative_persons", {"value": text, "unit": series.unit})
    if len(values) < 2 or min(values) < 0 or sum(values) == 0:
        return "bad_shares", {}
    if series.shares not in (0, len(values)):
        return "shares_count", {"found": str(len(values)), "expected": str(series.shares)}
    return None
