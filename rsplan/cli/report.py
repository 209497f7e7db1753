"""`rsplan report`: the paper that is handed on, as HTML, XLSX, DOCX and Markdown."""

import gc
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import click

from rsplan.cli import options as shared
from rsplan.cli.progress import progress
from rsplan.cli.selection import Selection, with_peers
from rsplan.cli.streams import make_folder, write_bytes, write_data
from rsplan.cli.typed_words import choice, day, split, year
from rsplan.cli.understood import say_understood
from rsplan.errors import RsplanError
from rsplan.journal.changes import Changes, changes
from rsplan.model.input_places import InputFile
from rsplan.model.plan import Plan
from rsplan.report.handout.making import handout
from rsplan.report.handout.values import Handout
from rsplan.survey import ALL_PLANS, EvaluationContext, PlanSurvey, assess_each
from rsplan.text import Language, say

if TYPE_CHECKING:
    from rsplan.audit.run import Auditor

#: The word of `--by`.
_BY_OFFICE = "responsible"


class ReportOptions(NamedTuple):
    """The options of `rsplan report`."""

    selection: Selection
    year: int | None
    since: date | None
    by: str | None
    formats: tuple[str, ...]
    outputs: tuple[str, ...]


class _Target(NamedTuple):
    """One output: the format, and the file, or the folder for a file a city."""

    format: str
    path: str
    is_folder: bool


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params = [
        shared.city_arguments(),
        *shared.input_options(lang),
        *shared.filter_options(lang),
        *shared.rule_options(lang),
        click.Option(["--year"], type=year(lang), metavar="YEAR", help=say(lang, "help.year")),
        click.Option(["--since"], type=day(lang), metavar="YYYY-MM-DD", help=say(lang, "help.report_since")),
        click.Option(["--by"], **choice([_BY_OFFICE], lang), help=say(lang, "help.report_by")),
        click.Option(
            ["--format", "formats"],
            multiple=True,
            metavar="FORMAT,…",
            callback=lambda ctx, param, given: tuple(dict.fromkeys(_SAME.get(one, one) for one in split(given))),
            help=say(lang, "help.report_format"),
        ),
        click.Option(
            ["-o", "--output", "outputs"],
            multiple=True,
            type=click.Path(),
            metavar="FILE",
            help=say(lang, "help.report_output"),
        ),
    ]
    return shared.command(lang, "report", ReportOptions, _report, params)


def _report(lang: Language, options: ReportOptions) -> None:
    targets = _targets(options)
    for target in targets:
        if not target.is_folder:
            shared.check_output_file(target.path)
    watch = progress(lang)

    def watched(plans: list[Plan]) -> Iterable[Plan]:
        return watch(plans, len(plans), "plans")

    library, (inputs, evaluation, filters) = options.selection.read(lang)
    _check_folders(targets, [city.id for city in library.cities])
    auditor = None
    if _needs_workings(targets):
        from rsplan.audit.run import auditor_of  # only a workbook has what it finds

        library, peers = with_peers(library, inputs)
        auditor = auditor_of(library, evaluation, filters, peers=peers)
    say_understood(lang)
    survey = assess_each(library, evaluation, inputs.plans, filters, watched, options.year)
    plans = (ALL_PLANS,) if options.year is not None and not inputs.plans else inputs.plans
    changed = None
    if options.since is not None:
        if options.since > evaluation.as_of:
            raise RsplanError("error.since_after_as_of", since=str(options.since), as_of=str(evaluation.as_of))
        known_on = min(options.since, evaluation.known_on or options.since)
        before = evaluation._replace(as_of=options.since, known_on=known_on)
        changed = changes(library, before, evaluation, plans, filters)
    reports = _Reports(evaluation, survey.inputs, lang, by_office=options.by == _BY_OFFICE)
    reports = reports._replace(changed=changed, auditor=auditor)
    if not targets:
        write_data([_markdown(reports.of([*survey.plans]))], None)
        return
    if not any(target.is_folder for target in targets):
        _write(targets, reports.of([*survey.plans], workings=_needs_workings(targets)))
        return
    _write_folders(targets, survey.plans, reports)


def _write_folders(targets: Sequence[_Target], plans: Iterable[PlanSurvey], reports: "_Reports") -> None:
    """A report a city in each folder, city by city; what is to be one file gets all of them."""
    whole: list[PlanSurvey] = []
    files = [target for target in targets if not target.is_folder]
    if hasattr(gc, "freeze"):  # not in PyPy; what was read is not looked through again for each city
        gc.freeze()
    for city, members in groupby(plans, key=lambda survey: survey.plan.city.id):
        surveys = [*members]
        if files:
            whole += surveys
        each = [_in_folder(target, city) for target in targets if target.is_folder]
        _write(each, reports.of(surveys, workings=_needs_workings(each)))
        gc.collect()  # documents are full of cycles, and the program looks for them only seldom
    if files:
        _write(files, reports.of(whole, workings=_needs_workings(files)))


def _check_folders(targets: Sequence[_Target], cities: Sequence[str]) -> None:
    """Raise RsplanError for a file of a city that is not to be replaced, or is named as another output."""
    named = {os.path.realpath(target.path) for target in targets if not target.is_folder}
    for target in targets:
        for city in cities if target.is_folder else ():
            path = _path_in(target, city)
            if os.path.realpath(path) in named:
                raise RsplanError("error.output_twice", path=path)
            shared.check_not_replacing(path)


def _path_in(folder: _Target, city: str) -> str:
    return os.path.join(folder.path, f"{city}{_FORMATS[folder.format].extension}")


def _in_folder(target: _Target, city: str) -> _Target:
    """The file of the city in the folder, which is made where it is not there."""
    make_folder(target.path)
    path = _path_in(target, city)
    shared.check_output_file(path)
    return _Target(target.format, path, is_folder=False)


class _Reports(NamedTuple):
    """Makes the reports of one run."""

    evaluation: EvaluationContext
    inputs: Sequence[InputFile]
    lang: Language
    by_office: bool
    changed: Changes | None = None
    auditor: "Auditor | None" = None

    def of(self, plans: Sequence[PlanSurvey], *, workings: bool = False) -> Handout:
        """The report of the plans; `workings` adds what a workbook alone has."""
        return handout(
            plans,
            self.evaluation,
            self.inputs,
            self.lang,
            workings=workings,
            by_office=self.by_office,
            changed=self.changed,
            auditor=self.auditor if workings else None,
        )


def _targets(options: ReportOptions) -> list[_Target]:
    """The outputs with their formats: a file's extension chooses, a folder gets those that are named, else HTML.

    Raises RsplanError for a format or an extension that is none of a report, for a format that no output has, and for a
    file that is named twice.
    """
    known = ", ".join(_FORMATS)
    for name in options.formats:
        if name not in _FORMATS:
            raise RsplanError("error.unknown_format", format=name, known=known)
    if options.outputs in ((), ("-",)) and options.formats in ((), ("md",)):
        return []  # Markdown, to standard output
    if options.formats and not options.outputs:
        raise RsplanError("error.report_needs_output", format=options.formats[0])
    found: list[_Target] = []
    for path in options.outputs:
        if _is_folder(path):
            found += [_Target(name, path, is_folder=True) for name in options.formats or ("html",)]
            continue
        extension = os.path.splitext(path)[1].lower()
        by_extension = {row.extension: name for name, row in _FORMATS.items()}
        if extension not in by_extension:
            raise RsplanError("error.not_this_extension", extension=extension or path, known=", ".join(by_extension))
        found.append(_Target(by_extension[extension], path, is_folder=False))
    written = {target.format for target in found}
    for name in options.formats:
        if name not in written:
            file, extension = found[0].path, _FORMATS[found[0].format].extension
            raise RsplanError("error.format_and_extension", format=name, path=file, extension=extension)
    places = [(target.format, os.path.realpath(target.path)) for target in found]
    for target, place in zip(found, places, strict=True):
        if places.count(place) > 1:
            raise RsplanError("error.output_twice", path=target.path)
    return found


def _is_folder(path: str) -> bool:
    return path.endswith(tuple(filter(None, (os.sep, os.altsep)))) or os.path.isdir(path)


def _needs_workings(targets: Iterable[_Target]) -> bool:
    return any(target.format == "xlsx" for target in targets)


def _write(targets: Iterable[_Target], report: Handout) -> None:
    """Write the report to each of the files; nothing is written where one of them cannot be made."""
    made = [(target.path, _FORMATS[target.format].write(report)) for target in targets]
    for path, content in made:
        write_bytes([content], path)


def _html(report: Handout) -> bytes:
    from rsplan.render.report_html import report_html

    return report_html(report).encode()


def _xlsx(report: Handout) -> bytes:
    from rsplan.render.report_xlsx import report_xlsx

    return report_xlsx(report)


def _docx(report: Handout) -> bytes:
    from rsplan.render.report_docx import report_docx

    return report_docx(report)


def _markdown(report: Handout) -> str:
    from rsplan.render.report_markdown import report_markdown

    return report_markdown(report)


class _Format(NamedTuple):
    extension: str
    write: Callable[[Handout], bytes]


#: The word that the other commands have for a format.
_SAME = {"markdown": "md"}

_FORMATS: Mapping[str, _Format] = {
    "html": _Format(".html", _html),
    "xlsx": _Format(".xlsx", _xlsx),
    "docx": _Format(".docx", _docx),
    "md": _Format(".md", lambda report: _markdown(report).encode()),
}
