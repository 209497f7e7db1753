"""The forecast of a sum: the running year by the share that had come by now, the other years by assumptions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from rsplan.calc.actuals import Actual
from rsplan.calc.explain.derivation import Derivation, months_between
from rsplan.calc.explain.figure_derivations import amount_of
from rsplan.calc.forecast.amounts import YearAmounts, YearPart, same_day
from rsplan.calc.forecast.values import (
    AssumedEnd,
    Assumption,
    Known,
    Method,
    PastForecast,
    Range,
    made,
    number_of,
    past_error,
)
from rsplan.calc.formulas import Constant, Formula, Greatest, Least, Symbol, total
from rsplan.model.enums import Better
from rsplan.model.period import ONE_DAY
from rsplan.model.plan import Plan

_YEAR = 12

#: What the rest of a year may bring rests on so many earlier years at least.
_FEWEST_RESTS = 2

#: The ends of the range and its middle, and the share of a running year that each stands for: if little had come by
#: now in other years, much is still to come.
_SHARE_AT = {"min": "s_max", "mean": "s_mean", "last": "s_mean", "max": "s_min"}

#: The year that each assumption means, where more is better and where less is.
_YEAR_MEANT: Mapping[Better, Mapping[Assumption, str]] = {
    Better.HIGHER: {
        Assumption.LAST: "last",
        Assumption.MEAN: "mean",
        Assumption.SLOWEST: "min",
        Assumption.BEST: "max",
    },
    Better.LOWER: {
        Assumption.LAST: "last",
        Assumption.MEAN: "mean",
        Assumption.SLOWEST: "max",
        Assumption.BEST: "min",
    },
}


class SumToCome(NamedTuple):
    """A sum that is known up to `through` and forecast for `end`.

    `base` is the sum to date, None where it begins in the running year; `running` is what is known of the running
    calendar year from its first day on. `assumed` are amounts of years that are assumed.
    """

    plan: Plan
    through: date
    end: date
    base: Derivation | None
    running: Actual | None
    amounts: YearAmounts
    assumed: Mapping[int, Fraction]
    better: Better

    @property
    def year(self) -> int:
        """The running calendar year: that of the first day that is not known."""
        return (self.through + ONE_DAY).year

    @property
    def runs(self) -> bool:
        """Whether the running year has begun before the first day that is not known."""
        return self.through.year == self.year

    @property
    def run_end(self) -> date:
        """The last day of the running year that counts."""
        return min(self.end, date(self.year, 12, 31))

    @property
    def is_cut(self) -> bool:
        """Whether the running year ends with the plan, before its own last day."""
        return self.run_end != date(self.year, 12, 31)

    @property
    def later_years(self) -> dict[int, tuple[date, date]]:
        """The first and the last day of each year that is not known in any part."""
        first = self.year + 1 if self.runs else self.year
        return {year: (date(year, 1, 1), min(self.end, date(year, 12, 31))) for year in range(first, self.end.year + 1)}


class RestOfYear(NamedTuple):
    """The rest of the running year: what it brought in each earlier year, its months, and those of later years.

    `end` is the last day of the running year that counts. The later years are those that are not assumed.
    """

    amounts: Known
    months: Derivation
    later: Derivation
    end: date


class SumForecast(NamedTuple):
    """The range of the end value, and what is needed beside it.

    `year_ends` are the sums at the ends of later years, at each end, where one of them is assumed and bends the way.
    `settled` is the sum to date with what is assumed, `open_months` the months that are not; None where nothing is
    assumed. `rests` is what the rest of the running year brings at each end, by its name; `share` the
    mean share of a year that has come by now, None where none is known; `year_numbers` are the whole years known.
    """

    range: Range
    rests: Known
    year_ends: Mapping[str, Sequence[tuple[date, Derivation]]]
    settled: Derivation | None
    open_months: Derivation | None
    rest_of_year: RestOfYear | None
    share: Derivation | None
    year_numbers: Known


def sum_forecast(subject: SumToCome) -> SumForecast | None:
    """The forecast of the sum; None where too little is known."""
    years = subject.amounts.whole(subject.year)
    parts = _parts_of(subject, subject.amounts) if subject.running is not None else []
    shares = _shares(subject.running, parts)
    is_open = subject.runs and subject.year not in subject.assumed
    by_share = is_open and bool(shares)
    open_years = [year for year in subject.later_years if year not in subject.assumed]
    by_years = bool(open_years) or (is_open and not by_share)
    if by_years and not years:
        return None
    known = dict(_numbers(subject, shares, years))
    rests = _rests(subject, known, by_share=by_share)
    if rests is None:
        return None
    record = [*(_share_record(subject) if by_share else ()), *(_year_record(subject, years) if by_years else ())]
    known |= dict(_largest_errors(record))
    if subject.runs:
        known |= {f"rest_{name}": made("rest_of_year", rest, known) for name, rest in rests.items()}
    ends = {
        name: total(
            [
                *_base(subject, known),
                *([Symbol(f"rest_{name}")] if subject.runs else ()),
                *_later(subject, name),
            ]
        )
        for name in rests
    }
    widening = _widening(known, open_years, running=is_open and not by_share)
    points = max(len(shares) if by_share else 0, len(years) if by_years else 0)
    low, high = ends["min"], ends["max"]
    if widening is not None:
        known["w"] = made("widening", widening, known)
        low, high = Greatest(low - Symbol("w"), *_floor(subject, known)), high + Symbol("w")
    method = Method.SHARE if by_share else Method.YEARS if by_years else Method.ASSUMED
    found = Range(
        method=method,
        points=points,
        low=made("forecast_low", low, known),
        mean=made("forecast_mean", ends["mean"], known),
        high=made("forecast_high", high, known),
        assumptions=tuple(
            AssumedEnd(assumption, made(f"end_{assumption}", ends[name], known))
            for assumption, name in _YEAR_MEANT[subject.better].items()
            if by_years
        ),
        record=tuple(record),
    )
    brought = {name: known[f"rest_{name}"] for name in rests} if subject.runs else {}
    settled, open_months = _settled(subject, known, open_years) if subject.assumed else (None, None)
    rest = _rest_of_year(subject, parts, known, open_years) if is_open else None
    return SumForecast(
        range=found,
        rests=brought,
        year_ends={name: [*_year_ends(subject, known, name)] for name in ("min", "max")},
        settled=settled,
        open_months=open_months,
        rest_of_year=rest,
        share=known["s_mean"] if shares else None,
        year_numbers=_each_year(years),
    )


def _year_ends(subject: SumToCome, known: Known, name: str) -> Iterator[tuple[date, Derivation]]:
    """The sums at the ends of the later years but the last, where an amount of one of them is assumed."""
    if not any(year in subject.assumed for year in subject.later_years):
        return
    terms = [*_base(subject, known), *([Symbol(f"rest_{name}")] if subject.runs else ())]
    *before, _ = zip(subject.later_years.values(), _later(subject, name), strict=True)
    for (_, day), term in before:
        terms.append(term)
        yield day, made("at_year_end", total(terms), known)


def _settled(subject: SumToCome, known: Known, open_years: Sequence[int]) -> tuple[Derivation, Derivation]:
    """The sum to date with the amounts that are assumed, and the months of the years that are not."""
    is_assumed = subject.runs and subject.year in subject.assumed
    done: list[Formula] = [*_base(subject, known), *([Symbol("rest_mean")] if is_assumed else ())]
    done += [Symbol(f"v{year}") * Symbol(f"k{year}") / _YEAR for year in subject.later_years if year in subject.assumed]
    left: list[Formula] = [Symbol(f"k{year}") for year in open_years]
    if subject.runs and not is_assumed:
        left.append(Symbol("R"))
    return (
        made("with_assumed", total(done or [Constant(0)]), known),
        made("open_months", total(left or [Constant(0)]), known),
    )


def _rest_of_year(
    subject: SumToCome, parts: Sequence[YearPart], known: Known, open_years: Sequence[int]
) -> RestOfYear | None:
    """What earlier years brought in the same months; None from fewer than two of them."""
    if len(parts) < _FEWEST_RESTS:
        return None
    amounts = {}
    for part in parts:
        inputs = _part_and_whole(part)
        whole, to_date = inputs
        amounts[f"r{part.year}"] = made("rest_of_earlier", Symbol(whole) - Symbol(to_date), inputs)
    later: list[Formula] = [Symbol(f"k{year}") for year in open_years]
    return RestOfYear(amounts, known["R"], made("open_months", total(later or [Constant(0)]), known), subject.run_end)


def _parts_of(subject: SumToCome, amounts: YearAmounts, before: int | None = None) -> list[YearPart]:
    return amounts.parts(subject.through, subject.run_end, subject.year if before is None else before)


def _shares(running: Actual | None, parts: list[YearPart]) -> list[YearPart]:
    """The parts if they can be divided by: nothing to date says nothing of the year, now and in each year before."""
    usable = running is not None and running.value > 0 and all(one.part.value > 0 for one in parts)
    return parts if usable else []


def _base(subject: SumToCome, known: Known) -> list[Formula]:
    """The sum to date: that of the plan, or of the running year alone."""
    if subject.base is not None:
        return [Symbol("A")]
    return [Symbol("x")] if "x" in known else []


def _floor(subject: SumToCome, known: Known) -> list[Formula]:
    """A sum ends no lower than what is known of it."""
    return _base(subject, known) or [Constant(0)]


def _numbers(
    subject: SumToCome, shares: Sequence[YearPart], years: Mapping[int, Actual]
) -> Iterator[tuple[str, Derivation]]:
    """The numbers that every formula of a sum may name."""
    if subject.base is not None:
        yield "A", subject.base
    if subject.running is not None:
        yield "x", amount_of("to_date", subject.running, "x_")
    yield from _share_numbers(shares).items()
    yield from _year_numbers(years).items()
    document = subject.plan.document.title.zh
    if subject.runs:
        rest = subject.through + ONE_DAY, subject.run_end
        yield "R", months_between("months_left", rest, document, subject.plan.at)
    for year, span in subject.later_years.items():
        yield f"k{year}", months_between("months_of_year", span, document, subject.plan.at)
    for year, amount in subject.assumed.items():
        yield f"v{year}", Derivation("assumed", amount)


def _share_numbers(shares: Sequence[YearPart]) -> Known:
    """The share of each year, and the smallest, the mean and the largest of them."""
    known = {f"s{one.year}": _share(one) for one in shares}
    return known | (_three("s", known, "share_of_year") if known else {})


def _share(share: YearPart) -> Derivation:
    inputs = _part_and_whole(share)
    whole, to_date = inputs
    return made("share_of_year", Symbol(to_date) / Symbol(whole), inputs)


def _part_and_whole(part: YearPart) -> Known:
    return {
        f"d{part.year}": amount_of("whole_year", part.whole, f"d{part.year}_"),
        f"c{part.year}": amount_of("to_same_day", part.part, f"c{part.year}_"),
    }


def _year_numbers(years: Mapping[int, Actual]) -> Known:
    """The amount of each whole year, and the last, the smallest, the mean and the largest of them."""
    known = _each_year(years)
    if not known:
        return {}
    last = {"y_last": made("whole_year", Symbol([*known][-1]), known)}
    return known | last | _three("y", known, "whole_year")


def _each_year(years: Mapping[int, Actual]) -> Known:
    return {f"y{year}": amount_of("whole_year", amount, f"y{year}_") for year, amount in years.items()}


def _three(letter: str, each: Known, name: str) -> Known:
    """The smallest, the mean and the largest of numbers, at least one."""
    symbols: list[Formula] = [Symbol(symbol) for symbol in each]
    return {
        f"{letter}_min": made(name, Least(*symbols), each),
        f"{letter}_mean": made(name, total(symbols) / len(symbols), each),
        f"{letter}_max": made(name, Greatest(*symbols), each),
    }


def _rests(subject: SumToCome, known: Known, *, by_share: bool) -> dict[str, Formula] | None:
    """What the rest of the running year brings at each end; None where it is assumed of a year that cannot be cut."""
    x, left = Symbol("x"), Symbol("R")
    if not subject.runs:
        return {name: Constant(0) for name in _SHARE_AT}
    if by_share:
        return {name: x * (1 / Symbol(share) - 1) for name, share in _SHARE_AT.items()}
    whole: dict[str, Formula] = {name: Symbol(f"y_{name}") for name in _SHARE_AT}
    if subject.year in subject.assumed:
        whole = {name: Symbol(f"v{subject.year}") for name in _SHARE_AT}
        if "x" not in known and not subject.is_cut:
            return None
    if "x" in known and not subject.is_cut:
        return {name: Greatest(amount - x, Constant(0)) for name, amount in whole.items()}
    return {name: amount * left / _YEAR for name, amount in whole.items()}


def _later(subject: SumToCome, name: str) -> list[Formula]:
    """What the later years bring at that end: each its months of the year that is taken for it."""
    return [
        Symbol(f"v{year}" if year in subject.assumed else f"y_{name}") * Symbol(f"k{year}") / _YEAR
        for year in subject.later_years
    ]


def _widening(known: Known, open_years: Iterable[int], *, running: bool) -> Formula | None:
    """The largest past errors, of the share on the running year and of the mean year on each year to come."""
    terms: list[Formula] = []
    if "e" in known:
        terms.append(Symbol("e") * (Symbol("x") / Symbol("s_mean")))
    if "f" in known:
        months: list[Formula] = [Symbol(f"k{year}") for year in open_years]
        if running:
            months.append(Symbol("R"))
        terms.append(Symbol("f") * Symbol("y_mean") * total(months) / _YEAR)
    return total(terms) if terms else None


def _largest_errors(record: Iterable[PastForecast]) -> Iterator[tuple[str, Derivation]]:
    """The largest error of each method, as a share of what was said: by so much what is said now may be off."""
    for symbol, method in (("e", Method.SHARE), ("f", Method.YEARS)):
        known = {}
        for past in record:
            if past.method is method and number_of(past.said):
                name = f"{symbol}{past.year}"
                known[name] = past_error(name, past, as_share=True)
        if known:
            yield symbol, made("largest_error", Greatest(*(Symbol(name) for name in known)), known)


def _share_record(subject: SumToCome) -> Iterator[PastForecast]:
    """What the mean share would have said of each earlier year as soon as its amount to the same day was known."""
    for came in _parts_of(subject, subject.amounts):
        day = same_day(subject.through, came.year)
        known_on = subject.amounts.first_known(day)
        if known_on is None:
            continue
        then = subject.amounts.as_known(known_on)
        part = then.to(day)
        shares = _shares(part, _parts_of(subject, then, came.year))
        if part is not None and shares:
            x, mean, each = f"x{came.year}", f"s_mean{came.year}", _share_numbers(shares)
            known = {x: amount_of("to_date", part, f"c{came.year}_"), mean: each["s_mean"]}
            said = made("said", Symbol(x) / Symbol(mean), known)
            whole = amount_of("whole_year", came.whole, f"d{came.year}_")
            yield PastForecast(Method.SHARE, day, known_on, came.whole.through, said, whole)


def _year_record(subject: SumToCome, years: Mapping[int, Actual]) -> Iterator[PastForecast]:
    """What the mean of the whole years would have said of each next one as soon as the year before it was known."""
    for year, came in years.items():
        day = date(year - 1, 12, 31)
        known_on = subject.amounts.first_known(day)
        before = {} if known_on is None else subject.amounts.as_known(known_on).whole(year)
        if known_on is not None and before:
            mean = f"y_mean{year}"
            said = made("said", Symbol(mean), {mean: _year_numbers(before)["y_mean"]})
            whole = amount_of("whole_year", came, f"y{year}_")
            yield PastForecast(Method.YEARS, day, known_on, came.through, said, whole)
