"""A figure of the data file taken back: its line once more, with the bound `retracted`; docs/observations.md.

Nothing is removed: the figure published before it counts again, and what was known before that day stays what it was.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from rsplan.calc.effective_observations import effective, vintage
from rsplan.errors import RsplanError
from rsplan.journal.content import Content, content_of
from rsplan.journal.export import data_row
from rsplan.journal.file import append
from rsplan.journal.indicator_plans import PlanIndicator, plans_with
from rsplan.journal.recording import Change, Inputs, assessed, columns_missing
from rsplan.model.enums import Basis
from rsplan.model.input_places import InputFile, Place
from rsplan.model.message import Message
from rsplan.model.observation_span import span_of
from rsplan.model.observations import Observation, Retraction
from rsplan.model.period import Period
from rsplan.model.series_key import SeriesKey
from rsplan.read.csv_format import RETRACTED
from rsplan.read.input_text import printable
from rsplan.read.plan_library import Library, load, series_of
from rsplan.survey import EvaluationContext

_EVER = (date.min, date.max)


class RetractionRequest(NamedTuple):
    """The figure to be withdrawn, as the user names it, with the reason; `day` is that of the retraction."""

    city: str
    indicator: str
    period: Period
    reason: str
    day: date
    basis: Basis | None = None
    line: int | None = None
    by: str = ""

    @property
    def key(self) -> SeriesKey:
        """The city and indicator."""
        return self.city, self.indicator


class Retracted(NamedTuple):
    """A retraction that was written, or would be in a dry run.

    `text` is its line without the line break, `withdrawn` the observations that it takes back, `counts` the one that
    counts for the same days from now on; `broken` and `backup` as in `Recorded`.
    """

    request: RetractionRequest
    file: str
    line: int
    text: str
    written: bool
    broken: bool
    backup: str | None
    withdrawn: Sequence[Observation]
    counts: Observation | None
    warnings: Sequence[Message]
    changes: Sequence[Change]
    evaluation: EvaluationContext
    inputs: Sequence[InputFile]


def retract(
    request: RetractionRequest, inputs: Inputs, evaluation: EvaluationContext, *, dry_run: bool = False
) -> Retracted:
    """Withdraw the figure of the data file; on return its line is on the disk. With `dry_run` nothing is written.

    Raises RsplanError where no line or more than one is meant, where the figure stands in another file, and for a file
    that cannot be written; InvalidInput where it cannot be read. The file is unchanged then.
    """
    drafts: list[Retracted] = []

    def compose(content: Content) -> list[str]:
        drafts.append(_draft(request, inputs, evaluation, content))
        return [drafts[-1].text + content.newline]

    if dry_run:
        compose(content_of(inputs.file))
        return drafts[-1]
    done = append(inputs.file, compose, inputs.waiting)
    return drafts[-1]._replace(written=True, line=done.first_line, backup=done.backup and printable(done.backup))


def _draft(request: RetractionRequest, inputs: Inputs, evaluation: EvaluationContext, content: Content) -> Retracted:
    before = _load(request, inputs, content.whole)
    plans = plans_with(before.plans, request.city, request.indicator)
    chosen = _chosen(request, inputs, before)
    line = content.line(_cells(chosen, request, content))
    after = _load(request, inputs, content.whole + content.encoded([line]))
    at = Place(printable(inputs.file), content.lines + 1)
    withdrawn = next(one for one in after.retractions[request.key] if one.line.at == at).withdrawn
    if chosen not in withdrawn:
        raise RsplanError("error.retract_another", line=str(chosen.at.line), other=_lines(withdrawn))
    left = effective(after.observations[request.key], _EVER, date.max, None)
    return Retracted(
        request=request,
        file=printable(inputs.file),
        line=at.line,
        text=line.removesuffix(content.newline),
        written=False,
        broken=bool(content.broken),
        backup=None,
        withdrawn=withdrawn,
        counts=next((one for one in left if one.span == chosen.span), None),
        warnings=[*_not_kept(content), *columns_missing(content)],
        changes=[_change(one, request, (before, after), evaluation) for one in plans if _overlaps(one, chosen)],
        evaluation=evaluation,
        inputs=after.inputs,
    )


def _load(request: RetractionRequest, inputs: Inputs, whole: bytes) -> Library:
    data = (inputs.file, *(other for other in inputs.others if other != inputs.file))
    return load(inputs.targets, data, (request.city,), published=inputs.published, contents={inputs.file: whole})


def _chosen(request: RetractionRequest, inputs: Inputs, library: Library) -> Observation:
    """The one observation of the data file that is meant; raises RsplanError where there is none or more than one."""
    plan = series_of(library.plans)[request.key].plan_of(request.period)

    def is_meant(observation: Observation) -> bool:
        days = span_of(request.period, observation.basis, plan.start if plan else None)
        return observation.span == days and request.basis in (None, observation.basis)

    meant = [one for one in library.observations.get(request.key, ()) if is_meant(one)]
    own = [one for one in meant if one.at.file == printable(inputs.file)]
    if not own:
        withdrawn = [one for one in library.retractions.get(request.key, ()) if any(map(is_meant, one.withdrawn))]
        raise _not_there(request, inputs, library, meant, withdrawn)
    if request.line is not None:
        own_line = next((one for one in own if one.at.line == request.line), None)
        if own_line is None:
            raise _refusal("error.retract_no_such_line", request, inputs, line=str(request.line), lines=_lines(own))
        return own_line
    counting = {span: max((one for one in own if one.span == span), key=vintage) for span in {one.span for one in own}}
    if len(counting) > 1:
        ordered = sorted(counting.values(), key=lambda each: each.order)
        raise _refusal("error.retract_several", request, inputs, lines=_lines(ordered))
    return counting.popitem()[1]


def _not_there(
    request: RetractionRequest,
    inputs: Inputs,
    library: Library,
    elsewhere: Sequence[Observation],
    withdrawn: Sequence[Retraction],
) -> RsplanError:
    """The reason why the data file has no such line that counts, with the remedy."""
    if elsewhere:
        found = max(elsewhere, key=vintage)
        place = f"{found.at.file}:{found.at.line}"
        own_data = found.at.file in map(printable, inputs.others)
        key = "error.retract_other_file" if own_data else "error.retract_published"
        return _refusal(key, request, inputs, place=place, other=found.at.file)
    if withdrawn:
        return _refusal("error.retract_again", request, inputs, place=str(withdrawn[-1].line.at.line))
    own = [one for one in library.observations.get(request.key, ()) if one.at.file == printable(inputs.file)]
    key = "error.retract_nothing" if own else "error.retract_no_lines"
    return _refusal(key, request, inputs, lines=_lines(own[-_MOST_LINES:]))


#: Lines that a message lists where none is meant.
_MOST_LINES = 12


def _refusal(key: str, request: RetractionRequest, inputs: Inputs, **details: str) -> RsplanError:
    basis = f" {request.basis}" if request.basis else ""
    named = {"city": request.city, "indicator": request.indicator, "period": request.period.text + basis}
    return RsplanError(key, file=inputs.file, **named, **details)


def _lines(observations: Sequence[Observation]) -> str:
    """The lines as a message lists them: number, period, basis and value."""
    parts = (
        f"{one.at.line} ({one.period.text} {one.basis} {':'.join(format(value, 'f') for value in one.values)})"
        for one in observations
    )
    return ", ".join(parts)


def _cells(chosen: Observation, request: RetractionRequest, content: Content) -> dict[str, str]:
    """The line once more, in the columns that the file has; what it has no column for is not stated of the figure."""
    dated = "entered" in content.columns
    cells = data_row(request.key, chosen) | {
        "note": request.reason if dated else f"retracted ({request.day}): {request.reason}",
        "entered": str(request.day),
        "by": request.by,
    }
    return {column: text for column, text in cells.items() if column in content.columns} | {"bound": RETRACTED}


def _not_kept(content: Content) -> list[Message]:
    """The warning about a file that has no column for the reason."""
    return [] if "note" in content.columns else [Message("warning.reason_not_kept", {"file": content.path})]


def _overlaps(plan_indicator: PlanIndicator, observation: Observation) -> bool:
    first, last = observation.span
    return plan_indicator.plan.start <= last and first <= plan_indicator.plan.end


def _change(
    plan_indicator: PlanIndicator,
    request: RetractionRequest,
    libraries: tuple[Library, Library],
    evaluation: EvaluationContext,
) -> Change:
    """Where the target stands with the figure and without it."""
    before, after = (library.as_known(evaluation.known_on) for library in libraries)
    return Change(
        assessed(before, evaluation, plan_indicator, before.observations.get(request.key, ())),
        assessed(after, evaluation, plan_indicator, after.observations.get(request.key, ())),
    )
