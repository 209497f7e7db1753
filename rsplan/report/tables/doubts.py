"""The doubts about a figure in a few words: the mark in its row, and the line below the table."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import assert_never

from rsplan.calc.assess import Assessment
from rsplan.calc.evidence import FIRM, Doubt
from rsplan.calc.notes import shakes
from rsplan.calc.verdict import Status
from rsplan.model.bilingual import ShakingText
from rsplan.model.enums import Bound, Scope
from rsplan.model.period import ONE_DAY
from rsplan.report.tables.cells import day_text, table_name
from rsplan.report.tables.table import Words

#: What keeps the data from a verdict, by the reason; the others say it by gaps and bounds.
_UNDECIDED: Mapping[str, str] = {
    "reason.final_figure_missing": "doubt.final_figure_missing",
    "reason.no_final_figure": "doubt.final_figure_missing",
    "reason.no_path": "doubt.no_path",
    "reason.no_base": "doubt.no_base",
    "reason.none_of_latest": "doubt.none_of_latest",
    "reason.none_of_year_end": "doubt.none_of_year_end",
    "reason.none_of_mean": "doubt.none_of_mean",
    "reason.none_of_plan_mean": "doubt.none_of_plan_mean",
    "reason.no_whole_year": "doubt.years_unknown",
    "reason.years_unknown": "doubt.years_unknown",
}

#: The fewest rows in succession that are written as from … to.
_RUN = 3


def doubts_about(assessment: Assessment, words: Words) -> tuple[str, ...]:
    """Every reason why the figure or its verdict is not firm, the gravest first; empty for one that is."""
    return tuple(dict.fromkeys(_doubts(assessment, words)))


def evidence_text(assessment: Assessment, words: Words) -> str | None:
    """How firm the figure and its verdict are: every doubt about them, else that there is none; None without data."""
    if assessment.evidence is None:
        return None
    return words("word.semicolon").join(doubts_about(assessment, words)) or words(f"evidence.{FIRM}")


def _doubts(assessment: Assessment, words: Words) -> Iterator[str]:
    doubts = assessment.evidence.doubts if assessment.evidence else ()
    if Doubt.STALE in doubts:
        yield _doubt(Doubt.STALE, assessment, words)
    if assessment.status is Status.INCOMPLETE and assessment.reason.key in _UNDECIDED:
        yield words(_UNDECIDED[assessment.reason.key])
    for doubt in reversed(doubts):
        if doubt is not Doubt.PARTIAL:  # what is missing is named below, whatever it decides
            yield _doubt(doubt, assessment, words)
    if assessment.actual is None:
        return
    if assessment.actual.missing:
        yield words("doubt.missing", missing=", ".join(assessment.actual.missing))
    elif assessment.actual.bound is not Bound.EXACT:
        yield words(f"doubt.{assessment.actual.bound}")
    if since := assessment.broken_since:
        better = assessment.in_force.better
        key = f"doubt.broken_again_{better}" if since[1] else f"doubt.broken_{better}"
        yield words(key, day=day_text(since[0], words))
    elif assessment.lost:
        yield words("doubt.lost", day=day_text(assessment.reached_on, words) if assessment.reached_on else "")
    for note in assessment.notes:
        if shakes(note) and not (isinstance(note, ShakingText) and doubts):  # which say it shorter
            yield words.message(note)


def _doubt(doubt: Doubt, assessment: Assessment, words: Words) -> str:
    actual, across = assessment.actual, assessment.across_break
    match doubt:
        case Doubt.PROVISIONAL | Doubt.PRESS | Doubt.COPY:
            return words(f"doubt.{doubt}")
        case Doubt.PARTIAL:
            return words("doubt.missing", missing=", ".join(actual.missing if actual else ()))
        case Doubt.STALE:
            return words("doubt.stale", day=day_text(actual.through, words) if actual else "")
        case Doubt.BREAK:
            breaks = (*across.earlier, across.at) if across else ()
            keys = {True: "doubt.break_declared", False: "doubt.break_suspected"}
            return words("word.and").join(words(keys[one.declared], since=one.text) for one in breaks)
        case _:
            assert_never(doubt)


def doubts_of_year(standing: Assessment, words: Words) -> tuple[str, ...]:
    """The doubts about the standing within a year, and how often a target that is kept now was broken in it."""
    return (
        *_breached(standing, words, f"doubt.breached_in_year_{standing.in_force.better}"),
        *doubts_about(standing, words),
    )


def doubts_of_plan(assessment: Assessment, words: Words) -> tuple[str, ...]:
    """The doubts about the standing, and how often a target that is kept now was broken."""
    return (
        *_breached(assessment, words, f"attention.breached_{assessment.in_force.better}"),
        *doubts_about(assessment, words),
    )


def _breached(standing: Assessment, words: Words, key: str) -> Iterator[str]:
    record = standing.maintenance_record
    if record is not None and record.breaches.number and standing.broken_since is None:
        yield words(key, count=str(record.breaches.number))


def doubts_line(
    assessments: Sequence[Assessment],
    words: Words,
    doubts_of: Callable[[Assessment, Words], tuple[str, ...]] = doubts_about,
) -> Iterator[str]:
    """One line that names the rows that are marked, those with the same doubts together, and says why."""
    rows: dict[tuple[str, ...], list[Assessment]] = {}
    for assessment in assessments:
        if reasons := doubts_of(assessment, words):
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
