"""Each printed figure and each name of a target file looked up at its place in the document."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from rsplan.documents.figure_scan import TextSpan, clause, folded, occurrences, sentence_end, sentence_start
from rsplan.documents.plan_table import ColumnRole, PlanTableRow, RowCell
from rsplan.model.inputs import Place
from rsplan.model.plan import Indicator, Plan, Statement
from rsplan.verify.names import Naming, figure_of, namings
from rsplan.verify.places import Passage, Structure, every_table, parse_where

#: So many other places of a figure are told.
_MOST_ELSEWHERE = 3


class QuotationKind(StrEnum):
    """What a print is in its target file."""

    NAME = "name"
    FOOTNOTE = "footnote"
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


class LookupState(StrEnum):
    """Where a print was found."""

    FOUND = "found"
    ELSEWHERE = "elsewhere"
    NOT_FOUND = "not_found"


class MismatchReason(StrEnum):
    """Why a print was not found at its place.

    The document has no such place or row; no target of the plan is read from the TABLE; another figure or name
    stands there (OTHER); something like it stands near (LIKE); nothing does (ABSENT). The look-up's `stands` is it.
    """

    PLACE = "place"
    ROW = "row"
    TABLE = "table"
    OTHER = "other"
    LIKE = "like"
    ABSENT = "absent"


class Quotation(NamedTuple):
    """A print to be looked up; `name` is the one that the figure belongs to, where the file gives it."""

    plan: Plan
    indicator: Indicator | None
    what: QuotationKind
    printed: str
    where: str
    at: Place
    name: str = ""


class Location(NamedTuple):
    """A place of the document: as target files name it, and the number of the line, paragraph or page."""

    where: str
    number: int
    text: str


class Lookup(NamedTuple):
    """What became of a print; `span` is where it stands in the whole document, if it was found."""

    wanted: Quotation
    state: LookupState
    span: TextSpan | None = None
    number: int | None = None
    lack: MismatchReason | None = None
    stands: str = ""
    elsewhere: tuple[Location, ...] = ()


_COLUMNS = {
    QuotationKind.TARGET: ColumnRole.TARGET,
    QuotationKind.STATEMENT: ColumnRole.TARGET,
    QuotationKind.RESULT: ColumnRole.RESULT,
    QuotationKind.REPORTED: ColumnRole.RESULT,
    QuotationKind.EARLIER: ColumnRole.EARLIER,
    QuotationKind.BASELINE: ColumnRole.EARLIER,
    QuotationKind.COMPLETION: ColumnRole.COMPLETION,
}
#: A figure that the text may state far from its name, in one list with others.
_FREE = {QuotationKind.GROWTH, QuotationKind.BASELINE, QuotationKind.CLAIM, QuotationKind.FOOTNOTE, QuotationKind.DATE}


def look_up_all(plans: Sequence[Plan], structure: Structure) -> list[Lookup]:
    """Every print of the plans, which are read from the document, looked up in it."""
    return [look_up(wanted, structure) for wanted in wanted_of(plans)]


def wanted_of(plans: Sequence[Plan]) -> Iterator[Quotation]:
    """All that target files quote from the document, in their order; later documents of a revision are not it."""
    results = {one.result.at for plan in plans for one in plan.indicators if one.result}
    dated = set()
    for plan in plans:
        day = plan.document.dated
        if day and day not in dated:
            dated.add(day)
            at = Place(plan.at.file, 0)
            yield Quotation(plan, None, QuotationKind.DATE, f"{day.year}年{day.month}月{day.day}日", "", at)
        for note in plan.footnotes:
            yield Quotation(plan, None, QuotationKind.FOOTNOTE, note.mark, note.where, note.at)
        for claim in plan.claims:
            yield Quotation(plan, None, QuotationKind.CLAIM, claim.printed, claim.where, claim.at)
        for indicator in plan.indicators:
            yield from _of_indicator(plan, indicator, results)


def _of_indicator(plan: Plan, indicator: Indicator, results: set[Place]) -> Iterator[Quotation]:
    target, name = indicator.target, indicator.name.zh
    yield Quotation(plan, indicator, QuotationKind.NAME, name, target.where, indicator.at, name)
    if indicator.footnote:
        yield Quotation(plan, indicator, QuotationKind.FOOTNOTE, indicator.footnote, target.where, indicator.at, name)
    yield Quotation(plan, indicator, QuotationKind.TARGET, target.printed, target.where, target.at, name)
    if indicator.result:
        result = indicator.result
        yield Quotation(plan, indicator, QuotationKind.RESULT, result.printed, result.where, result.at, name)
        if result.completion:
            yield Quotation(plan, indicator, QuotationKind.COMPLETION, result.completion, result.where, result.at, name)
    if indicator.earlier:
        earlier = indicator.earlier
        yield Quotation(plan, indicator, QuotationKind.EARLIER, earlier.printed, earlier.where, earlier.at, name)
        if earlier.growth:
            yield Quotation(
                plan,
                indicator,
                QuotationKind.GROWTH,
                earlier.growth.printed,
                earlier.growth.where,
                earlier.growth.at,
                name,
            )
    base = indicator.baseline
    if base and base.at not in results and not (indicator.earlier and indicator.earlier.at == base.at):
        yield Quotation(plan, indicator, QuotationKind.BASELINE, base.printed, base.where, base.at, name)
    yield from _stated(plan, indicator, QuotationKind.STATEMENT, indicator.statements)
    yield from _stated(plan, indicator, QuotationKind.REPORTED, indicator.reported)


def _stated(
    plan: Plan, indicator: Indicator, what: QuotationKind, statements: Iterable[Statement]
) -> Iterator[Quotation]:
    for said in statements:
        if said.name:
            yield Quotation(plan, indicator, QuotationKind.NAME, said.name, said.where, said.at, said.name)
        yield Quotation(plan, indicator, what, said.printed, said.where, said.at, said.name or indicator.name.zh)


def look_up(wanted: Quotation, structure: Structure) -> Lookup:
    """Look a print up at its place, and where it is not there, in the rest of the document."""
    if not wanted.where:
        return _in_text(wanted, structure.whole, structure)
    where = parse_where(wanted.where)
    passage = structure.passage(where) if where else None
    if where is None or passage is None:
        return _missed(wanted, structure, MismatchReason.PLACE)
    if wanted.what is QuotationKind.FOOTNOTE and where.remark and where.frame not in _frames_of(wanted.plan):
        return _missed(wanted, structure, MismatchReason.TABLE, where.frame)
    table = structure.table(where.frame) if where.frame and not where.remark else None
    if table is not None and wanted.indicator is not None:
        number = wanted.indicator.number if wanted.where == wanted.indicator.target.where else None
        row = table.row(number, folded(wanted.name))
        if row is not None or number or where.frame.startswith("表"):
            return _in_row(wanted, row, structure)
    return _in_text(wanted, passage, structure)


def _frames_of(plan: Plan) -> set[str]:
    """The tables and boxes from which the plan's targets are read: a remark explains the rows above it."""
    places = (parse_where(one.target.where) for one in plan.indicators)
    return {where.frame for where in places if where}


def _in_row(wanted: Quotation, row: PlanTableRow | None, structure: Structure) -> Lookup:
    """In a table a figure stands in the indicator's own row and in the column of its sort."""
    if row is None:
        return _missed(wanted, structure, MismatchReason.ROW)
    if wanted.what is QuotationKind.NAME:
        if row.is_of(folded(wanted.printed)):
            return Lookup(wanted, LookupState.FOUND, row.piece.span, row.piece.number)
        return _missed(wanted, structure, MismatchReason.OTHER, row.label)
    if wanted.what is QuotationKind.FOOTNOTE:
        rest = row.label.removeprefix(folded(wanted.name))
        if folded(wanted.printed) in rest:
            return Lookup(wanted, LookupState.FOUND, row.piece.span, row.piece.number)
        return _missed(wanted, structure, MismatchReason.OTHER, row.label)
    cells = row.cell(_COLUMNS.get(wanted.what, ColumnRole.RESULT), wanted.plan)
    printed = folded(wanted.printed)
    for cell in cells:
        if cell.text == printed:
            piece = cell.piece or row.piece
            return Lookup(wanted, LookupState.FOUND, cell.span if cell.text else None, piece.number)
    there = " ".join(cell.text for cell in cells)
    return _missed(wanted, structure, MismatchReason.OTHER if there else MismatchReason.ABSENT, there, near=row)


def _in_text(wanted: Quotation, passage: Passage, structure: Structure) -> Lookup:
    """In running text a figure belongs to a name where the place gives that name."""
    printed = folded(wanted.printed)
    if wanted.what is QuotationKind.NAME:
        found = namings(passage, printed)
        if found:
            return _found(wanted, passage, found[0].span)
        near = _like_name(passage, printed)
        return _missed(wanted, structure, MismatchReason.LIKE if near else MismatchReason.ABSENT, near)
    spans = list(occurrences(passage.text, printed, passage.figures))
    named = namings(passage, folded(wanted.name)) if wanted.name and wanted.what not in _FREE else ()
    if not named:
        if spans:
            return _found(wanted, passage, spans[0])
        near = _like_figure(passage, printed)
        return _missed(wanted, structure, MismatchReason.LIKE if near else MismatchReason.ABSENT, near)
    own = next((span for span in spans for one in named if _belongs(passage, one, span, printed)), None)
    if own is not None:
        return _found(wanted, passage, own)
    theirs = [figure for one in named for figure in figure_of(passage, one)]
    stands = passage.text[theirs[0].start : theirs[0].end] if theirs else ""
    return _missed(wanted, structure, MismatchReason.OTHER if stands else MismatchReason.ABSENT, stands)


def _belongs(passage: Passage, name: Naming, span: TextSpan, printed: str) -> bool:
    """A figure is that of the name beside it; a word without digits stands in the same sentence."""
    if any(sign.isdigit() for sign in printed):
        return any(figure.overlaps(span) for figure in figure_of(passage, name))
    start, end = sentence_start(passage.text, name.span.start), sentence_end(passage.text, name.span.end)
    return start <= span.start and span.end <= end


def _like_name(passage: Passage, name: str) -> str:
    """The words of the place that are most like the name, where half of it stands there in one piece."""
    from difflib import SequenceMatcher  # only for what is missing: it takes time to load

    same = SequenceMatcher(None, passage.text, name, autojunk=False).find_longest_match()
    span = TextSpan(same.a, same.a + same.size)
    return clause(passage.text, span) if same.size * 2 >= len(name) else ""


def _like_figure(passage: Passage, printed: str) -> str:
    """The figure of the place that is most like the print."""
    from difflib import get_close_matches

    figures = [passage.text[figure.span.start : figure.span.end] for figure in passage.figures if not figure.named]
    return next(iter(get_close_matches(printed, figures, n=1)), "")


def _found(wanted: Quotation, passage: Passage, span: TextSpan) -> Lookup:
    return Lookup(wanted, LookupState.FOUND, passage.global_span(span), passage.line_at(span.start).number)


def _missed(
    wanted: Quotation, structure: Structure, lack: MismatchReason, stands: str = "", near: PlanTableRow | None = None
) -> Lookup:
    spots = _elsewhere(wanted, structure, near)
    return Lookup(wanted, LookupState.ELSEWHERE if spots else LookupState.NOT_FOUND, None, None, lack, stands, spots)


def _elsewhere(wanted: Quotation, structure: Structure, near: PlanTableRow | None) -> tuple[Location, ...]:
    """Where else the print stands, the nearest first; what was sought in a table is sought in cells before the text."""
    printed = folded(wanted.printed)
    if not printed:
        return ()
    where = parse_where(wanted.where)
    in_table = where is not None and where.frame.startswith("表") and wanted.what is not QuotationKind.NAME
    spots = _cells_with(printed, structure) if in_table else []
    spots = spots or list(_passages_with(wanted, printed, structure))
    passage = structure.passage(where) if where else None
    base = near.piece.number if near else passage.line_at(0).number if passage else 0
    return tuple(sorted(dict.fromkeys(spots), key=lambda spot: abs(spot.number - base)))[:_MOST_ELSEWHERE]


def _cells_with(printed: str, structure: Structure) -> list[Location]:
    return [
        Location(f"{frame} #{row.number}" if row.number else frame, _line_of(cell, row), row.label)
        for frame, table in every_table(structure)
        for row in table.rows
        for cell in row.cells
        if cell.text == printed
    ]


def _line_of(cell: RowCell, row: PlanTableRow) -> int:
    return (cell.piece or row.piece).number


def _passages_with(wanted: Quotation, printed: str, structure: Structure) -> Iterator[Location]:
    whole = structure.whole
    spans = (
        [one.span for one in namings(whole, printed)]
        if wanted.what is QuotationKind.NAME
        else occurrences(whole.text, printed, whole.figures)
    )
    for span in spans:
        line = whole.line_at(span.start)
        is_list_number = span.start == line.start and whole.text[span.end : span.end + 1] in (".", "、")
        if not is_list_number:
            where = str(structure.address_at(span.start))
            yield Location(where, line.number, clause(whole.text, span))
