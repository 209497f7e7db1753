"""Observations as lines of the data file, ordered so that reading them back gives the same effective ones."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from rsplan.calc.effective_observations import was_known
from rsplan.errors import RsplanError
from rsplan.model.bilingual import Text
from rsplan.model.enums import Bound
from rsplan.model.observations import Observation, Retraction, statement
from rsplan.model.plan import Indicator, Plan
from rsplan.model.printed_figure_reading import SHARE_SIGN
from rsplan.model.rounding import digits
from rsplan.model.series_key import SeriesKey
from rsplan.read.csv_format import RETRACTED
from rsplan.read.plan_library import Library
from rsplan.suggest import nearest

#: Equal for two observations of an indicator that say the same, however their period is spelt.
Identity = tuple[object, ...]


class Exported(NamedTuple):
    """An observation to be exported, with its city and the indicator of the last plan that has it."""

    city: str
    indicator: Indicator
    observation: Observation


def export_observations(
    library: Library,
    plans: Sequence[Plan],
    indicators: tuple[str, ...] = (),
    known_on: date | None = None,
    within: bool = False,
) -> Iterator[Exported]:
    """Yield the known observations by city, by indicator as the plans have them, then in the order they were read.

    That order decides which of two is effective: the one published last, then the later line. A line that repeats
    the one before it comes once. Lines that were withdrawn come as well, with the lines that withdraw them.
    `within` leaves out observations wholly outside the plans.
    Raises RsplanError for an indicator that no plan has, with the nearest name.
    """
    _check_indicators(plans, indicators)
    library = library.as_known(known_on)
    for city in library.cities:
        for indicator, having in _indicators_of([plan for plan in plans if plan.city.id == city.id]):
            if indicators and indicator.id not in indicators:
                continue
            key = city.id, indicator.id
            lines = _in_order(library.observations.get(key, ()), library.retractions.get(key, ()))
            for observation in without_repeats([one for one in lines if was_known(one, known_on)]):
                if not within or any(_overlaps(observation, plan) for plan in having):
                    yield Exported(city.id, indicator, observation)


def _check_indicators(plans: Sequence[Plan], indicators: tuple[str, ...]) -> None:
    known = {one.id for plan in plans for one in plan.indicators}
    for name in indicators:
        if name not in known:
            near = nearest(name, known)
            key = "error.no_such_indicator_near" if near else "error.no_such_indicator"
            raise RsplanError(key, indicator=name, near=near or "")


def _indicators_of(plans: Sequence[Plan]) -> Iterator[tuple[Indicator, Sequence[Plan]]]:
    """Each indicator of the plans, as the last of them has it, with the plans that have it."""
    latest = {indicator.id: indicator for plan in plans for indicator in plan.indicators}
    for indicator in latest.values():
        yield indicator, [plan for plan in plans if any(one.id == indicator.id for one in plan.indicators)]


def _overlaps(observation: Observation, plan: Plan) -> bool:
    return observation.span[0] <= plan.end and plan.start <= observation.span[1]


def _in_order(observations: Sequence[Observation], retractions: Sequence[Retraction]) -> list[Observation]:
    """All lines in the order in which they were read, so that in one file they mean what they mean in several.

    A retraction acts on its own file alone: where another file has an equal line before it that counts, the withdrawn
    line and its retraction come before that one.
    """
    if not retractions:
        return sorted(observations, key=lambda each: each.order)
    places = [((one.order, 1, one.order), one) for one in observations]
    counting: dict[object, int] = {}
    for observation in sorted(observations, key=lambda each: each.order):
        counting.setdefault(statement(observation, observation.values), observation.order)
    for retraction in retractions:
        line = retraction.line
        first = counting.get(statement(line, line.values), line.order)
        ahead = first < line.order
        places += [
            ((first, 0, one.order) if ahead else (one.order, 1, one.order), one)
            for one in (*retraction.withdrawn, line)
        ]
    return [one for _, one in sorted(places, key=lambda place: place[0])]


def without_repeats(observations: Sequence[Observation]) -> Iterator[Observation]:
    """Leave out observations that repeat the one before them of the same days and publication."""
    last: dict[tuple[object, object], Identity] = {}
    for observation in observations:
        if observation.retracts:  # the same once more is the figure entered anew
            last = {sequence: known for sequence, known in last.items() if sequence[0] != observation.span}
        sequence = observation.span, observation.published or observation.entered
        if last.get(sequence) != identity(observation):
            last[sequence] = identity(observation)
            yield observation


def identity(observation: Observation) -> Identity:
    """Everything that the observation says, in a form that does not depend on its spelling."""
    return *published_identity(observation), observation.entered, observation.by


def published_identity(observation: Observation) -> Identity:
    """Everything that was published of the observation: all but who entered it and when."""
    values = tuple(value.normalize() for value in observation.values)
    return (
        observation.span,
        values,
        observation.retracts,
        observation.bound,
        observation.provisional,
        observation.published,
        source_text(observation),
        note_text(observation.note),
        observation.via,
    )


def data_row(key: SeriesKey, observation: Observation) -> dict[str, str]:
    """The observation as cells of the data file by column; an exact bound and a final figure are the default.

    The cells of columns that only some files have are empty where the observation does not use them.
    """
    return {
        "city": key[0],
        "indicator": key[1],
        "period": observation.period.text,
        "value": value_cell(observation),
        "basis": str(observation.basis),
        "bound": RETRACTED if observation.retracts else bound_text(observation.bound),
        "provisional": "true" if observation.provisional else "",
        "published": observation.published_text or "",
        "source": source_text(observation),
        "note": note_text(observation.note),
        "via": str(observation.via or ""),
        "entered": str(observation.entered or ""),
        "by": one_line(observation.by),
    }


def value_cell(observation: Observation) -> str:
    """The number or the shares as a cell of the data file."""
    values = observation.values
    return digits(values[0]) if len(values) == 1 else SHARE_SIGN.join(map(digits, values))


def bound_text(bound: Bound) -> str:
    """The bound as a cell of the data file: empty for an exact figure."""
    return "" if bound is Bound.EXACT else str(bound)


def source_text(observation: Observation) -> str:
    """The source with the place in it, on one line."""
    return one_line(f"{observation.source}, {observation.where}" if observation.where else observation.source)


def note_text(note: Text | None) -> str:
    """The note on one line; where the languages differ, both."""
    return one_line(" / ".join(dict.fromkeys(note))) if note else ""


def one_line(text: str) -> str:
    """The text without line breaks: one observation per line of the data file."""
    return " ".join(text.split("\n")).replace("\r", "") if "\n" in text or "\r" in text else text
