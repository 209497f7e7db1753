"""Values as people type them: 7.1万人, 2.1%, 超3.6; docs/words.md.

The number is taken as it stands, never converted: a figure in another unit is refused with the converted one beside it.
"""

import re
from decimal import Decimal
from typing import NamedTuple, assert_never

from rsplan.errors import BadText
from rsplan.model.enums import Bound, Comparator
from rsplan.model.plain_text import has_blank_inside, plain
from rsplan.model.printed_figure_reading import FIGURE_WORDS, Reading, read_figure
from rsplan.model.series_key import Series
from rsplan.model.units import base_unit, in_unit, measures_the_same, scale_of
from rsplan.read.csv_cells import values_of

_THOUSANDS = re.compile("(?<![0-9,])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])", re.ASCII)

#: Words of bulletins that no plan prints beside a target, as the marks that plans print.
_MARKS = {
    **dict.fromkeys(("不足", "不到", "不满", "少于", "小于", "将近", "接近", "近"), "<"),
    **dict.fromkeys(("逾", "多于", "高于", "大于"), ">"),
    **dict.fromkeys(("大约", "大概", "约为"), "约"),
}
_MARK = re.compile(f"^(?:{'|'.join(_MARKS)})")
_AROUND = re.compile("(?:上下|前后)$")

#: 1.1万余人, 680多: between the number with its scale and the unit.
_AND_MORE = re.compile("(?<=[0-9十百千万亿])[余多]")


class TypedValue(NamedTuple):
    """A value as data files spell it, and the bound that its words state (None: they state none)."""

    text: str
    bound: Bound | None = None


def read_typed_value(text: str, series: Series, english_unit: str = "") -> TypedValue:
    """Read the value of an indicator; its unit may stand behind it, in Chinese or as `english_unit`.

    Raises BadText for another unit, with the converted figure, and for what is no single figure.
    """
    text = text.strip()
    bare = _without(english_unit, text)
    if has_blank_inside(bare):
        raise BadText("text.blank_inside_number", text=text)
    try:
        values_of(bare, series)
    except BadText as error:
        return _qualified(text, series, error)
    return TypedValue(bare)


def _without(unit: str, text: str) -> str:
    """The text without the English unit after it: 10,000 persons begins with digits, and needs a space before it."""
    parts = re.fullmatch(rf"(.*[0-9])(\s*){re.escape(unit)}", text, re.IGNORECASE | re.DOTALL) if unit else None
    return parts[1] if parts and (parts[2] or not unit[0].isdigit()) else text


def _qualified(text: str, series: Series, error: BadText) -> TypedValue:
    """A figure with a unit or a word beside it; `error` says why it is not a number alone."""
    if error.key != "text.not_a_number" or series.kind.has_shares:
        raise _not_a_number(text, series, error)
    try:
        reading = _reading(_THOUSANDS.sub(lambda match: match[0].replace(",", ""), plain(text)))
    except BadText:
        raise _not_a_number(text, series, error) from None
    if len(reading.values) != 1 or plain(text) in FIGURE_WORDS:
        raise _not_a_number(text, series, error)
    _check_unit(reading, series.unit, text)
    return TypedValue(format(reading.values[0], "f"), _bound_of(reading, text))


def _reading(text: str) -> Reading:
    """The figure with the words of bulletins; raises BadText for any other notation, and for words that disagree."""
    marked = _AROUND.sub("左右", _MARK.sub(lambda match: _MARKS[match[0]], text))
    without_more = _AND_MORE.sub("", marked)
    reading = read_figure(without_more)
    if without_more == marked:
        return reading
    match reading.comparator:
        case None | Comparator.AT_LEAST | Comparator.MORE_THAN:
            return reading._replace(comparator=Comparator.MORE_THAN)
        case Comparator.AT_MOST | Comparator.LESS_THAN:
            raise BadText("text.not_a_figure", text=text)
        case Comparator.ABOUT | Comparator.BETWEEN | Comparator.NONE:
            return reading
        case _:
            assert_never(reading.comparator)


def _not_a_number(text: str, series: Series, error: BadText) -> BadText:
    if error.key != "text.not_a_number":
        return error
    return BadText("text.not_a_number_of", text=text, unit=series.unit)


def _check_unit(reading: Reading, unit: str, text: str) -> None:
    """Raises BadText for another unit than the indicator's own; 万 alone means 万人 where that is the unit."""
    printed = reading.unit
    bare_scale = not base_unit(printed) and scale_of(printed) == scale_of(unit)
    if not printed or plain(printed) == plain(unit) or bare_scale:
        return
    if base_unit(printed) in ("", base_unit(unit)) and measures_the_same(printed, unit):
        if scale_of(printed) == scale_of(unit):  # 名 are 人
            return
        (converted,) = in_unit(reading, unit).values
        raise BadText("text.value_in_other_scale", text=text, unit=unit, converted=_plain_digits(converted))
    raise BadText("text.value_in_other_unit", text=text, printed=printed, unit=unit)


def _plain_digits(value: Decimal) -> str:
    return format(value, "f")


def _bound_of(reading: Reading, text: str) -> Bound | None:
    """The bound that the word beside the figure states; raises BadText where it states anything vaguer."""
    if reading.cumulative or reading.remark or reading.wording:
        raise BadText("text.value_with_remark", text=text, figure=_plain_digits(reading.values[0]))
    # 达22.4万人 says in some papers that it is the figure, in others that it is at least that.
    if plain(text).startswith("达"):
        raise BadText("text.value_reached", text=text)
    match reading.comparator:
        case None:
            return None
        case Comparator.AT_LEAST | Comparator.MORE_THAN:
            return Bound.AT_LEAST
        case Comparator.AT_MOST | Comparator.LESS_THAN:
            return Bound.AT_MOST
        case Comparator.ABOUT:
            raise BadText("text.value_about", text=text)
        case Comparator.BETWEEN | Comparator.NONE:
            raise BadText("text.value_range", text=text)
        case _:
            assert_never(reading.comparator)
