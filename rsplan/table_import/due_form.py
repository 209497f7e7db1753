"""A form of figures that are due, filled in: its ids checked against the words that people saw; docs/month.md."""

from collections.abc import Mapping

from rsplan.documents.cells import CellTable
from rsplan.documents.due_form import read_form
from rsplan.errors import Problem
from rsplan.model.plan import City, Indicator
from rsplan.model.series_key import SeriesKey


def unfolded(
    table: CellTable, indicators: Mapping[SeriesKey, Indicator], cities: Mapping[str, City]
) -> tuple[CellTable, list[Problem]]:
    """The form as a table of ids, without the rows that its problems concern."""
    plain, rows = read_form(table)
    problems: dict[int, Problem] = {}
    if not rows:
        return plain, [table.problem("import_form_empty", 1, 1)]
    for row in rows:
        place = row.value.row, row.value.column
        indicator, city = indicators.get((row.city, row.indicator)), cities.get(row.city)
        details = {"name": row.name, "indicator": row.indicator, "city": row.city_name}
        if not row.city or not row.indicator:
            problems[place[0]] = table.problem("import_form_row", *place)
        elif indicator is not None and row.name not in indicator.name:
            problems[place[0]] = table.problem("import_form_moved", *place, **details)
        elif city is not None and row.city_name not in city.name:
            problems[place[0]] = table.problem("import_form_moved", *place, **{**details, "name": row.city_name})
    kept = {place: cell for place, cell in plain.cells.items() if place[0] not in problems}
    return plain._replace(cells=kept), [*problems.values()]
