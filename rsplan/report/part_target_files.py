"""The target files of the parts of a target: each a city of its own, which `status` tracks; docs/allocate.md."""

import contextlib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple, assert_never

from rsplan.calc.allocation import PartAmount
from rsplan.calc.assess import Assessment
from rsplan.errors import InvalidInput, RsplanError
from rsplan.model.bilingual import Text
from rsplan.model.enums import Better, Comparator, Judged, Kind
from rsplan.model.parts import Part
from rsplan.model.rounding import digits
from rsplan.read.input_text import decode
from rsplan.read.yaml_nodes import compose, written_values
from rsplan.read.yaml_target_file import read_targets
from rsplan.text import say


class PartTarget(NamedTuple):
    """The target file of one part in two pieces: its plan, and the indicator with the part's amount as its target."""

    plan: str
    indicator: str

    @property
    def text(self) -> str:
        """The whole file."""
        return self.plan + self.indicator


def target_of_part(assessment: Assessment, amount: PartAmount) -> PartTarget:
    """The target file of one part: the plan and the indicator of the whole, with the part's amount as its target.

    The comparator is printed as a mark; of 左右 the part has its share of the tolerance, of a range its lower end.
    """
    pieces = (_plan(assessment, amount.part), _indicator(assessment, amount))
    return PartTarget(*("".join(f"{line}\n" for line in lines) for lines in pieces))


def with_part(data: bytes, target: PartTarget, path: str) -> bytes:
    """The bytes of the part's file with the indicator behind those that are there; as they are if it is one of them.

    `path` is the file's name in messages. Raises RsplanError for a file of anything but the same part of the same plan,
    where the indicator has another target there, and where it cannot be put at the end; InvalidInput for a file with
    problems.
    """
    own = _content(path, target.text.encode())
    try:
        there = _content(path, data)
    except InvalidInput:
        raise RsplanError("error.part_file_exists", path=path) from None
    if not isinstance(there, dict) or not {"city", "documents", "plans"} <= {*there}:
        raise RsplanError("error.part_file_exists", path=path)
    read_targets(path, data)  # or its problems: below every key has what it should
    plan, indicator = own["plans"][0], own["plans"][0]["indicators"][0]
    known = _same_plan(there, own, path)
    same = next((one for one in known["indicators"] if one["id"] == indicator["id"]), None)
    if same is not None:
        if {*indicator} <= {*same} and all(same[key] == value for key, value in indicator.items()):
            return data
        printed = str(same["target"]["printed"])
        raise RsplanError("error.part_has_target", path=path, indicator=indicator["id"], printed=printed)
    end = b"" if data.endswith(b"\n") else b"\n"
    added = end + target.indicator.encode()
    joined = data + (added.replace(b"\n", b"\r\n") if b"\r\n" in data else added)
    known["indicators"].append(indicator)
    with contextlib.suppress(InvalidInput):
        if _content(path, joined) == there:  # nothing else has changed by what stands at the end of the file
            return joined
    raise RsplanError("error.part_not_at_end", path=path, plan=plan["id"])


def _same_plan(there: Any, own: Any, path: str) -> Any:
    """The plan of the file that is the part's own; raises RsplanError where there is none."""
    if there["city"]["id"] == own["city"]["id"]:
        name, part = there["city"]["name"], own["city"]["name"]["zh"]
        if part not in (name if isinstance(name, str) else name.values()):
            raise RsplanError("error.part_file_of_other", path=path, part=part, id=own["city"]["id"])
        asked = {key: own["plans"][0][key] for key in ("id", "start", "end", "part_of")}
        for known in there["plans"]:
            if asked == {key: known.get(key) for key in asked}:
                return known
    raise RsplanError("error.part_file_exists", path=path)


def _content(path: str, data: bytes) -> Any:
    """The values of a target file, each as it is written; raises InvalidInput for what is no YAML."""
    return written_values(compose(decode(path, data, ("utf-8-sig",))))


def _plan(assessment: Assessment, part: Part) -> Iterator[str]:
    plan = assessment.plan
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


def _indicator(assessment: Assessment, amount: PartAmount) -> Iterator[str]:
    indicator = assessment.indicator
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
