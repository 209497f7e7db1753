"""An observation as a person types it, spelled out as an entry of the data file; docs/words.md."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from rsplan.errors import BadText, InvalidInput, Problem
from rsplan.journal.recording import ARGUMENTS, Entry
from rsplan.model.bilingual import Text
from rsplan.model.enums import BOUND_SIGNS, Basis, Bound, Kind
from rsplan.model.plan import Indicator, Plan
from rsplan.read.plan_library import series_of
from rsplan.text import Language
from rsplan.words.dates import TypedPeriod, read_typed_date, read_typed_period
from rsplan.words.names import Meaning, indicator_meant
from rsplan.words.values import TypedValue, read_typed_value

T = TypeVar("T")


class Understood(NamedTuple):
    """A word that stands for something else than itself, and what it was taken for; `name` explains an id."""

    word: str
    meaning: str
    name: Text | None = None


class SpelledOut(NamedTuple):
    """The entry as the data file spells it, and the words that had to be understood."""

    entry: Entry
    understood: Sequence[Understood]


def spelled_out(entry: Entry, plans: Sequence[Plan], today: date, lang: Language) -> SpelledOut:
    """Spell out the words of an entry whose city is an id; `plans` are those of the city.

    An entry without a value names a figure that is there, as that of a retraction does. Names in messages are in the
    language. Raises InvalidInput with every word that cannot be read or has several meanings.
    """
    problems: list[Problem] = []

    def attempted(read: Callable[[], T]) -> T | None:
        try:
            return read()
        except BadText as error:
            problems.append(_problem(error, entry))
            return None

    period = attempted(lambda: read_typed_period(entry.period, today))
    meant = attempted(lambda: indicator_meant(entry.indicator, plans, _likely(plans, period), lang))
    indicator = _indicator(plans, meant) if meant else None
    value = attempted(lambda: _value(entry, plans, indicator)) if indicator and entry.value else None
    published = attempted(lambda: read_typed_date(entry.published, today)) if entry.published else ""
    spelled = entry
    if period and indicator:
        spelled = attempted(lambda: _with_period(spelled, period, indicator.kind)) or spelled
    if value:
        spelled = attempted(lambda: _with_value(spelled, value)) or spelled
    if problems or meant is None or published is None:
        raise InvalidInput(problems)
    spelled = spelled._replace(indicator=meant.id, published=published)
    return SpelledOut(spelled, _understood(entry, spelled, meant))


def _problem(error: BadText, entry: Entry) -> Problem:
    """The problem, with the entry as it was typed as its excerpt."""
    line = ",".join((entry.city, entry.indicator, entry.period, entry.value, entry.basis, entry.bound, entry.published))
    return Problem(error.key.removeprefix("text."), ARGUMENTS, 0, 0, error.details, line.rstrip(","))


def _likely(plans: Sequence[Plan], period: TypedPeriod | None) -> Sequence[Plan]:
    """The plans that contain the last day of the period; every plan where there is no period to go by."""
    if period is None:
        return plans
    return [plan for plan in plans if plan.start <= period.period.end <= plan.end]


def _indicator(plans: Sequence[Plan], meant: Meaning) -> Indicator:
    return next(one for plan in reversed(plans) for one in plan.indicators if one.id == meant.id)


def _value(entry: Entry, plans: Sequence[Plan], indicator: Indicator) -> TypedValue:
    return read_typed_value(entry.value, series_of(plans)[entry.city, indicator.id], indicator.unit.en)


def _with_period(entry: Entry, period: TypedPeriod, kind: Kind) -> Entry:
    """The entry with its period, and with the basis that its words state: 1—5月 of a sum is the year to date."""
    if entry.basis and period.basis not in (None, entry.basis):
        raise BadText("text.two_bases", text=entry.period, basis=str(period.basis), given=entry.basis)
    to_date = Basis.YTD if period.to_date and kind.is_additive else None
    basis = entry.basis or period.basis or to_date or ""
    spans = basis in (Basis.PERIOD, Basis.MEAN)
    return entry._replace(period=period.whole if period.whole and spans else period.text, basis=str(basis))


def _with_value(entry: Entry, value: TypedValue) -> Entry:
    if entry.bound and value.bound not in (None, entry.bound):
        raise BadText("text.two_bounds", text=entry.value, bound=entry.bound)
    return entry._replace(value=value.text, bound=entry.bound or str(value.bound or ""))


def _understood(entry: Entry, spelled: Entry, meant: Meaning) -> list[Understood]:
    basis = f", {spelled.basis}" if spelled.basis != entry.basis else ""
    bound = BOUND_SIGNS[Bound(spelled.bound)] if spelled.bound != entry.bound else ""
    every = [
        Understood(entry.indicator, spelled.indicator, meant.name),
        Understood(entry.period, spelled.period + basis),
        Understood(entry.value, bound + spelled.value),
        Understood(entry.published, spelled.published),
    ]
    return [one for one in every if one.word != one.meaning]
