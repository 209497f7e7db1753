"""A form of figures that are due, filled in: its ids checked against the words that people saw; docs/month.md."""

from collections.abc import Mapping, Sequence

from rsplan.documents.cells import CellTable
from rsplan.documents.due_form import FormRow, read_form
from rsplan.errors import Problem
from rsplan.model.enums import Basis
from rsplan.model.plan import City, Indicator
from rsplan.model.series_key import SeriesKey
from rsplan.text import LANGUAGES, catalogue, in_words, say


def unfolded(
    table: CellTable, indicators: Mapping[SeriesKey, Indicator], cities: Mapping[str, City]
) -> tuple[CellTable, list[Problem]]:
    """The form as a table of ids, without the rows that its problems concern."""
    plain, rows = read_form(table)
    problems: dict[int, Problem] = {}
    if not rows:
        return plain, [table.problem("import_form_empty", 1, 1)]
    for row in rows:
        indicator, city = indicators.get((row.city, row.indicator)), cities.get(row.city)
        meant: dict[str, Sequence[str]] = {
            "=city": city.name if city else (),
            "=indicator": indicator.name if indicator else (),
            "=basis": [say(lang, f"basis.{row.basis}") for lang in LANGUAGES] if row.basis in _BASES else ("",),
            "period": (row.period, *(in_words(row.period, catalogue(lang)) for lang in LANGUAGES)),
        }
        place = row.value.row, row.value.column
        moved = next((row.shown[key] for key, names in meant.items() if names and _text(row, key) not in names), None)
        if not row.city or not row.indicator:
            problems[place[0]] = table.problem("import_form_row", *place)
        elif moved is not None:
            hidden = " ".join((row.city, row.indicator, row.basis, row.period))
            details = {"name": moved.text.strip() or "-", "hidden": hidden}
            problems[place[0]] = table.problem("import_form_moved", moved.row, moved.column, **details)
        elif not row.value.text.strip() and not row.value.fault:
            problems[place[0]] = table.problem("import_form_no_value", *place)
    kept = {place: cell for place, cell in plain.cells.items() if place[0] not in problems}
    return plain._replace(cells=kept), [*problems.values()]


_BASES = frozenset(map(str, Basis))


def _text(row: FormRow, key: str) -> str:
    return row.shown[key].text.strip()
