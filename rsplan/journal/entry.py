"""An observation to be recorded: held against the plans and what is known, then added to the data file.

What may be slips is refused unless a reason is given, which then stands in the note; docs/observations.md.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rsplan.calc.assess import Assessment, assess
from rsplan.errors import InvalidInput, Problem
from rsplan.journal.content import Cells, Content, content_of
from rsplan.journal.file import append
from rsplan.journal.history import flips, plans_with
from rsplan.journal.plausibility import Candidate, candidate, objections, warnings
from rsplan.model.message import Message
from rsplan.model.plan import Bound, InputFile, Observation, Place, Text
from rsplan.read.library import Library, load, series_of
from rsplan.survey import EvaluationContext, unassigned

#: What messages call the place of an observation that stands in no file yet.
ARGUMENTS = "<arguments>"

#: Notes that a warning says better.
_SAID_BETTER = {"note.outside_plan", "note.no_plan"}


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


class Inputs(NamedTuple):
    """What is read: the data file to be added to, the others, target files, and whether published figures count."""

    file: str
    others: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    published: bool = True


class Change(NamedTuple):
    """Where a target stands without the observation and with it."""

    before: Assessment
    after: Assessment

    @property
    def moves(self) -> bool:
        """Whether the verdict is another one than before."""
        return self.before.status is not self.after.status

    @property
    def flips(self) -> bool:
        """Whether what passed fails now, or the reverse."""
        return flips(self.before.status, self.after.status)


class Recorded(NamedTuple):
    """What was recorded, or would be.

    `text` is the line without its line break, `replaces` the observation of the same days that counted before,
    `forced` what was overruled, `broken` whether a broken last line was (or would be) cut off, with a `backup`.
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

    Raises InvalidInput for what cannot be read and for what is refused without a `reason`, RsplanError for an
    unknown city or indicator and for a file that cannot be written. The file is as it was then.
    """
    drafts: list[Recorded] = []

    def compose(content: Content) -> list[str]:
        drafts.append(_draft(entry, inputs, evaluation, reason, content))
        return [drafts[-1].text + content.newline]

    if dry_run:
        compose(content_of(inputs.file))
        return drafts[-1]
    done = append(inputs.file, compose)
    return drafts[-1]._replace(written=True, created=done.created, line=done.first_line, backup=done.backup)


def _draft(entry: Entry, inputs: Inputs, evaluation: EvaluationContext, reason: str, content: Content) -> Recorded:
    """What recording the observation means, for the file as it stands."""
    library, observation = _read(_with_note(entry, reason), inputs, content)
    known = library.observations[entry.city, entry.indicator]
    others = [one for one in known if one.at != observation.at]
    new = candidate(observation, others, plans_with(library, entry.city, entry.indicator))
    forced = objections(new)
    if forced and not reason:
        line = content.line(_cells(entry, content)).rstrip()
        raise InvalidInput(one._replace(file=ARGUMENTS, line=0, column=0, excerpt=line) for one in forced)
    written = _with_note(entry, _overruled(forced, reason))
    text = content.line(_cells(written, content, observation))
    observation = observation._replace(note=Text(written.note, written.note) if written.note else None)
    new = new._replace(observation=observation)
    changes = list(_changes(library, evaluation, new))
    said = [*warnings(new, evaluation.as_of), *_new_notes(changes)]
    if reason and not forced:
        said.append(Message("warning.nothing_forced"))
    return Recorded(
        entry=entry,
        file=inputs.file,
        line=observation.at.line,
        text=text.removesuffix(content.newline),
        written=False,
        created=not content.kept,
        broken=bool(content.broken),
        backup=None,
        observation=observation,
        replaces=None if new.outdated else new.rival,
        forced=forced,
        warnings=said,
        changes=changes,
        evaluation=evaluation,
        inputs=[_as_written(one, inputs, content, text) for one in library.inputs],
    )


def _overruled(forced: Sequence[Problem], reason: str) -> str:
    return f"forced ({', '.join(one.code for one in forced)}): {reason}" if forced else ""


def _with_note(entry: Entry, more: str) -> Entry:
    return entry._replace(note="; ".join(part for part in (entry.note, more) if part))


def _cells(entry: Entry, content: Content, observation: Observation | None = None) -> Cells:
    """The cells as given or, once they are read, in plain notation with the basis written out."""
    cells = entry._asdict() | {"provisional": "true" if entry.provisional else ""}
    if "city" not in content.columns:
        cells["city"] = ""  # the file is for whichever city is asked for
    if observation is not None:
        cells["value"] = ":".join(format(value, "f") for value in observation.values)
        cells["bound"] = "" if observation.bound is Bound.EXACT else str(observation.bound)
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
        raise InvalidInput(_own(error.problems, entry, inputs, line)) from None
    place = Place(inputs.file, line)
    found = library.observations.get((entry.city, entry.indicator), ())
    return library, next(one for one in found if one.at == place)


def _own(problems: Sequence[Problem], entry: Entry, inputs: Inputs, line: int) -> Iterator[Problem]:
    """The problems, those of the new line without a place: it stands in no file yet."""
    for problem in problems:
        if (problem.file, problem.line) != (inputs.file, line):
            yield problem
            continue
        problem = problem._replace(file=ARGUMENTS, line=0, column=0)
        if problem.code == "not_a_number":
            plans = load(inputs.targets, (), (entry.city,)).plans
            unit = series_of(plans)[entry.city, entry.indicator].unit
            problem = problem._replace(code="not_a_number_of", details={**problem.details, "unit": unit})
        yield problem


def _changes(library: Library, evaluation: EvaluationContext, new: Candidate) -> Iterator[Change]:
    """Where the target stands before and after, in each plan that the observation's days lie in."""
    for plan, indicator in new.touched:
        every = (*new.known, new.observation)
        before, after = (
            assess(
                *(plan, indicator, seen, evaluation.as_of, evaluation.known_on, evaluation.rules),
                unassigned(library.plans, plan, indicator, seen),
            )
            for seen in (new.known, every)
        )
        yield Change(before, after)


def _new_notes(changes: Sequence[Change]) -> Iterator[Message]:
    """What has to be said of a target since the observation, as that published figures disagree."""
    for change in changes:
        for note in change.after.notes:
            if not isinstance(note, Text) and note not in change.before.notes and note.key not in _SAID_BETTER:
                yield note


def _as_written(input_file: InputFile, inputs: Inputs, content: Content, text: str) -> InputFile:
    """The data file with the line as it is written, which may differ in notation from what was given."""
    if input_file.path != inputs.file:
        return input_file
    data = content.whole + content.encoded([text])
    return input_file._replace(sha256=hashlib.sha256(data).hexdigest())
