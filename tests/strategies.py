"""Whole random plans with random data, as target files and data files, for the laws that hold for all of them.

A `World` is what a user has on the desk: one city's target file, a data file, and the options of a report.
It is written out as YAML and CSV, so that what is tested is what the program does with files. Everything in
it may be moved (`shifted`) or counted in another unit (`scaled`).
"""

import json
import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from hypothesis import strategies as st

from rsplan.calc.verdict import Rules
from rsplan.model.enums import Basis, Better, Bound, By, Comparator, Kind
from rsplan.model.observation_span import span_of
from rsplan.model.period import parse_period
from rsplan.read.plan_library import load
from rsplan.survey import ALL_PLANS, CompleteSurvey, EvaluationContext, Filters, assess_all

#: Days of four years where no century comes between: weekdays aside, the calendar begins anew.
CYCLE = 1461

EVERYTHING = Filters(every_scope=True)
CITY = "linhai"
Values = tuple[Decimal, ...]


class Aim(NamedTuple):
    """What is to be attained: one number, or shares; no values where the plan sets no target."""

    comparator: Comparator
    values: Values
    high: Decimal | None = None
    tolerance: Decimal | None = None
    hold: bool | None = None


class Change(NamedTuple):
    """A later target."""

    aim: Aim
    since: date
    published: date | None


class Seen(NamedTuple):
    """One observation of one indicator."""

    indicator: str
    period: str
    values: Values
    basis: Basis
    bound: Bound = Bound.EXACT
    provisional: bool = False
    published: str | None = None


class Goal(NamedTuple):
    """An indicator of a plan."""

    id: str
    kind: Kind
    better: Better
    unit: str
    aim: Aim
    baseline: Values | None = None
    earlier: Decimal | None = None
    milestones: tuple[tuple[int, Decimal], ...] = ()
    changes: tuple[Change, ...] = ()
    ratio: bool = False
    observed: tuple[Seen, ...] = ()
    by: By | None = None

    @property
    def aims_at_percentage(self) -> bool:
        """Whether the number of the target is a percentage, whatever the unit."""
        return self.kind is Kind.GROWTH or self.by is By.PERCENT


class Scheme(NamedTuple):
    """A plan."""

    id: str
    start: date
    end: date
    goals: tuple[Goal, ...]


class World(NamedTuple):
    """A target file, a data file, and what a report is asked for."""

    schemes: tuple[Scheme, ...]
    seen: tuple[Seen, ...]
    as_of: date
    known_on: date | None = None
    rules: Rules = Rules()


# --- as files ---------------------------------------------------------------------------------------------------------


def plain(value: Decimal) -> str:
    """The number without an exponent, as target files and data files want it."""
    return format(value, "f")


def texts(values: Values, sign: str) -> str:
    return sign.join(map(plain, values))


def printed(aim: Aim, kind: Kind) -> str:
    """How a document prints the target."""
    number = texts(aim.values, "∶")
    if kind is Kind.CUMULATIVE and aim.comparator is Comparator.AT_LEAST:
        return f"〔{number}〕"
    match aim.comparator:
        case Comparator.NONE:
            return "**"
        case Comparator.AT_LEAST:
            return number if kind is Kind.COMPOSITION else f"≥{number}"
        case Comparator.MORE_THAN:
            return f"超{number}"
        case Comparator.AT_MOST:
            return f"{number}以内"
        case Comparator.LESS_THAN:
            return f"<{number}"
        case Comparator.ABOUT:
            return f"{number}左右"
        case _:
            return number  # the upper end may be negative, which no range prints: `high` says it


def aim_entry(aim: Aim, kind: Kind) -> dict[str, object]:
    found: dict[str, object] = {"printed": printed(aim, kind), "where": "表1"}
    if aim.comparator is Comparator.BETWEEN:
        found |= {"comparator": "between", "high": plain(aim.high or aim.values[0])}
    if aim.tolerance is not None:
        found["tolerance"] = plain(aim.tolerance)
    if aim.hold is not None:
        found["hold"] = "true" if aim.hold else "false"
    return found


def both(words: str) -> dict[str, str]:
    return {"zh": words, "en": words}


def seen_entry(seen: Seen) -> dict[str, object]:
    found: dict[str, object] = {"period": seen.period, "source": "公报", "basis": str(seen.basis)}
    found["value"] = plain(seen.values[0]) if len(seen.values) == 1 else [plain(value) for value in seen.values]
    found |= {"bound": str(seen.bound), "provisional": "true" if seen.provisional else "false"}
    return found | ({"published": seen.published} if seen.published else {})


def goal_entry(goal: Goal) -> dict[str, object]:
    found: dict[str, object] = {"id": goal.id, "name": both(goal.id), "unit": both(goal.unit), "note": both("说明")}
    found |= {"kind": str(goal.kind), "better": str(goal.better), "target": aim_entry(goal.aim, goal.kind)}
    if goal.by is not None:
        found["by"] = str(goal.by)
    if goal.ratio:
        found["completion"] = "ratio"
    if goal.baseline is not None:
        found["baseline"] = {"printed": texts(goal.baseline, "∶"), "where": "表1"}
    if goal.earlier is not None:
        found["earlier"] = {"printed": plain(goal.earlier)}
    if goal.milestones:
        found["milestones"] = [{"year": str(year), "value": plain(value)} for year, value in goal.milestones]
    if goal.changes:
        found["revised"] = [
            aim_entry(change.aim, goal.kind)
            | {"date": str(change.since), "reason": both("调整"), "source": "通知", "note": both("说明")}
            | ({"published": str(change.published)} if change.published else {})
            for change in goal.changes
        ]
    if goal.observed:
        found["observed"] = [seen_entry(one) for one in goal.observed]
    return found


def targets_text(world: World) -> str:
    """The target file as it is kept by hand: each figure on a line of its own."""
    head = [f"city: {flow({'id': CITY, 'name': both('临海')})}", "documents:"]
    head += [f"  own: {flow({'title': both('规划'), 'state': 'issued'})}", "plans:"]
    return "\n".join([*head, *(line for one in world.schemes for line in scheme_lines(one))]) + "\n"


def scheme_lines(scheme: Scheme) -> Iterator[str]:
    yield f"  - id: {scheme.id}"
    yield f"    title: {flow(both('规划'))}"
    yield "    document: own"
    yield "    state: issued"
    yield f"    start: {scheme.start}"
    yield f"    end: {scheme.end}"
    yield "    indicators:"
    for goal in scheme.goals:
        sign = "-"
        for key, value in goal_entry(goal).items():
            yield f"      {sign} {key}:" if isinstance(value, list) else f"      {sign} {key}: {flow(value)}"
            if isinstance(value, list):
                yield from (f"          - {flow(one)}" for one in value)
            sign = " "


def flow(value: object) -> str:
    """A value on one line: JSON is YAML too."""
    return json.dumps(value, ensure_ascii=False)


def data_line(seen: Seen) -> str:
    flag = "true" if seen.provisional else ""
    cells = (CITY, seen.indicator, seen.period, texts(seen.values, ":"), str(seen.basis), str(seen.bound), flag)
    return ",".join((*cells, seen.published or "", "bulletin"))


HEADER = "city,indicator,period,value,basis,bound,provisional,published,source"


def data_text(seen: Sequence[Seen]) -> str:
    """The data file."""
    return "\n".join([HEADER, *map(data_line, seen)]) + "\n"


def written(world: World, folder: Path) -> tuple[str, str]:
    """The world as a target file and a data file in the folder."""
    targets, data = folder / f"{CITY}.yaml", folder / "data.csv"
    targets.write_text(targets_text(world), encoding="utf-8")
    data.write_text(data_text(world.seen), encoding="utf-8")
    return str(targets), str(data)


def survey(world: World, folder: Path, year: int | None = None) -> CompleteSurvey:
    """Where everything in the world stands, read from its files."""
    targets, data = written(world, folder)
    library = load([targets], [data], shipped=False)
    return assess_all(
        library, EvaluationContext(world.as_of, world.known_on, world.rules), (ALL_PLANS,), EVERYTHING, year=year
    )


def arguments(world: World, folder: Path) -> list[str]:
    """The options of the command line that ask for the world; the shipped cities are left out by --city."""
    targets, data = written(world, folder)
    found = ["--targets", targets, "--data", data, "--city", CITY, "--plan", ALL_PLANS, "--as-of", str(world.as_of)]
    found += ["--ahead-by", exact_text(world.rules.ahead_by), "--slack", exact_text(world.rules.slack)]
    found += ["--stale-after", str(world.rules.stale_after)]
    return found + (["--known-on", str(world.known_on)] if world.known_on else [])


def exact_text(value: Fraction) -> str:
    return plain(Decimal(value.numerator) / Decimal(value.denominator))


# --- the same world at another time, or in another unit ---------------------------------------------------------------

_YEAR = re.compile(r"(?<![0-9.-])(?:19|20)[0-9]{2}(?![0-9.])")


def later(day: date, cycles: int) -> date:
    """The same day so many cycles of four years later."""
    return day + timedelta(CYCLE * cycles)


def later_text(text: str, cycles: int) -> str:
    """The text with every year in it moved; for periods and days."""
    return _YEAR.sub(lambda found: str(int(found[0]) + 4 * cycles), text)


def shifted(world: World, cycles: int) -> World:
    """Everything in the world so many cycles of four years later."""

    def seen(entry: Seen) -> Seen:
        published = None if entry.published is None else later_text(entry.published, cycles)
        return entry._replace(period=later_text(entry.period, cycles), published=published)

    def change(step: Change) -> Change:
        return Change(step.aim, later(step.since, cycles), step.published and later(step.published, cycles))

    def goal(target: Goal) -> Goal:
        return target._replace(
            milestones=tuple((year + 4 * cycles, value) for year, value in target.milestones),
            changes=tuple(map(change, target.changes)),
            observed=tuple(map(seen, target.observed)),
        )

    return world._replace(
        schemes=tuple(
            Scheme(one.id, later(one.start, cycles), later(one.end, cycles), tuple(map(goal, one.goals)))
            for one in world.schemes
        ),
        seen=tuple(map(seen, world.seen)),
        as_of=later(world.as_of, cycles),
        known_on=world.known_on and later(world.known_on, cycles),
    )


def scaled(world: World, power: int) -> World:
    """Everything that is counted in the world, in a unit 10^power times smaller."""

    def number(value: Decimal) -> Decimal:
        return value.scaleb(power)

    def numbers(values: Values) -> Values:
        return values if len(values) > 1 else tuple(map(number, values))

    def aim(wanted: Aim) -> Aim:
        return wanted._replace(
            values=numbers(wanted.values),
            high=None if wanted.high is None else number(wanted.high),
            tolerance=None if wanted.tolerance is None else number(wanted.tolerance),
        )

    def seen(entry: Seen) -> Seen:
        return entry._replace(values=numbers(entry.values))

    def goal(target: Goal) -> Goal:
        return target._replace(
            aim=target.aim if target.aims_at_percentage else aim(target.aim),
            baseline=None if target.baseline is None else numbers(target.baseline),
            earlier=None if target.earlier is None else number(target.earlier),
            milestones=tuple((year, number(value)) for year, value in target.milestones),
            changes=target.changes
            if target.aims_at_percentage
            else tuple(change._replace(aim=aim(change.aim)) for change in target.changes),
            observed=tuple(map(seen, target.observed)),
        )

    return world._replace(
        schemes=tuple(one._replace(goals=tuple(map(goal, one.goals))) for one in world.schemes),
        seen=tuple(map(seen, world.seen)),
    )


# --- days and periods -------------------------------------------------------------------------------------------------

#: Far enough from 1900 and 2100, which break the cycle of four years, for plans of 15 years and moves of 16.
FIRST, LAST = date(1990, 1, 1), date(2045, 12, 31)

any_day = st.dates(FIRST, LAST)
years_of_plans = st.sampled_from([1, 1, 3, 5, 5, 10, 15])


def month_last(day: date) -> date:
    """The last day of the day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def anniversary(day: date, years: int) -> date:
    """The day before the same day so many years later: the last day of a plan of so many years."""
    month, number = (3, 1) if (day.month, day.day) == (2, 29) else (day.month, day.day)
    return date(day.year + years, month, number) - timedelta(1)


@st.composite
def spans_of_plans(draw: st.DrawFn) -> tuple[date, date]:
    """Plans of whole years from January, from another month, from any day; and plans that end on any day."""
    start = draw(any_day)
    sort = draw(st.sampled_from(["january", "month", "day", "days"]))
    if sort == "january":
        start = start.replace(month=1, day=1)
    elif sort == "month":
        start = start.replace(day=1)
    if sort == "days":
        return start, start + timedelta(draw(st.integers(0, 2500)))
    return start, anniversary(start, draw(years_of_plans))


def months_of(year: int, first: int, last: int) -> str:
    return f"{year}-{first:02}/{year}-{last:02}"


@st.composite
def periods(draw: st.DrawFn, start: date, end: date, *, days: bool) -> str:
    """A period of any form, in the plan or near it; the edges of the plan are drawn more often than chance would."""
    inside = st.integers(start.year, end.year)
    year = draw(inside | inside | st.integers(start.year - 1, end.year + 1) | st.sampled_from([start.year, end.year]))
    month = draw(st.integers(1, 12))
    forms = ["year", "half", "quarter", "month", "months", "range", *(["day", "edge"] * 2 if days else [])]
    match draw(st.sampled_from(forms)):
        case "year":
            return str(year)
        case "half":
            return f"{year}-H{1 + month // 7}"
        case "quarter":
            return f"{year}-Q{(month + 2) // 3}"
        case "month":
            return f"{year}-{month:02}"
        case "months":
            first = draw(st.integers(1, month))
            return months_of(year, first, month)
        case "range":
            more = draw(st.integers(0, 30))
            last = year * 12 + month - 1 + more
            return f"{year}-{month:02}/{last // 12}-{last % 12 + 1:02}"
        case "edge":
            return str(draw(st.sampled_from([start, end, month_last(start)])) + timedelta(draw(st.integers(-1, 1))))
        case _:
            number = draw(st.integers(1, monthrange(year, month)[1]))
            return str(date(year, month, number))


# --- numbers ----------------------------------------------------------------------------------------------------------


def written_number(digits: int, places: int) -> Decimal:
    return Decimal(digits).scaleb(-places)


#: Small numbers that meet each other.
_few = st.one_of(
    st.integers(0, 20).map(Decimal),
    st.integers(0, 20).map(lambda tens: Decimal(10 * tens)),
    st.builds(written_number, st.integers(0, 30_000), st.sampled_from([1, 2])),
)
#: And some of as many digits as are taken.
_many = _few | st.builds(written_number, st.integers(0, 10**15 - 1), st.sampled_from([0, 4, 14]))


def amounts(*, long: bool = False) -> st.SearchStrategy[Decimal]:
    """What adds up: never negative."""
    return _many if long else _few


def levels(*, long: bool = False) -> st.SearchStrategy[Decimal]:
    """Levels, some of them below zero."""
    return amounts(long=long) | amounts(long=long) | amounts(long=long).map(lambda value: -value if value else value)


def numbers_of(kind: Kind, *, long: bool = False) -> st.SearchStrategy[Decimal]:
    """What may be observed of the kind."""
    return amounts(long=long) if kind.is_additive else levels(long=long)


#: How far a level is to move, or to grow each year: never to nothing, where a growth has no meaning.
changes_by_percent = st.one_of(
    st.integers(-30, 60).map(Decimal), st.builds(written_number, st.integers(-300, 600), st.just(1))
)

shares = st.lists(st.integers(0, 60).map(Decimal), min_size=3, max_size=3).filter(any).map(tuple)

# --- plans ------------------------------------------------------------------------------------------------------------


def fits(values: Sequence[Decimal]) -> bool:
    """Whether the numbers have no more digits than are taken."""
    return all(len(plain(abs(value)).replace(".", "").lstrip("0")) <= 15 for value in values)


UPWARD = (Comparator.AT_LEAST, Comparator.MORE_THAN, Comparator.ABOUT, Comparator.BETWEEN)
DOWNWARD = (Comparator.AT_MOST, Comparator.LESS_THAN, Comparator.ABOUT, Comparator.BETWEEN)


def meets(better: Better) -> tuple[Comparator, ...]:
    """The comparators that make sense where that is better."""
    return UPWARD if better is Better.HIGHER else DOWNWARD


@st.composite
def aims(draw: st.DrawFn, kind: Kind, better: Better, numbers: st.SearchStrategy[Decimal]) -> Aim:
    if draw(st.integers(0, 11)) == 0:
        return Aim(Comparator.NONE, ())
    if kind is Kind.COMPOSITION:
        return Aim(Comparator.AT_LEAST, draw(shares))
    comparator, value = draw(st.sampled_from(meets(better))), draw(numbers)
    high = value + draw(st.integers(0, 30)) if comparator is Comparator.BETWEEN else None
    if high is not None and not fits([high]):
        high = value
    width = st.integers(0, 8).map(lambda quarters: Decimal(quarters) / 4)
    # Wider than the target itself, it would turn a number above zero into a limit below.
    tolerance = (
        draw(st.none() | width.map(lambda found: min(found, abs(value)))) if comparator is Comparator.ABOUT else None
    )
    return Aim(comparator, (value,), high, tolerance, draw(st.sampled_from([None, None, True, False])))


@st.composite
def milestones_of(
    draw: st.DrawFn, kind: Kind, better: Better, aim: Aim, start: date, end: date
) -> tuple[tuple[int, Decimal], ...]:
    """Amounts that leave something of the target, or levels on its hither side."""
    if not aim.values or kind not in (Kind.CUMULATIVE, Kind.STOCK, Kind.RATE):
        return ()
    years = sorted(draw(st.sets(st.integers(start.year, end.year), max_size=3)))
    if kind is Kind.CUMULATIVE:
        if len(years) == end.year - start.year + 1:
            years = years[:-1]
        return tuple((year, (aim.values[0] / 4).quantize(Decimal("0.01"), "ROUND_DOWN")) for year in years)
    sign = -1 if better is Better.HIGHER else 1
    found = []
    for year in years:
        short = 0 if year == end.year else draw(st.integers(0, 40))
        found.append((year, aim.values[0] + sign * short))
    return tuple(found)


@st.composite
def goals(
    draw: st.DrawFn,
    start: date,
    end: date,
    name: str = "jobs",
    kinds: Sequence[Kind] = tuple(Kind),
    *,
    long: bool = False,
) -> Goal:
    """An indicator of any sort, with all that a target file can say of it."""
    kind = draw(st.sampled_from(kinds))
    better = (
        Better.HIGHER if kind is Kind.COMPOSITION else draw(st.sampled_from([Better.HIGHER, Better.HIGHER, *Better]))
    )
    numbers = numbers_of(kind, long=long)
    by = draw(st.sampled_from(By)) if kind is Kind.CHANGE else None
    aimed = changes_by_percent if kind is Kind.GROWTH or by is By.PERCENT else numbers
    aim = draw(aims(kind, better, aimed))
    baseline: Values | None = None
    if kind is Kind.COMPOSITION:
        baseline = draw(st.none() | shares)
    elif not kind.is_additive:
        near = st.just(aim.values[0]) if aim.values else numbers
        baseline = draw(st.none() | st.tuples(numbers) | st.tuples(numbers) | st.tuples(near))
    earlier = draw(st.none() | amounts(long=long)) if kind is not Kind.COMPOSITION else None
    milestones = draw(st.just(()) | milestones_of(kind, better, aim, start, end))
    day = st.dates(start - timedelta(200), end + timedelta(200))
    change = st.builds(Change, aims(kind, better, aimed), day, st.none() | day)
    changes = draw(st.just(()) | st.lists(change, max_size=2).map(tuple))
    unit = draw(st.sampled_from(["件", "万件", "%"]))
    goal = Goal(name, kind, better, unit, aim, baseline, earlier, milestones, changes, draw(st.booleans()))
    goal = goal._replace(by=by)
    every = [*aim.values, *(value for _, value in milestones), *((aim.high,) if aim.high is not None else ())]
    return goal if fits(every) else goal._replace(aim=Aim(Comparator.NONE, ()), milestones=(), baseline=None)


@st.composite
def observations(draw: st.DrawFn, goal: Goal, start: date, end: date, *, long: bool = False) -> Seen:
    """Anything that may be published of the indicator, in the plan, near it, or across its edge."""
    if goal.kind.is_additive:
        basis = draw(st.sampled_from([Basis.PERIOD, Basis.PERIOD, Basis.YTD, Basis.PTD]))
        values: Values = (draw(amounts(long=long)),)
    else:
        basis = Basis.LEVEL
        values = draw(shares) if goal.kind is Kind.COMPOSITION else (draw(levels(long=long)),)
    period = draw(periods(start, end, days=basis is not Basis.PERIOD))
    bounded = goal.kind is not Kind.COMPOSITION
    bound = draw(st.sampled_from([Bound.EXACT] * 3 + [Bound.AT_LEAST, Bound.AT_MOST] * bounded))
    day = st.dates(start, end + timedelta(900))
    published = draw(st.none() | day.map(str) | day.map(lambda found: f"{found:%Y-%m}"))
    return Seen(goal.id, period, values, basis, bound, draw(st.booleans()), published)


rules = st.builds(
    Rules,
    st.sampled_from(["0", "5", "10", "12.5"]).map(Fraction),
    st.sampled_from(["0", "0", "3", "7.5"]).map(Fraction),
    st.sampled_from([0, 6, 12]),
)


@st.composite
def worlds(draw: st.DrawFn, kinds: Sequence[Kind] = tuple(Kind), most: int = 7, *, long: bool = False) -> World:
    """One or two plans, one or two indicators, data on them, and any day to ask on."""
    start, end = draw(spans_of_plans())
    found = [draw(goals(start, end, name, kinds, long=long)) for name in ("jobs", "skills")[: draw(st.integers(1, 2))]]
    schemes = [Scheme("second", start, end, tuple(found))]
    if draw(st.integers(0, 3)) == 0:  # a plan before it, or some days before, with the first indicator in it
        last = start - timedelta(draw(st.sampled_from([1, 1, 30])))
        first = last - timedelta(draw(st.integers(0, 2000)))
        schemes.insert(0, Scheme("first", first, last, (found[0]._replace(milestones=(), baseline=None),)))
    seen = []
    for goal in found:
        series = observations(goal, start, end, long=long)
        seen += draw(st.lists(series, min_size=draw(st.sampled_from([0, 1, 2, 4])), max_size=most))
        if draw(st.integers(0, 2)) == 0:
            position = found.index(goal)
            inside = tuple(draw(st.lists(series, min_size=1, max_size=3)))
            schemes[-1] = schemes[-1]._replace(
                goals=tuple(
                    other._replace(observed=inside) if index == position else other
                    for index, other in enumerate(schemes[-1].goals)
                )
            )
    around = st.dates(start - timedelta(400), end + timedelta(800))
    as_of = draw(st.sampled_from([start, end, end]) | st.just(end + timedelta(400)) | st.dates(start, end) | around)
    return World(tuple(schemes), tuple(seen), as_of, draw(st.none() | st.none() | around), draw(rules))


# --- what really happened, and what is told of it ---------------------------------------------------------------------


class Truth(NamedTuple):
    """What really happened with an indicator: amounts on some days, or levels that changed on some days."""

    scheme: Scheme
    happened: tuple[tuple[date, Decimal], ...]

    @property
    def goal(self) -> Goal:
        return self.scheme.goals[0]

    def within(self, first: date, last: date) -> Decimal:
        """The amount from the first to the last day, or the level on the last day."""
        if self.goal.kind.is_additive:
            return sum((amount for day, amount in self.happened if first <= day <= last), Decimal(0))
        return next((value for day, value in reversed(self.happened) if day <= last), Decimal(7))

    def exactly(self, first: date, last: date) -> Seen:
        """All that is to be known from the plan's or the year's start to a day."""
        if not self.goal.kind.is_additive:
            return Seen(self.goal.id, str(last), (self.within(last, last),), Basis.LEVEL)
        basis = Basis.PTD if first == self.scheme.start else Basis.YTD
        return Seen(self.goal.id, str(last), (self.within(first, last),), basis)

    def world(self, *seen: Seen, as_of: date | None = None, rules: Rules = Rules()) -> World:
        """What is known when that is told."""
        return World((self.scheme,), seen, as_of or self.scheme.end, None, rules)


@st.composite
def truths(draw: st.DrawFn, kinds: Sequence[Kind] = (Kind.CUMULATIVE, Kind.ANNUAL, Kind.STOCK, Kind.RATE)) -> Truth:
    start, end = draw(spans_of_plans())
    goal = draw(goals(start, end, kinds=kinds))._replace(changes=())
    days = st.dates(start - timedelta(400), end + timedelta(400))
    happened = draw(st.lists(st.tuples(days, numbers_of(goal.kind)), min_size=1, max_size=12))
    return Truth(Scheme("second", start, end, (goal,)), tuple(sorted(happened)))


@st.composite
def told(draw: st.DrawFn, truth: Truth, *, exact: bool = False) -> Seen:
    """An observation that is true: the figure itself, or a bound on its right side."""
    start, end = truth.scheme.start, truth.scheme.end
    kind = truth.goal.kind
    basis = (
        draw(st.sampled_from([Basis.PERIOD, Basis.PERIOD, Basis.YTD, Basis.PTD])) if kind.is_additive else Basis.LEVEL
    )
    text = draw(periods(start, end, days=basis is not Basis.PERIOD))
    period = parse_period(text)
    inside = start <= period.end <= end
    value = truth.within(*span_of(period, basis, start if inside else None))
    bound = Bound.EXACT if exact else draw(st.sampled_from([Bound.EXACT, Bound.EXACT, Bound.AT_LEAST, Bound.AT_MOST]))
    off = Decimal(draw(st.integers(0, 40)))
    if bound is Bound.AT_LEAST:
        value = max(value - off, Decimal(0)) if kind.is_additive else value - off
    elif bound is Bound.AT_MOST:
        value += off
    return Seen(truth.goal.id, text, (value,), basis, bound)
