"""The target files of the parts of a target: each a city of its own, which `status` tracks; docs/allocate.md."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from rsplan.calc.allocation import PartAmount
from rsplan.calc.assess import Assessment
from rsplan.model.bilingual import Text
from rsplan.model.enums import Better, Comparator, Judged, Kind
from rsplan.model.rounding import digits
from rsplan.text import say


def target_file_of_part(assessment: Assessment, amount: PartAmount) -> str:
    """The target file of one part: the plan and the indicator of the whole, with the part's amount as its target.

    The comparator is printed as a mark; of 左右 the part has its share of the tolerance, of a range its lower end.
    """
    return "".join(f"{line}\n" for line in _lines(assessment, amount))


def _lines(assessment: Assessment, amount: PartAmount) -> Iterator[str]:
    plan, indicator, part = assessment.plan, assessment.indicator, amount.part
    titles = {"plan": plan.title, "part": part.name}
    title = Text.made(lambda lang: say(lang, "parts.title", {key: one.in_(lang) for key, one in titles.items()}))
    yield "city:"
    yield f"  id: {part.id}"
    yield f"  name: {_both(part.name)}"
    yield "documents:"
    yield "  allocation:"
    yield f"    title: {_both(title)}"
    yield f"    state: {plan.state}"
    yield "plans:"
    yield f"  - id: {plan.id}"
    yield f"    title: {_both(title)}"
    yield "    document: allocation"
    yield f"    state: {plan.state}"
    yield f"    start: {plan.start}"
    yield f"    end: {plan.end}"
    yield f"    part_of: {{city: {plan.city.id}, plan: {plan.id}}}"
    yield "    indicators:"
    yield f"      - id: {indicator.id}"
    yield f"        name: {_both(indicator.name)}"
    yield f"        unit: {_both(indicator.unit)}"
    if indicator.nature:
        yield f"        nature: {indicator.nature}"
    yield f"        kind: {indicator.kind}"
    yield f"        better: {indicator.better}"
    if indicator.judged is not Judged.LATEST:
        yield f"        judged: {indicator.judged}"
    yield "        target:"
    yield f"          printed: {_quoted(_printed(assessment, amount.amount))}"
    yield f"          where: {_quoted(say('zh', 'parts.where'))}"
    if assessment.target.comparator is Comparator.ABOUT:
        share = amount.amount / Fraction(assessment.target.value)
        yield f"          tolerance: {_number(Fraction(assessment.target.tolerance or 0) * share)}"
    if indicator.kind in _LEVELS:
        yield f"          hold: {str(assessment.maintenance).lower()}"


_LEVELS = (Kind.STOCK, Kind.RATE)

#: The mark of the lower end of a range, or of a bound without one of its own.
_REACHES: Mapping[Better, str] = {Better.HIGHER: "≥", Better.LOWER: "≤"}


def _printed(assessment: Assessment, amount: Fraction) -> str:
    """The part's target with the mark of its comparator."""
    value, comparator = _number(amount), assessment.target.comparator
    match comparator:
        case Comparator.AT_LEAST:
            return f"≥{value}"
        case Comparator.MORE_THAN:
            return f">{value}"
        case Comparator.AT_MOST:
            return f"≤{value}"
        case Comparator.LESS_THAN:
            return f"<{value}"
        case Comparator.ABOUT:
            return f"{value}左右"
        case Comparator.BETWEEN:
            return f"{_REACHES[assessment.indicator.better]}{value}"
        case Comparator.NONE:
            raise ValueError("no target, no part of it")
        case _:
            assert_never(comparator)


def _number(value: Fraction) -> str:
    """The exact decimal; a tolerance that is none is rounded down, so that the parts allow no more than the whole."""
    scale = 10**15
    whole = value.numerator * scale // value.denominator
    return digits(Decimal(whole) / scale)


def _both(text: Text) -> str:
    return f"{{zh: {_quoted(text.zh)}, en: {_quoted(text.en)}}}"


def _quoted(text: str) -> str:
    """The text as YAML reads it back, whatever signs it has."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
