"""The doubts about a figure in a few words: the mark in its row, and the line below the table."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from rsplan.calc.assess import Assessment
from rsplan.calc.told import weakest_year
from rsplan.model.enums import Scope
from rsplan.model.period import ONE_DAY
from rsplan.report.doubts import doubts_about
from rsplan.report.tables.cells import day_text, table_name
from rsplan.report.tables.table import Words
from rsplan.text import Language

#: The fewest rows in succession that are written as from … to.
_RUN = 3


def doubts_line(
    assessments: Sequence[Assessment],
    words: Words,
    doubts_of: Callable[[Assessment, Language], tuple[str, ...]] = doubts_about,
) -> Iterator[str]:
    """One line that names the rows that are marked, those with the same doubts together, and says why."""
    rows: dict[tuple[str, ...], list[Assessment]] = {}
    for assessment in assessments:
        if reasons := doubts_of(assessment, words.lang):
            rows.setdefault(reasons, []).append(assessment)
    if rows:
        doubts = (
            words("rows.doubt", rows=rows_text(those, words), reasons=words("word.comma").join(reasons))
            for reasons, those in rows.items()
        )
        yield words("rows.doubts", doubts=words("word.semicolon").join(doubts))


def end_of_data_line(assessments: Sequence[Assessment], as_of: date, words: Words) -> Iterator[str]:
    """One line that says until when there are data, where that is before the month of the as-of date.

    Not of rows that are marked as old, and so say it themselves.
    """
    known = [one for one in assessments if one.actual]
    earlier = [one for one in known if _ends_before_month(one, as_of) and not one.stale]
    days = {one.actual.through for one in known if one.actual}
    if len(days) == 1 and len(earlier) == len(known) > 1:
        yield words("rows.through_all", day=day_text(days.pop(), words))
    else:
        yield from through_line(earlier, words)


def _ends_before_month(assessment: Assessment, as_of: date) -> bool:
    """Whether the data end before the month of the as-of date, or of the end of the plan where that is earlier."""
    return assessment.actual is not None and assessment.actual.through < min(as_of, assessment.plan.end).replace(day=1)


def through_line(assessments: Sequence[Assessment], words: Words) -> Iterator[str]:
    """One line that names for each row the last day of its data, rows of the same day together."""
    rows: dict[date, list[Assessment]] = {}
    for assessment in assessments:
        if assessment.actual:
            rows.setdefault(assessment.actual.through, []).append(assessment)
    if rows:
        each = (
            words("rows.doubt", rows=rows_text(those, words), reasons=day_text(day, words))
            for day, those in rows.items()
        )
        yield words("rows.through", rows=words("word.semicolon").join(each))


def weakest_years_line(assessments: Sequence[Assessment], words: Words) -> Iterator[str]:
    """One line that names the years whose amounts are the actuals of annual targets, where several count."""
    rows: dict[str, list[Assessment]] = {}
    for assessment in assessments:
        year = weakest_year(assessment)
        if year is not None:
            rows.setdefault(words("period.year", year=str(year)), []).append(assessment)
    if rows:
        each = (words("rows.doubt", rows=rows_text(those, words), reasons=year) for year, those in rows.items())
        yield words("rows.weakest_year", rows=words("word.semicolon").join(each))


def needed_from_line(assessments: Sequence[Assessment], words: Words) -> Iterator[str]:
    """One line that says since when an amount a year or month is needed, where that is not the as-of date."""
    rows: dict[date, list[Assessment]] = {}
    for assessment in assessments:
        rows.setdefault((assessment.clock.left_from or assessment.clock.as_of) + ONE_DAY, []).append(assessment)
    if all(one.clock.left_from == one.clock.as_of for one in assessments):
        return
    if len(rows) == 1:
        yield words("rows.needed_from_all", day=str(*rows))
    else:
        each = (words("rows.doubt", rows=rows_text(those, words), reasons=str(day)) for day, those in rows.items())
        yield words("rows.needed_from", rows=words("word.semicolon").join(each))


def no_data_line(assessments: Sequence[Assessment], words: Words) -> Iterator[str]:
    """One line that names the rows without data."""
    if assessments:
        yield words("rows.no_data", count=str(len(assessments)), rows=_rows_and_text(assessments, words))


def no_target_line(assessments: Sequence[Assessment], words: Words) -> Iterator[str]:
    """One line that names the rows whose target is not set and of which nothing is known."""
    if assessments:
        yield words("rows.no_target", count=str(len(assessments)), rows=_rows_and_text(assessments, words))


def _rows_and_text(assessments: Sequence[Assessment], words: Words) -> str:
    """The numbers of the rows, and how many targets of the text there are beside them."""
    numbered = [one for one in assessments if one.indicator.number or one.indicator.scope is Scope.HEADLINE]
    rows = [rows_text(numbered, words)] if numbered else []
    if len(numbered) < len(assessments):
        rows.append(words("rows.of_text", count=str(len(assessments) - len(numbered))))
    return words("word.and").join(rows)


def rows_text(assessments: Iterable[Assessment], words: Words) -> str:
    """The numbers of the rows, three or more in succession as from … to; the name where there is no number."""
    found: list[list[str]] = []
    for assessment in assessments:
        number = assessment.indicator.number or table_name(assessment.indicator, words)
        before = found[-1][-1] if found else ""
        if before.isdecimal() and number.isdecimal() and int(number) == int(before) + 1:
            found[-1].append(number)
        else:
            found.append([number])
    runs = ([f"{run[0]}-{run[-1]}"] if len(run) >= _RUN else run for run in found)
    return words("word.and").join(row for run in runs for row in run)
