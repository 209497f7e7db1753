"""The report of `rsplan check`, and of invalid inputs of any command, as a record; docs/json.md."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypedDict

from rsplan.errors import Problem
from rsplan.model.input_places import InputFile
from rsplan.read.input_text import printable
from rsplan.report.records.common import Rows, report_head
from rsplan.report.records.common_types import ReportHead
from rsplan.text import Language, say

if TYPE_CHECKING:
    from rsplan.journal.unchanged import SinceReport


class ProblemRecord(TypedDict):
    """One problem with its place, in the language of the run."""

    file: str
    line: int | None
    column: int | None
    code: str
    severity: str
    message: str
    hint: str
    excerpt: str
    cell: str | None


class ChangedLinesRecord(TypedDict):
    """The first and the last line of blocks that differ, and their observations, counted from 1."""

    first_line: int
    last_line: int
    first: int
    last: int


class HistoryRecord(TypedDict):
    """A file held against the one that a report rests on; `path` is its name now, `reported` the one in the report."""

    path: str
    reported: str
    unchanged: bool
    same_bytes: bool
    observations: int
    changed: list[ChangedLinesRecord]
    missing: int
    added: int
    first_added: int | None


class CheckReport(ReportHead):
    """The whole report: the problems, or the inputs that have none but warnings.

    `history` holds the files that were held against a report, None where none was named.
    """

    history: list[HistoryRecord] | None
    problems: list[ProblemRecord]


def check_record(
    problems: Iterable[Problem],
    lang: Language,
    inputs: Iterable[InputFile] = (),
    held: "Sequence[SinceReport] | None" = None,
) -> CheckReport:
    """The report of `rsplan check`: the problems, or the inputs that have none but warnings."""
    history = None if held is None else [_history(each) for each in held]
    return {**report_head("check", inputs), "history": history, "problems": list(problem_records(problems, lang))}


def _history(held: "SinceReport") -> HistoryRecord:
    return {
        "path": held.path,
        "reported": held.reported.path,
        "unchanged": held.is_unchanged,
        "same_bytes": not held.rewritten,
        "observations": held.reported.observations,
        "changed": [
            {"first_line": each.first_line, "last_line": each.last_line, "first": each.first, "last": each.last}
            for each in held.changed
        ],
        "missing": held.missing,
        "added": held.added,
        "first_added": held.first_added,
    }


def problem_records(problems: Iterable[Problem], lang: Language) -> Iterator[ProblemRecord]:
    """The problems one after another."""
    for problem in problems:
        message, hint = problem_words(problem, lang)
        yield {
            "file": printable(problem.file),
            "line": problem.line or None,
            "column": problem.column or None,
            "code": problem.code,
            "severity": "warning" if problem.warning else "error",
            "message": message,
            "hint": hint,
            "excerpt": printable(problem.excerpt),
            "cell": printable(problem.cell) or None,
        }


def problem_words(problem: Problem, lang: Language) -> tuple[str, str]:
    """The message and the remedy: one line each, without characters of the input that would control a terminal."""
    details = {key: printable(text) for key, text in problem.details.items()}
    text = say(lang, f"problem.{problem.code}", details)
    if problem.code == "rate_above_whole" and not details["likely"]:
        text = say(lang, "problem.rate_above_whole.unlikely", details)
    message, remedy = text.split("\n")
    return message, remedy


def check_rows(report: CheckReport) -> Iterator[ProblemRecord]:
    """One problem a row."""
    yield from report["problems"]


CHECK_ROWS = Rows(lambda: ProblemRecord, check_rows)
