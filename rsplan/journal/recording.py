"""An observation to be recorded: checked against the plans and what is known, then added to the data file.

A likely data-entry error is refused unless a reason is given, which then stands in the note; docs/observations.md.
"""

import hashlib
import shlex
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from rsplan.calc.assess import Assessment, assess
from rsplan.errors import InvalidInput, Problem
from rsplan.journal.candidate import Candidate, IndicatorHistory
from rsplan.journal.content import Cells, Content, content_of
from rsplan.journal.export import bound_text
from rsplan.journal.file import append
from rsplan.journal.history import flips
from rsplan.journal.indicator_plans import PlanIndicator, plans_with
from rsplan.journal.lock import silent
from rsplan.journal.plausibility import check_plausibility, forced_note, warnings
from rsplan.model.bilingual import Text
from rsplan.model.input_places import InputFile, Place
from rsplan.model.message import Message
from rsplan.model.observations import Observation
from rsplan.model.printed_figure_reading import SHARE_SIGN
from rsplan.model.rounding import spelt
from rsplan.model.series_key import SeriesKey
from rsplan.read.csv_blocks import row_blocks
from rsplan.read.csv_format import FURTHER_COLUMNS
from rsplan.read.input_text import printable
from rsplan.read.plan_library import Library, load, series_of
from rsplan.survey import EvaluationContext, unassigned

#: The file named in problems of an observation that stands in no file yet.
ARGUMENTS = "<arguments>"

#: Notes of an assessment that a warning states more precisely.
_COVERED_BY_WARNINGS = {"note.outside_plan", "note.before_plan", "note.no_plan"}


class Entry(NamedTuple):
    """An observation as it is given: texts as in a data file, empty for the default."""

    city: str
    indicator: str
    period: str
    value: str
    basis: str = ""
    bound: str = ""
    provisional: bool = False
    published: str = ""
    source: str = ""
    note: str = ""
    via: str = ""
    entered: str = ""
    by: str = ""


class Inputs(NamedTuple):
    """The data file to be added to, the other data files and target files, and whether published figures count.

    `waiting` is called where another writer has the data file for long.
    """

    file: str
    others: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    published: bool = True
    waiting: Callable[[], None] = silent


class Change(NamedTuple):
    """The assessments of a target without the observation and with it."""

    before: Assessment
    after: Assessment

    @property
    def moves(self) -> bool:
        """Whether the verdict changes."""
        return self.before.status is not self.after.status

    @property
    def flips(self) -> bool:
        """Whether the verdict turns from pass to fail or back."""
        return flips(self.before.status, self.after.status)


class Recorded(NamedTuple):
    """An observation that was recorded, or would be in a dry run.

    `text` is the line without its line break, `replaces` the effective observation of the same days until then,
    `forced` the problems that a reason overruled, `broken` whether a broken last line was (or would be) cut off,
    with a `backup`.
    """

    entry: Entry
    file: str
    line: int
    text: str
    written: bool
    created: bool
    broken: bool
    backup: str | None
    observation: Observation
    replaces: Observation | None
    forced: Sequence[Problem]
    warnings: Sequence[Message]
    changes: Sequence[Change]
    evaluation: EvaluationContext
    inputs: Sequence[InputFile]


def record(
    entry: Entry, inputs: Inputs, evaluation: EvaluationContext, reason: str = "", *, dry_run: bool = False
) -> Recorded:
    """Add the observation to the data file; on return it is on the disk. With `dry_run` nothing is written.

    Raises InvalidInput for an entry that cannot be read or is refused without a `reason`, RsplanError for an
    unknown city or indicator and for a file that cannot be written. The file is unchanged then.
    """
    drafts: list[Recorded] = []

    def compose(content: Content) -> list[str]:
        drafts.append(_draft(entry, inputs, evaluation, reason, content))
        return [drafts[-1].text + content.newline]

    if dry_run:
        compose(content_of(inputs.file))
        return drafts[-1]
    done = append(inputs.file, compose, inputs.waiting)
    return drafts[-1]._replace(
        written=True, created=done.created, line=done.first_line, backup=done.backup and printable(done.backup)
    )


def _draft(entry: Entry, inputs: Inputs, evaluation: EvaluationContext, reason: str, content: Content) -> Recorded:
    """The report of recording the entry, before it is written; raises InvalidInput where it is refused."""
    library, observation = _read(entry._replace(note=f"{entry.note} {reason}".strip()), inputs, content)
    new = _candidate(library, entry, observation)
    forced = check_plausibility(new)
    if forced and not reason:
        raise InvalidInput(_of_entry(forced, entry, content))
    written = entry._replace(note=forced_note(forced, reason, entry.note))
    text = content.line(_cells(written, content, observation))
    note = Text(written.note, written.note) if written.note else None
    new = Candidate(observation._replace(note=note), new.history)
    changes = list(_changes(library.as_known(evaluation.known_on), evaluation, new))
    return Recorded(
        entry=entry,
        file=printable(inputs.file),
        line=observation.at.line,
        text=text.removesuffix(content.newline),
        written=False,
        created=not content.kept,
        broken=bool(content.broken),
        backup=None,
        observation=new.observation,
        replaces=None if new.outdated else new.current,
        forced=forced,
        warnings=[
            *warnings(new, evaluation.as_of),
            *_new_notes(changes),
            *_needless(forced, reason),
            *columns_missing(content),
        ],
        changes=changes,
        evaluation=evaluation,
        inputs=[_as_written(one, inputs, content, text) for one in library.inputs],
    )


def _of_entry(problems: Sequence[Problem], entry: Entry, content: Content) -> Iterator[Problem]:
    """The problems without a place, with the line that the entry would be as their excerpt."""
    line = content.line(_cells(entry, content)).rstrip()
    return (problem._replace(file=ARGUMENTS, line=0, column=0, excerpt=line) for problem in problems)


def _candidate(library: Library, entry: Entry, observation: Observation) -> Candidate:
    known = library.observations[entry.city, entry.indicator]
    others = [one for one in known if one.at != observation.at]
    return Candidate(observation, IndicatorHistory(plans_with(library.plans, entry.city, entry.indicator), others))


def _needless(forced: Sequence[Problem], reason: str) -> list[Message]:
    """The warning about a reason that overruled nothing."""
    return [Message("warning.nothing_forced")] if reason and not forced else []


def columns_missing(content: Content) -> list[Message]:
    """The warning about a file without the columns that say who entered a line and when."""
    missing = [column for column in content.without if column in FURTHER_COLUMNS]
    details = {"columns": ", ".join(missing), "file": shlex.quote(content.path)}
    return [Message("warning.columns_missing", details)] if missing else []


def _cells(entry: Entry, content: Content, observation: Observation | None = None) -> Cells:
    """The cells as given or, once they are read, in plain notation with the basis written out."""
    cells = entry._asdict() | {"provisional": "true" if entry.provisional else ""}
    cells |= {column: "" for column in ("entered", "by") if column not in content.columns}
    if "city" not in content.columns:
        cells["city"] = ""  # the file serves any city: commands name it
    if observation is not None:
        cells["value"] = SHARE_SIGN.join(map(spelt, observation.values))
        cells["bound"] = bound_text(observation.bound)
        if "basis" in content.columns:
            cells["basis"] = str(observation.basis)
    return cells


def _read(entry: Entry, inputs: Inputs, content: Content) -> tuple[Library, Observation]:
    """All inputs with the new line in its place, as every command will read them, and the new observation."""
    data = (inputs.file, *(other for other in inputs.others if other != inputs.file))
    line = content.lines + 1
    with_line = content.whole + content.encoded([content.line(_cells(entry, content))])
    try:
        library = load(
            inputs.targets, data, (entry.city,), published=inputs.published, contents={inputs.file: with_line}
        )
    except InvalidInput as error:
        raise InvalidInput(_of_arguments(error.problems, entry, inputs, line)) from None
    place = Place(printable(inputs.file), line)
    observations = library.observations.get((entry.city, entry.indicator), ())
    return library, next(one for one in observations if one.at == place)


def _of_arguments(problems: Sequence[Problem], entry: Entry, inputs: Inputs, line: int) -> Iterator[Problem]:
    """The problems, those of the new line without a place: it stands in no file yet."""
    for problem in problems:
        if (problem.file, problem.line) != (printable(inputs.file), line):
            yield problem
            continue
        problem = problem._replace(file=ARGUMENTS, line=0, column=0)
        if problem.code == "not_a_number":
            plans = load(inputs.targets, (), (entry.city,)).plans
            unit = series_of(plans)[entry.city, entry.indicator].unit
            problem = problem._replace(code="not_a_number_of", details={**problem.details, "unit": unit})
        yield problem


def _changes(library: Library, evaluation: EvaluationContext, new: Candidate) -> Iterator[Change]:
    """The change of the target in each plan that the observation's days lie in."""
    key = plan_key(new.overlapping[0]) if new.overlapping else None
    known = [one for one in library.observations.get(key, ()) if one.at != new.observation.at] if key else []
    for plan_indicator in new.overlapping:
        before = assessed(library, evaluation, plan_indicator, known)
        yield Change(before, assessed(library, evaluation, plan_indicator, (*known, new.observation)))


def plan_key(plan_indicator: PlanIndicator) -> SeriesKey:
    """The series of the indicator in its plan's city."""
    return plan_indicator.plan.city.id, plan_indicator.indicator.id


def assessed(
    library: Library,
    evaluation: EvaluationContext,
    plan_indicator: PlanIndicator,
    observations: Sequence[Observation],
) -> Assessment:
    """The assessment of the target with these observations."""
    plan, indicator = plan_indicator
    lost = unassigned(library.plans, plan, indicator, observations)
    as_of, known_on, rules = evaluation
    return assess(plan, indicator, observations, as_of, known_on, rules=rules, unassigned=lost)


def _new_notes(changes: Sequence[Change]) -> Iterator[Message]:
    """The notes that a target has only since the observation, as that published figures disagree."""
    for change in changes:
        for note in change.after.notes:
            if not isinstance(note, Text) and note not in change.before.notes and note.key not in _COVERED_BY_WARNINGS:
                yield note


def _as_written(input_file: InputFile, inputs: Inputs, content: Content, text: str) -> InputFile:
    """The data file with the line as it is written, which may differ in notation from what was given."""
    if input_file.path != printable(inputs.file):
        return input_file
    data = content.whole + content.encoded([text])
    blocks = tuple(row_blocks(input_file.path, data).digests)
    return input_file._replace(sha256=hashlib.sha256(data).hexdigest(), blocks=blocks)
