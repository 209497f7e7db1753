"""Plausibility checks of an observation before it is recorded: likely data-entry errors; docs/observations.md.

A check finds a `Problem` of the catalogues, which a reason overrules; a warning never stops anything.
"""

import shlex
from collections.abc import Iterable, Iterator
from datetime import date

from rsplan.calc.baseline import may_give_baseline
from rsplan.errors import Problem
from rsplan.journal.candidate import Candidate
from rsplan.journal.indicator_plans import PlanIndicator
from rsplan.journal.slips import BESIDE_OTHERS, ON_ITS_OWN, Check, doubtful, problem_of
from rsplan.model.message import Message
from rsplan.model.observations import FORCED, Observation


def check_plausibility(candidate: Candidate) -> list[Problem]:
    """Run every check; the problems are reasons not to record the observation."""
    return [problem for check in CHECKS for problem in check(candidate)]


def forced_note(problems: Iterable[Problem], reason: str, note: str) -> str:
    """The note of an observation that is recorded all the same: what the reason overruled, then what it said before."""
    codes = ", ".join(dict.fromkeys(problem.code for problem in problems))
    forced = f"{FORCED}{codes}): {reason}" if codes else ""
    return "; ".join(part for part in (forced, note) if part)


def duplicate(candidate: Candidate) -> Iterator[Problem]:
    """The same figure for the same days once more: the effective one, or one of the same date of publication.

    The second comes from a script that runs again after a revision was recorded.
    """
    new = candidate.observation
    for other in candidate.history.same_days(new.span):
        if _figure(other) == _figure(new) and (other is candidate.current or other.published == new.published):
            place = f"{other.at.file}:{other.at.line}"
            yield problem_of(candidate, "duplicate", period=new.period.text, place=place)
            return


def _figure(observation: Observation) -> tuple[object, ...]:
    return observation.span, observation.values, observation.bound, observation.provisional


#: Every check of an observation to be recorded, each `(candidate) -> problems` with a text `problem.CODE`.
CHECKS: tuple[Check, ...] = (duplicate, *BESIDE_OTHERS, *ON_ITS_OWN)


def warnings(candidate: Candidate, as_of: date) -> Iterator[Message]:
    """Yield what a reader should know of the observation, though it may be right."""
    yield from circumstances(candidate, as_of)
    yield from doubtful(candidate)


def circumstances(candidate: Candidate, as_of: date) -> Iterator[Message]:
    """Yield what a reader should know of the observation's days, and of its publication."""
    new, plans = candidate.observation, candidate.overlapping
    if candidate.current is None and is_usual(new, plans, as_of):
        return
    first, last = new.span
    if not plans:
        if not any(may_give_baseline(*one, new) for one in candidate.history.plans):
            yield Message("warning.no_plan", {"start": str(first), "end": str(last)})
    elif all(first < one.plan.start or one.plan.end < last for one in plans):
        yield Message("warning.across_plans", {"start": str(first), "end": str(last)})
    elif last > as_of:
        yield Message("warning.after_as_of", {"start": str(first), "end": str(last), "as_of": str(as_of)})
    if new.published is not None and new.published < last and not new.provisional:
        details = {"start": str(first), "end": str(last), "published": new.published_text or ""}
        yield Message("warning.published_early", details)
    current = candidate.current
    if current is not None and candidate.outdated:
        details = {"published": current.published_text or "-", "place": f"{current.at.file}:{current.at.line}"}
        if any(current.at.file == one.plan.at.file for one in candidate.history.plans):  # which cannot be withdrawn
            yield Message("warning.not_counted_published", details)
        else:
            yield Message("warning.not_counted", details | {"file": shlex.quote(current.at.file)})


def is_usual(new: Observation, overlapping: Iterable[PlanIndicator], as_of: date) -> bool:
    """Whether there is nothing to say of the days of an observation and of its publication, but for others of them."""
    first, last = new.span
    return is_timely(new, as_of) and any(plan.start <= first and last <= plan.end for plan, _ in overlapping)


def is_timely(new: Observation, as_of: date) -> bool:
    """Whether the days of an observation are over, and were when it was published as a final figure."""
    last, published = new.span[1], new.published
    return last <= as_of and (published is None or published >= last or new.provisional)
