"""The observations that count for a plan on a day: known by then, and of those for the same days the last published."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from operator import itemgetter
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar

from rsplan.model.enums import Bound
from rsplan.model.observations import MetadataColumn, Observation, in_columns

Span = tuple[date, date]

#: Observations by their places among those of an indicator.
Indexes = tuple[int, ...]

#: Spans by their last day, then their first.
BY_END = itemgetter(1, 0)

_Key = ParamSpec("_Key")
_Result = TypeVar("_Result")
_FromMetadata = Callable[Concatenate[MetadataColumn, _Key], _Result]


def kept_with_metadata(function: _FromMetadata[_Key, _Result]) -> _FromMetadata[_Key, _Result]:
    """Work out once what follows from metadata alone, and keep it with them: many series share their metadata."""

    @wraps(function)
    def kept(metadata: MetadataColumn, /, *args: _Key.args, **kwargs: _Key.kwargs) -> _Result:
        key = function, args
        result: _Result
        if key in metadata.derived:
            result = metadata.derived[key]
        else:
            result = metadata.derived[key] = function(metadata, *args, **kwargs)
        return result

    return kept


class EffectiveObservations(NamedTuple):
    """The observations that count for a plan on a day, in order of days, and those that straddle one of its ends.

    `before` are those before a plan that some straddle the start of.
    """

    within: Indexes
    straddling: Indexes
    days: tuple[date, ...]
    bounds: tuple[Bound, ...]
    before: Indexes = ()


@kept_with_metadata
def effective_observations(
    metadata: MetadataColumn, plan: Span, as_of: date, known_on: date | None
) -> EffectiveObservations:
    """The observations that count for the plan on the as-of date, as known on the known-on date.

    Of observations over the same days only the one published last is left (then the later line).
    """
    start, end = plan
    latest: dict[Span, int] = {}
    straddling, before = [], []
    for index, observed in enumerate(metadata.each):
        first, last = span = observed.span
        if last > as_of or (known_on is not None and observed.known_since > known_on):
            continue
        if start <= first and last <= end:
            rival = latest.get(span)
            if rival is None or metadata.vintage(rival) <= metadata.vintage(index):
                latest[span] = index
        elif first < start <= last or first <= end < last:
            straddling.append(index)
        elif last < start:
            before.append(index)
    spans = sorted(latest, key=BY_END)
    within = tuple([latest[span] for span in spans])
    bounds = tuple([metadata.each[index].bound for index in within])
    return EffectiveObservations(
        within, tuple(straddling), tuple([last for _, last in spans]), bounds, tuple(before) if straddling else ()
    )


@kept_with_metadata
def outside_plan(metadata: MetadataColumn, plan: Span) -> Indexes:
    """The observations no day of which lies in the plan."""
    start, end = plan
    return tuple([index for index, one in enumerate(metadata.each) if one.span[1] < start or end < one.span[0]])


def effective(observations: Iterable[Observation], plan: Span, as_of: date, known_on: date | None) -> list[Observation]:
    """The observations that count for the plan on that day; see `effective_observations`."""
    columns = in_columns(observations)
    return columns.select(effective_observations(columns.metadata, plan, as_of, known_on).within)


def was_known(observation: Observation, known_on: date | None) -> bool:
    """Whether the observation was known by that day: published, else entered, else at its last day."""
    return known_on is None or (observation.published or observation.entered or observation.span[1]) <= known_on


def vintage(observation: Observation) -> tuple[date, int]:
    """The order in which observations became known: by publication or entry, then by place; the last one counts."""
    return observation.published or observation.entered or date.min, observation.order
