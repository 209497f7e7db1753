"""`rsplan check`: the problems of target and data files."""

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from rsplan.cli import options as shared
from rsplan.cli.files_beside import DEFAULT_FILES
from rsplan.cli.output import FORMATS, Output, Report, Shape, write
from rsplan.cli.problems import problem_text
from rsplan.cli.settings_defaults import found_settings, placed_in_settings
from rsplan.cli.streams import write_data
from rsplan.errors import InvalidInput, Problem
from rsplan.model.input_places import InputFile
from rsplan.model.plan import Plan
from rsplan.read.csv_format import has_columns
from rsplan.read.input_text import Source, printable
from rsplan.read.plan_library import FilesBeside, Library, texts_in_one_language
from rsplan.read.settings import read_settings
from rsplan.report.records.check import CHECK_ROWS, check_record
from rsplan.settings_file import SETTINGS_FILE
from rsplan.text import Language, say

if TYPE_CHECKING:
    from rsplan.journal.unchanged import SinceReport

#: Files that cannot be read at all are no finding: the question could not be answered.
_UNREADABLE = {
    *("not_found", "settings_not_found", "unreadable", "is_a_directory", "not_a_file", "no_target_files", "too_large"),
    *("not_a_report", "report_incomplete", "not_in_report", "history_stdin"),
}

#: Warnings that are findings where `--strict` is given.
_STRICT = {"one_language", "to_confirm"}

_FOUND, _CANNOT = 1, 2


class CheckOptions(NamedTuple):
    """The options of `rsplan check`."""

    files: tuple[str, ...]
    history: str | None
    strict: bool
    inputs: shared.InputOptions
    output: Output


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params = [
        click.Argument(["files"], nargs=-1, metavar="[FILE]...", type=click.Path()),
        click.Option(["--history"], type=click.Path(), metavar="REPORT", help=say(lang, "help.check_history")),
        shared.city_option(lang),
        click.Option(["--strict"], is_flag=True, help=say(lang, "help.check_strict")),
        *shared.file_options(lang),
        *shared.output_options(lang),
    ]
    return shared.command(lang, "check", CheckOptions, _check, params)


def _check(lang: Language, options: CheckOptions) -> int:
    if options.history is not None:
        return _check_history(options.history, options, lang)
    settings = [file for file in options.files if os.path.basename(file) == SETTINGS_FILE]
    beside = _files_beside(options.files)
    data = [file for file in options.files if _is_data(file) and file not in beside]
    targets = [file for file in options.files if not _is_data(file) and file not in settings]
    problems: tuple[Problem, ...] = ()
    inputs: tuple[InputFile, ...] = ()
    try:
        for file in settings:
            read_settings(file)
        if (error := found_settings().error) and not settings:
            raise error
        every_target, every_data = (*options.inputs.targets, *targets), (*options.inputs.data, *data)
        named = options.inputs._replace(targets=every_target, data=every_data)
        library = named.read(lang, default_data=not options.files, cached=False, quiet=True, beside=beside)[0]
        inputs, slips = library.inputs, _warnings(library, every_data)
        problems = (*library.rewritten, *_other_names(library), *_to_confirm(library, lang), *slips)
        if options.strict:
            problems = (*texts_in_one_language(every_target), *problems)
    except InvalidInput as error:
        problems = tuple(placed_in_settings(error.problems))
    _write(problems, inputs, None, options, lang)
    return _code(problems, strict=options.strict)


def _files_beside(files: Sequence[str]) -> FilesBeside:
    """The files of yearly tasks and of offices, which their header tells from data files."""
    found = {key: file for key, (_, layout) in DEFAULT_FILES.items() for file in files if has_columns(file, layout)}
    return FilesBeside(**found)


def _code(problems: Sequence[Problem], *, strict: bool) -> int:
    if any(problem.code in _UNREADABLE for problem in problems):
        return _CANNOT
    is_found = any(not problem.warning or (strict and problem.code in _STRICT) for problem in problems)
    return _FOUND if is_found else 0


def _to_confirm(library: Library, lang: Language) -> Iterator[Problem]:
    """What is still to be confirmed of the targets, each at its line."""
    for plan in library.plans:
        for indicator in plan.indicators:
            for part in indicator.target.unconfirmed:
                name = say(lang, f"confirm.part.{part.part}")
                details = {"name": indicator.name.in_(lang), "part": name, "reason": part.reason}
                yield Problem("to_confirm", part.at.file, part.at.line, 1, details, warning=True)


def _check_history(path: str, options: CheckOptions, lang: Language) -> int:
    """Hold the files against a report that rests on them; nothing else of them is checked."""
    from rsplan.journal.unchanged import changes_of, files_since, reported_inputs

    held: list[SinceReport] = []
    try:
        report = reported_inputs(path)
        held, problems = files_since(report, options.files)
        problems += [problem for each in held for problem in changes_of(each, report)]
    except InvalidInput as error:
        problems = [*error.problems]
    _write(problems, (), held, options, lang)
    return _code(problems, strict=options.strict)


def _other_names(library: Library) -> Iterator[Problem]:
    """A warning where a target file gives a city another name than the first one that has it."""
    first: dict[str, Plan] = {}
    said: set[str] = set()
    for plan in library.plans:
        known = first.setdefault(plan.city.id, plan)
        if plan.city.name != known.city.name and plan.at.file not in said:
            said.add(plan.at.file)
            names = {"zh": plan.city.name.zh, "en": plan.city.name.en, "other_zh": known.city.name.zh}
            details = names | {"other_en": known.city.name.en, "id": plan.city.id, "first": known.at.file}
            yield Problem("city_named_otherwise", plan.at.file, plan.at.line, 1, details, warning=True)


def _warnings(library: Library, data: Sequence[str]) -> Iterator[Problem]:
    """The likely slips in the data files, which are valid all the same; each with its line where that can be read."""
    if not data:
        return
    from rsplan.journal.slips import slips_in_data
    from rsplan.read.csv_blocks import in_lines
    from rsplan.read.csv_format import ENCODINGS
    from rsplan.read.input_text import decode
    from rsplan.read.unfinished_change import read_data_file

    by_file: dict[str, list[Problem]] = {}
    for problem in slips_in_data(library):
        by_file.setdefault(problem.file, []).append(problem._replace(warning=True))
    for name, problems in by_file.items():
        path = next((path for path in data if path != "-" and printable(path) == name), None)
        source = decode(name, in_lines(read_data_file(path, name)), ENCODINGS) if path is not None else None
        for problem in sorted(problems, key=lambda problem: problem.line):
            yield _at_value(problem, source) if source else problem


def _at_value(problem: Problem, source: Source) -> Problem:
    """The problem at the cell of its line that has the value; as it is where the file was replaced meanwhile."""
    import csv

    from rsplan.read.csv_format import column_of

    line, header = source.line(problem.line), list[str]()
    with contextlib.suppress(csv.Error):
        header = [cell.strip() for cell in next(csv.reader([source.line(1)]), [])]
    if "value" not in header or not line:
        return problem
    return problem._replace(column=column_of(line, header.index("value")), excerpt=source.excerpt(problem.line))


def _is_data(file: str) -> bool:
    return file == "-" or Path(file).suffix.lower() == ".csv"


def _write(
    problems: Sequence[Problem],
    inputs: tuple[InputFile, ...],
    held: "Sequence[SinceReport] | None",
    options: CheckOptions,
    lang: Language,
) -> None:
    """Write the problems; for people they are no tables, and nothing at all when all is well.

    Of files that were held against a report it is said that they are unchanged.
    """
    output = options.output
    if FORMATS[output.format].shape is Shape.TABLES:
        targets = options.inputs.given_targets
        unchanged = [_unchanged(each, lang) for each in held or () if each.is_unchanged]
        write_data([*unchanged, *(problem_text(problem, lang, targets) for problem in problems)], output.path)
        return
    report = Report(lambda: check_record(problems, lang, inputs, held), CHECK_ROWS, lambda width: ())
    write(report, output, lang)


def _unchanged(held: "SinceReport", lang: Language) -> str:
    """The line that says that a file is unchanged, with the lines that have come since."""
    reported = held.reported
    details = {"file": held.path, "count": f"{reported.observations:,}"}
    if reported.blocks is None:
        return say(lang, "history.same_bytes", details) + "\n"
    text = say(lang, "history.unchanged", details)
    if held.added:
        text += say(lang, "history.added", {"count": f"{held.added:,}", "line": str(held.first_added)})
    return text + "\n"
