"""Quotations: the figures and names that target files quote from a plan document, each with its cited place."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol, assert_never

from rsplan.documents.structure.cited_places import cited_place, is_table
from rsplan.model.enums import Nature
from rsplan.model.input_places import Place
from rsplan.model.plan import Indicator, Plan, Statement

#: Words of a remark by the meaning of its sign, any of which says it.
MEANING_WORDS = {
    "cumulative": ("累计",),
    "no_target": ("新增设", "未设", "不设"),
    "capped": ("稳定", "保持"),
    "scope": ("包括", "包含", "含"),
}

#: The nature of a target as documents print it.
NATURES = {Nature.BINDING: "约束性", Nature.ANTICIPATORY: "预期性"}


class QuotationKind(StrEnum):
    """The part of a target file that a quotation stands in."""

    NAME = "name"
    UNIT = "unit"
    NATURE = "nature"
    FOOTNOTE = "footnote"
    MEANING = "meaning"
    CLAIM = "claim"
    DATE = "date"
    TARGET = "target"
    STATEMENT = "statement"
    RESULT = "result"
    COMPLETION = "completion"
    EARLIER = "earlier"
    GROWTH = "growth"
    REPORTED = "reported"
    BASELINE = "baseline"

    @property
    def is_name(self) -> bool:
        """Whether names are quoted, rather than figures, signs or other words."""
        match self:
            case QuotationKind.NAME:
                return True
            case (
                QuotationKind.UNIT
                | QuotationKind.NATURE
                | QuotationKind.FOOTNOTE
                | QuotationKind.MEANING
                | QuotationKind.CLAIM
                | QuotationKind.DATE
                | QuotationKind.TARGET
                | QuotationKind.STATEMENT
                | QuotationKind.RESULT
                | QuotationKind.COMPLETION
                | QuotationKind.EARLIER
                | QuotationKind.GROWTH
                | QuotationKind.REPORTED
                | QuotationKind.BASELINE
            ):
                return False
            case _:
                assert_never(self)

    @property
    def is_unmistakable(self) -> bool:
        """Whether the same words elsewhere may be the quotation; a unit or a nature stands in many rows."""
        match self:
            case QuotationKind.UNIT | QuotationKind.NATURE | QuotationKind.MEANING:
                return False
            case (
                QuotationKind.NAME
                | QuotationKind.FOOTNOTE
                | QuotationKind.CLAIM
                | QuotationKind.DATE
                | QuotationKind.TARGET
                | QuotationKind.STATEMENT
                | QuotationKind.RESULT
                | QuotationKind.COMPLETION
                | QuotationKind.EARLIER
                | QuotationKind.GROWTH
                | QuotationKind.REPORTED
                | QuotationKind.BASELINE
            ):
                return True
            case _:
                assert_never(self)


class Quotation(NamedTuple):
    """A printed figure or name to be looked up.

    `where` is the cited place, empty for the whole document; `at` is the line of the target file; `name` is the name
    that a figure belongs to, for a meaning the sign that has it, empty for claims, signs and dates.
    """

    plan: Plan
    indicator: Indicator | None
    kind: QuotationKind
    printed: str
    where: str
    at: Place
    name: str = ""


class _Printed(Protocol):
    """A part of a target file that quotes a document."""

    @property
    def printed(self) -> str: ...
    @property
    def where(self) -> str: ...
    @property
    def at(self) -> Place: ...


def quotations_of(plans: Sequence[Plan]) -> Iterator[Quotation]:
    """Return the quotations of the plans, which share a document, in the order of the target files.

    Revisions are left out: they are quoted from later documents.
    """
    results = {indicator.result.at for plan in plans for indicator in plan.indicators if indicator.result}
    dated = set()
    for plan in plans:
        day = plan.document.dated
        if day and day not in dated:
            dated.add(day)
            date = Statement(f"{day.year}年{day.month}月{day.day}日", "", Place(plan.at.file, 0))
            yield _quotation(plan, None, QuotationKind.DATE, date)
        for note in plan.footnotes:
            yield _quotation(plan, None, QuotationKind.FOOTNOTE, Statement(note.mark, note.where, note.at))
            if note.means in MEANING_WORDS:
                meaning = Statement(note.means, note.where, note.at)
                yield _quotation(plan, None, QuotationKind.MEANING, meaning, note.mark)
        for claim in plan.claims:
            yield _quotation(plan, None, QuotationKind.CLAIM, claim)
        for indicator in plan.indicators:
            for kind, part, name in _parts_of(indicator, results):
                yield _quotation(plan, indicator, kind, part, name)


def _quotation(
    plan: Plan, indicator: Indicator | None, kind: QuotationKind, part: _Printed, name: str = ""
) -> Quotation:
    return Quotation(
        plan=plan, indicator=indicator, kind=kind, printed=part.printed, where=part.where, at=part.at, name=name
    )


def _parts_of(indicator: Indicator, results: set[Place]) -> Iterator[tuple[QuotationKind, _Printed, str]]:
    """The quoting parts of an indicator with their kind and name; `results` are the lines of results, quoted there."""
    name, where = indicator.name.zh, indicator.target.where
    yield QuotationKind.NAME, Statement(name, where, indicator.at), name
    place = cited_place(where)
    if place is not None and is_table(place.frame):
        yield QuotationKind.UNIT, Statement(indicator.unit.zh, where, indicator.at), name
    if indicator.nature is not None:
        yield QuotationKind.NATURE, Statement(NATURES[indicator.nature], where, indicator.at), name
    if indicator.footnote:
        yield QuotationKind.FOOTNOTE, Statement(indicator.footnote, where, indicator.at), name
    yield QuotationKind.TARGET, indicator.target, name
    if result := indicator.result:
        yield QuotationKind.RESULT, result, name
        if result.completion:
            yield QuotationKind.COMPLETION, Statement(result.completion, result.where, result.at), name
    if earlier := indicator.earlier:
        yield QuotationKind.EARLIER, earlier, name
        if earlier.growth:
            yield QuotationKind.GROWTH, earlier.growth, name
    baseline = indicator.baseline
    if baseline and baseline.printed and baseline.at not in results and not (earlier and earlier.at == baseline.at):
        yield QuotationKind.BASELINE, baseline, name
    yield from _statements(QuotationKind.STATEMENT, indicator.statements, name)
    yield from _statements(QuotationKind.REPORTED, indicator.reported, name)


def _statements(
    kind: QuotationKind, statements: Iterable[Statement], name: str
) -> Iterator[tuple[QuotationKind, _Printed, str]]:
    """Statements, preceded by the name that they give the indicator, if any."""
    for statement in statements:
        if statement.name:
            yield QuotationKind.NAME, statement._replace(printed=statement.name), statement.name
        yield kind, statement, statement.name or name
