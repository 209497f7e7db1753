"""Other locations of a quotation in the document, reported where it does not stand at its cited place."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rsplan.documents.structure.cited_places import cited_place, is_table
from rsplan.documents.structure.document_structure import DocumentStructure
from rsplan.documents.structure.folding import TextSpan, clause, folded
from rsplan.documents.structure.printed_figures import occurrences
from rsplan.verify.name_mentions import mentions_of
from rsplan.verify.quotations import Quotation

#: Locations of a quotation that are reported at most.
_MOST_LOCATIONS = 3


class Location(NamedTuple):
    """A place of the document as target files cite it, the number of the line, paragraph or page, and its words."""

    where: str
    position: int
    text: str


def other_locations(quotation: Quotation, structure: DocumentStructure, position: int | None) -> tuple[Location, ...]:
    """Find a quotation anywhere in the document, the locations nearest to its cited place first.

    A figure cited from a table is sought in cells before the text. `position` is that of the row in which the quotation
    was expected, None where there is no such row.
    """
    printed = folded(quotation.printed)
    if not printed or not quotation.kind.is_unmistakable:
        return ()
    place = cited_place(quotation.where)
    is_cell = place is not None and is_table(place.frame) and not quotation.kind.is_name
    locations = list(_cells(printed, structure)) if is_cell else []
    locations = locations or list(_passages(quotation, printed, structure))
    if position is None:
        text = structure.text_at(place) if place else None
        position = text.line_at(0).number if text else 0
    nearest = sorted(dict.fromkeys(locations), key=lambda location: abs(location.position - position))
    return tuple(nearest[:_MOST_LOCATIONS])


def _cells(printed: str, structure: DocumentStructure) -> Iterator[Location]:
    for frame, table in structure.tables():
        for row in table.rows:
            for cell in row.cells:
                if cell.text == printed:
                    yield Location(row.place_in(frame), row.position_of(cell), row.label)


def _passages(quotation: Quotation, printed: str, structure: DocumentStructure) -> Iterator[Location]:
    whole = structure.whole
    spans: Iterable[TextSpan] = (
        (mention.span for mention in mentions_of(printed, whole))
        if quotation.kind.is_name
        else occurrences(whole.text, printed, whole.figures)
    )
    for span in spans:
        line = whole.line_at(span.start)
        is_item_number = span.start == line.start and whole.text[span.end : span.end + 1] in (".", "、")
        if not is_item_number:
            yield Location(str(structure.address_at(span.start)), line.number, clause(whole.text, span))
