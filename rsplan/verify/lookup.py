"""Quotations looked up at their cited places in the document, and anywhere in it where they are not there."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple, assert_never

from rsplan.documents.structure.cited_places import CitedPlace, cited_place, is_table
from rsplan.documents.structure.document_structure import DocumentStructure
from rsplan.documents.structure.folded_text import FoldedText
from rsplan.documents.structure.folding import TextSpan, clause, folded, sentence_end, sentence_start
from rsplan.documents.structure.indicator_table import ColumnRole, IndicatorRow, PlanYears, RowCell
from rsplan.documents.structure.printed_figures import occurrences
from rsplan.model.plan import Plan
from rsplan.verify.name_mentions import NameMention, figure_spans, mentions_of
from rsplan.verify.other_locations import Location, other_locations
from rsplan.verify.quotations import MEANING_WORDS, Quotation, QuotationKind, quotations_of


class LookupState(StrEnum):
    """The outcome of a look-up; NOT_PRINTED for a unit or a nature that the document does not print."""

    FOUND = "found"
    ELSEWHERE = "elsewhere"
    NOT_FOUND = "not_found"
    NOT_PRINTED = "not_printed"

    @property
    def is_problem(self) -> bool:
        """Whether the quotation does not stand at its place; one that the document does not print is no problem."""
        match self:
            case LookupState.ELSEWHERE | LookupState.NOT_FOUND:
                return True
            case LookupState.FOUND | LookupState.NOT_PRINTED:
                return False
            case _:
                assert_never(self)


class MismatchReason(StrEnum):
    """The reason why a quotation does not stand at its cited place.

    PLACE, ROW: the document has no such place or row. TABLE: no target of the plan is read from the table whose remark
    is cited. OTHER: another figure or name stands there. LIKE: a similar one does. ABSENT: none does.
    """

    PLACE = "place"
    ROW = "row"
    TABLE = "table"
    OTHER = "other"
    LIKE = "like"
    ABSENT = "absent"


class Lookup(NamedTuple):
    """The outcome for a quotation.

    If found, `span` is its span in the whole text, None for a cell that is rightly empty, and `position` the number of
    its line, paragraph or page. If not, `reason` says why, `stands` is the text that stands there instead.
    """

    quotation: Quotation
    state: LookupState
    span: TextSpan | None = None
    position: int | None = None
    reason: MismatchReason | None = None
    stands: str = ""
    elsewhere: tuple[Location, ...] = ()


class _Match(NamedTuple):
    """A quotation at its cited place."""

    span: TextSpan | None
    position: int


class _Mismatch(NamedTuple):
    """A quotation that is not at its cited place; `position` is that of the row in which it was expected."""

    reason: MismatchReason
    stands: str = ""
    position: int | None = None


class _NotPrinted(NamedTuple):
    """A unit or nature that the document does not print."""

    position: int | None = None


def look_up_all(plans: Sequence[Plan], structure: DocumentStructure) -> list[Lookup]:
    """Look up every quotation of the plans, which are read from the document."""
    return [look_up(quotation, structure) for quotation in quotations_of(plans)]


def look_up(quotation: Quotation, structure: DocumentStructure) -> Lookup:
    """Look up a quotation at its cited place, then in the rest of the document; docs/verify.md."""
    outcome = _at_cited_place(quotation, structure)
    if isinstance(outcome, _Match):
        return Lookup(quotation=quotation, state=LookupState.FOUND, span=outcome.span, position=outcome.position)
    if isinstance(outcome, _NotPrinted):
        return Lookup(quotation=quotation, state=LookupState.NOT_PRINTED, position=outcome.position)
    elsewhere = other_locations(quotation, structure, outcome.position)
    return Lookup(
        quotation=quotation,
        state=LookupState.ELSEWHERE if elsewhere else LookupState.NOT_FOUND,
        reason=outcome.reason,
        stands=outcome.stands,
        elsewhere=elsewhere,
    )


def _at_cited_place(quotation: Quotation, structure: DocumentStructure) -> _Match | _Mismatch | _NotPrinted:
    if not quotation.where:
        return _in_text(quotation, structure.whole)
    place = cited_place(quotation.where)
    text = structure.text_at(place) if place else None
    if place is None or text is None:
        return _Mismatch(MismatchReason.PLACE)
    if _is_foreign_remark(quotation, place):
        return _Mismatch(MismatchReason.TABLE, place.frame)
    table = structure.table(place.frame) if place.frame and not place.remark else None
    if table is not None and quotation.indicator is not None:
        target = quotation.indicator.target
        number = quotation.indicator.number if quotation.where == target.where else None
        row = table.row(number, folded(quotation.name))
        if row is not None:
            return _in_row(quotation, row)
        if number or is_table(place.frame):
            return _Mismatch(MismatchReason.ROW)
    return _in_text(quotation, text)


def _is_foreign_remark(quotation: Quotation, place: CitedPlace) -> bool:
    """Whether a sign is cited from the remark under a table that none of the plan's targets is read from.

    A remark explains the rows above it.
    """
    if quotation.kind is not QuotationKind.FOOTNOTE or not place.remark:
        return False
    places = (cited_place(indicator.target.where) for indicator in quotation.plan.indicators)
    return place.frame not in {target_place.frame for target_place in places if target_place}


def _in_row(quotation: Quotation, row: IndicatorRow) -> _Match | _Mismatch | _NotPrinted:
    """Look a quotation up in the row of its indicator, a figure in the column of its kind."""
    match quotation.kind:
        case QuotationKind.NAME:
            return _in_label(row, row.is_named(folded(quotation.printed)))
        case QuotationKind.UNIT:
            return _in_cell(quotation, row, row.unit(folded(quotation.name)))
        case QuotationKind.NATURE:
            return _in_cell(quotation, row, row.nature())
        case QuotationKind.FOOTNOTE | QuotationKind.MEANING | QuotationKind.CLAIM | QuotationKind.DATE:
            signs = row.label.removeprefix(folded(quotation.name))
            return _in_label(row, folded(quotation.printed) in signs)
        case QuotationKind.TARGET | QuotationKind.STATEMENT:
            return _in_column(quotation, row, ColumnRole.TARGET)
        case QuotationKind.RESULT | QuotationKind.REPORTED | QuotationKind.GROWTH:
            return _in_column(quotation, row, ColumnRole.RESULT)
        case QuotationKind.EARLIER | QuotationKind.BASELINE:
            return _in_column(quotation, row, ColumnRole.EARLIER)
        case QuotationKind.COMPLETION:
            return _in_column(quotation, row, ColumnRole.COMPLETION)
        case _:
            assert_never(quotation.kind)


def _in_label(row: IndicatorRow, is_found: bool) -> _Match | _Mismatch:
    return _Match(row.line.span, row.line.number) if is_found else _Mismatch(MismatchReason.OTHER, row.label)


def _in_cell(quotation: Quotation, row: IndicatorRow, cell: RowCell | None) -> _Match | _Mismatch | _NotPrinted:
    """Look a unit or nature up in the cell that prints it; None where the row prints none."""
    if cell is None:
        return _NotPrinted(row.line.number)
    if cell.text == folded(quotation.printed):
        return _Match((cell.line or row.line).span, row.position_of(cell))
    return _Mismatch(MismatchReason.OTHER, cell.text, row.position_of(cell))


def _in_column(quotation: Quotation, row: IndicatorRow, role: ColumnRole) -> _Match | _Mismatch:
    plan = quotation.plan
    cells = row.cells_of(role, PlanYears(plan.start.year, plan.end.year))
    printed = folded(quotation.printed)
    for cell in cells:
        if cell.text == printed:
            return _Match(cell.span if cell.text else None, row.position_of(cell))
    stands = " ".join(cell.text for cell in cells)
    reason = MismatchReason.OTHER if stands else MismatchReason.ABSENT
    return _Mismatch(reason, stands, row.line.number)


def _in_text(quotation: Quotation, text: FoldedText) -> _Match | _Mismatch | _NotPrinted:
    """Look a quotation up in running text."""
    match quotation.kind:
        case QuotationKind.NAME:
            return _name_in_text(folded(quotation.printed), text)
        case QuotationKind.UNIT | QuotationKind.NATURE:
            return _NotPrinted()
        case QuotationKind.MEANING:
            return _meaning_in_remark(quotation, text)
        case (
            QuotationKind.TARGET
            | QuotationKind.STATEMENT
            | QuotationKind.RESULT
            | QuotationKind.COMPLETION
            | QuotationKind.EARLIER
            | QuotationKind.REPORTED
        ):
            mentions = mentions_of(folded(quotation.name), text) if quotation.name else ()
            return _beside_mentions(quotation, text, mentions) if mentions else _anywhere(quotation, text)
        case (
            QuotationKind.GROWTH
            | QuotationKind.BASELINE
            | QuotationKind.CLAIM
            | QuotationKind.FOOTNOTE
            | QuotationKind.DATE
        ):
            # The text may state it far from its name, in one list with others.
            return _anywhere(quotation, text)
        case _:
            assert_never(quotation.kind)


def _name_in_text(name: str, text: FoldedText) -> _Match | _Mismatch:
    mentions = mentions_of(name, text)
    return _match_at(mentions[0].span, text) if mentions else _like(_similar_name(name, text))


def _meaning_in_remark(quotation: Quotation, text: FoldedText) -> _Match | _Mismatch:
    """Look the meaning of a sign up in the sentence that explains the sign, else in the whole remark."""
    mark = max(text.text.find(folded(quotation.name)), 0)
    start, end = sentence_start(text.text, mark), sentence_end(text.text, mark)
    for word in MEANING_WORDS[quotation.printed]:
        position = text.text.find(word, start, end)
        if position >= 0:
            return _match_at(TextSpan(position, position + len(word)), text)
    return _Mismatch(MismatchReason.OTHER, text.text[start:end])


def _anywhere(quotation: Quotation, text: FoldedText) -> _Match | _Mismatch:
    printed = folded(quotation.printed)
    span = next(occurrences(text.text, printed, text.figures), None)
    return _match_at(span, text) if span else _like(_similar_figure(printed, text))


def _beside_mentions(quotation: Quotation, text: FoldedText, mentions: Sequence[NameMention]) -> _Match | _Mismatch:
    """Where the place mentions the name, the figure is the one that belongs to it."""
    printed = folded(quotation.printed)
    for span in occurrences(text.text, printed, text.figures):
        if any(_belongs(span, printed, mention, text) for mention in mentions):
            return _match_at(span, text)
    figures = [figure for mention in mentions for figure in figure_spans(mention, text)]
    stands = text.text[figures[0].start : figures[0].end] if figures else ""
    return _Mismatch(MismatchReason.OTHER if stands else MismatchReason.ABSENT, stands)


def _belongs(span: TextSpan, printed: str, mention: NameMention, text: FoldedText) -> bool:
    """Whether a figure is that of a mention; a word without digits need only stand in the same sentence."""
    if any(sign.isdigit() for sign in printed):
        return any(figure.overlaps(span) for figure in figure_spans(mention, text))
    start, end = sentence_start(text.text, mention.span.start), sentence_end(text.text, mention.span.end)
    return start <= span.start and span.end <= end


def _match_at(span: TextSpan, text: FoldedText) -> _Match:
    return _Match(text.document_span(span), text.line_at(span.start).number)


def _like(similar: str) -> _Mismatch:
    return _Mismatch(MismatchReason.LIKE if similar else MismatchReason.ABSENT, similar)


def _similar_name(name: str, text: FoldedText) -> str:
    """The words that are most like the name, if at least half of it stands among them in one piece."""
    from difflib import SequenceMatcher  # slow to load, and needed only for what is missing

    same = SequenceMatcher(None, text.text, name, autojunk=False).find_longest_match()
    span = TextSpan(same.a, same.a + same.size)
    return clause(text.text, span) if same.size * 2 >= len(name) else ""


def _similar_figure(printed: str, text: FoldedText) -> str:
    """The figure that is most like the printed one, empty for none."""
    from difflib import get_close_matches

    figures = [text.text[figure.span.start : figure.span.end] for figure in text.figures if not figure.named]
    return next(iter(get_close_matches(printed, figures, n=1)), "")
