"""Observations as lines of the data file, in an order that keeps what counts; docs/observations.md."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from rsplan.calc.effective import was_known
from rsplan.errors import RsplanError
from rsplan.model.bilingual import Text
from rsplan.model.enums import Bound
from rsplan.model.observations import Observation
from rsplan.model.plan import Indicator, Plan
from rsplan.model.rounding import digits
from rsplan.model.series_key import SeriesKey
from rsplan.read.library import Library
from rsplan.suggest import nearest

#: What decides whether two observations of an indicator say the same; how the period is spelt does not.
Identity = tuple[object, ...]


class Exported(NamedTuple):
    """An observation to be handed on, with its city and the indicator of the last plan that has it."""

    city: str
    indicator: Indicator
    observation: Observation


def exported(
    library: Library,
    plans: Sequence[Plan],
    indicators: tuple[str, ...] = (),
    known_on: date | None = None,
    within: bool = False,
) -> Iterator[Exported]:
    """The observations known: by city, by indicator as the plans have them, then as they were read.

    That order keeps which of two counts: the one published last, then the later line. The same line right
    after itself says nothing new and comes once. `within` leaves out what lies wholly outside the plans.
    Raises RsplanError for an indicator that no plan has, with the nearest.
    """
    _check(plans, indicators)
    for city in library.cities:
        own = [plan for plan in plans if plan.city.id == city.id]
        latest = {one.id: one for plan in own for one in plan.indicators}
        for name, indicator in latest.items():
            if not indicators or name in indicators:
                homes = [plan for plan in own if any(one.id == name for one in plan.indicators)]
                seen = [one for one in library.observations.get((city.id, name), ()) if was_known(one, known_on)]
                for observation in once(sorted(seen, key=lambda each: each.order)):
                    if not within or any(_touches(observation, plan) for plan in homes):
                        yield Exported(city.id, indicator, observation)


def _check(plans: Sequence[Plan], indicators: tuple[str, ...]) -> None:
    known = {one.id for plan in plans for one in plan.indicators}
    for name in indicators:
        if name not in known:
            near = nearest(name, known)
            key = "error.no_such_indicator_near" if near else "error.no_such_indicator"
            raise RsplanError(key, indicator=name, near=near or "")


def _touches(observation: Observation, plan: Plan) -> bool:
    return observation.span[0] <= plan.end and plan.start <= observation.span[1]


def once(observations: Sequence[Observation]) -> Iterator[Observation]:
    """The observations of one indicator without those that repeat the one before of the same days and publication."""
    last: dict[tuple[object, object], Identity] = {}
    for observation in observations:
        sequence = observation.span, observation.published
        if last.get(sequence) != identity(observation):
            last[sequence] = identity(observation)
            yield observation


def identity(observation: Observation) -> Identity:
    """What the observation says, whoever spelt it."""
    values = tuple(value.normalize() for value in observation.values)
    return (
        observation.span,
        values,
        observation.bound,
        observation.provisional,
        observation.published,
        source_text(observation),
        note_text(observation.note),
    )


def data_row(key: SeriesKey, observation: Observation) -> dict[str, str]:
    """The observation as cells of the data file by column; an exact bound and a final figure are the default."""
    return {
        "city": key[0],
        "indicator": key[1],
        "period": observation.period.text,
        "value": ":".join(map(digits, observation.values)),
        "basis": str(observation.basis),
        "bound": "" if observation.bound is Bound.EXACT else str(observation.bound),
        "provisional": "true" if observation.provisional else "",
        "published": observation.published_text or "",
        "source": source_text(observation),
        "note": note_text(observation.note),
    }


def source_text(observation: Observation) -> str:
    """The source with the place in it, on one line."""
    return one_line(f"{observation.source}, {observation.where}" if observation.where else observation.source)


def note_text(note: Text | None) -> str:
    """The note on one line; where the languages differ, both."""
    return one_line(" / ".join(dict.fromkeys(note))) if note else ""


def one_line(text: str) -> str:
    """The text without line breaks: a line of the data file is a line."""
    return " ".join(text.split("\n")).replace("\r", "") if "\n" in text or "\r" in text else text
