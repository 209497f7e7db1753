"""All inputs of one run: the shipped plans, the user's own, and the observations."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from rsplan.errors import InvalidInput, Problem, RsplanError
from rsplan.model.plan import Basis, City, Indicator, InputFile, Observation, Plan, TargetFile
from rsplan.model.series_key import Series, SeriesKey
from rsplan.model.spans import span_of
from rsplan.read.cache import TargetFileCache
from rsplan.read.columns import ObservationsBySeries
from rsplan.read.shipped import TARGETS
from rsplan.read.source import LINES_PER_FILE, Watch, printable, read_bytes, unwatched
from rsplan.suggest import nearest

#: A city's plans are some tens of kilobytes; what is a hundred times that is not one.
MOST_TARGETS = 5_000_000


class Located(NamedTuple):
    """A target file to be read: where it lies, and what messages and outputs call it."""

    path: str
    name: str


class Library(NamedTuple):
    """Everything read: cities, plans in order of their start, observations by city and indicator."""

    cities: tuple[City, ...]
    plans: tuple[Plan, ...]
    observations: Mapping[SeriesKey, Sequence[Observation]]
    inputs: tuple[InputFile, ...]


def load(
    targets: Iterable[str] = (),
    data: Iterable[str] = (),
    cities: tuple[str, ...] = (),
    *,
    published: bool = True,
    shipped: bool = True,
    contents: Mapping[str, bytes] = {},
    watch: Watch = unwatched,
) -> Library:
    """Read the shipped target files, those in `targets` (files or folders) and the data files.

    `cities` keeps only those cities (all when empty); of the others no more is read than who they are.
    A plan in `targets` replaces the shipped one of the same city and id. `published=False` leaves out
    the observations of the target files. `contents` holds what a data file is taken to contain,
    whatever it holds on the disk. `watch` sees the files and the lines of data go by.
    Raises InvalidInput with every problem of every input, RsplanError for an unknown city.
    """
    own: list[Located] = []
    problems: list[Problem] = []
    for path in targets:
        try:
            own += _located(path)
        except InvalidInput as error:
            problems += error.problems
    every = [*(shipped_files(cities if not own and not data else ()) if shipped else ()), *own]
    memory = TargetFileCache()
    files: list[tuple[int, TargetFile]] = []
    ids: dict[str, None] = {}
    for number, file in watch(enumerate(every), len(every), "files"):
        try:
            content = read_bytes(file.path, file.name, MOST_TARGETS)
            city = memory.city(file.name, content, number) if cities else None
            if city is None or city in cities:
                read = memory.file(file.name, content, number, _read)
                files.append((number, read))
                city = read.city.id
            ids[city] = None
        except InvalidInput as error:
            problems += error.problems
    if cities:
        files = [(number, file) for number, file in files if file.city.id in cities]
    others = [city for city in ids if cities and city not in cities]
    plans = _merged(files, len(every) - len(own))
    if problems:
        raise InvalidInput([*problems, *_problems_of_data(data, plans, cities, others, contents, watch)])
    known_cities = {plan.city.id: plan.city for plan in plans}
    _check_cities(cities, [*ids])
    observations = ObservationsBySeries()
    if published:
        for plan in plans:
            for indicator in plan.indicators:
                observations.add(
                    (plan.city.id, indicator.id), [_at_home(one, plan, indicator, plans) for one in indicator.observed]
                )
    inputs = [file.source for _, file in files]
    inputs += _add_data(data, plans, cities, others, len(every), observations, contents, watch)
    return Library(
        tuple(known_cities.values()),
        tuple(plans),
        observations,
        tuple(inputs),
    )


def _read(name: str, data: bytes, number: int) -> TargetFile:
    from rsplan.read.yaml_targets import read_targets  # what was read before needs no YAML

    return read_targets(name, data, number)


def shipped_files(cities: tuple[str, ...] = ()) -> list[Located]:
    """The shipped target files; a shipped file is named for its city, so others need not be read."""
    files = _yaml_files(TARGETS)
    wanted = [file for file in files if file.removesuffix(".yaml") in cities]
    if len(wanted) < len(set(cities)) or not cities:
        wanted = files
    return [Located(os.path.join(TARGETS, file), f"targets/{file}") for file in wanted]


def _yaml_files(folder: str) -> list[str]:
    return sorted(file for file in os.listdir(folder) if file.endswith((".yaml", ".yml")))


def _located(path: str) -> list[Located]:
    if not os.path.isdir(path):
        return [Located(path, printable(path))]
    try:
        files = [os.path.join(path, file) for file in _yaml_files(path)]
    except OSError as error:
        raise InvalidInput([Problem("unreadable", path, 0, 0, {"reason": error.strerror or ""})]) from None
    if not files:
        raise InvalidInput([Problem("no_target_files", path, 0, 0, {})])
    return [Located(file, printable(file)) for file in files]


def _merged(files: list[tuple[int, TargetFile]], shipped: int) -> list[Plan]:
    """The plans of all files; one of the user's own replaces a shipped one, two of one sort contradict."""
    plans: dict[tuple[str, str], tuple[int, Plan]] = {}
    problems = []
    for number, file in files:
        for plan in file.plans:
            key = plan.city.id, plan.id
            rival = plans.get(key)
            if rival is not None and (rival[0] >= shipped or number < shipped):
                first = f"{rival[1].at.file}:{rival[1].at.line}"
                details = {"city": plan.city.id, "plan": plan.id, "first": first}
                problems.append(Problem("plan_twice", plan.at.file, plan.at.line, 1, details))
            plans[key] = number, plan
    problems += _mixed_series(plan for _, plan in sorted(plans.values(), key=lambda numbered: numbered[0]))
    if problems:
        raise InvalidInput(problems)
    order = {city: index for index, city in enumerate(dict.fromkeys(plan.city.id for _, plan in plans.values()))}
    return sorted((plan for _, plan in plans.values()), key=lambda plan: (order[plan.city.id], plan.start))


def _mixed_series(plans: Iterable[Plan]) -> Iterator[Problem]:
    """One id in several plans of a city is one series, whichever files they stand in."""
    first: dict[SeriesKey, Indicator] = {}
    for plan in plans:
        for indicator in plan.indicators:
            known = first.setdefault((plan.city.id, indicator.id), indicator)
            if known.unit.zh != indicator.unit.zh or known.kind.is_additive != indicator.kind.is_additive:
                details = {"id": indicator.id, "first": f"{known.at.file}:{known.at.line}"}
                yield Problem("series_differs", indicator.at.file, indicator.at.line, 1, details)


def _at_home(observation: Observation, plan: Plan, indicator: Indicator, plans: Iterable[Plan]) -> Observation:
    """The observation; a plan-to-date figure of another plan of the city begins with that one."""
    if observation.basis is not Basis.PTD or plan.start <= observation.period.end <= plan.end:
        return observation
    having = (
        other
        for other in plans
        if other.city.id == plan.city.id and any(own.id == indicator.id for own in other.indicators)
    )
    home = next((other for other in having if other.start <= observation.period.end <= other.end), plan)
    return observation._replace(
        span=span_of(observation.period, observation.basis, home.start if home is not plan else None)
    )


def _check_cities(cities: tuple[str, ...], known: Sequence[str]) -> None:
    for city in cities:
        if city not in known:
            near = nearest(city, known)
            key = "error.unknown_city_near" if near else "error.unknown_city"
            raise RsplanError(key, city=city, near=near or "", known=", ".join(known))


def series_of(plans: Iterable[Plan]) -> dict[SeriesKey, Series]:
    """What a data line needs to know of each indicator.

    Of plans that run at once those with the indicator come first: its plan-to-date figures begin with them.
    """
    by_city: dict[str, list[Plan]] = {}
    for plan in plans:
        by_city.setdefault(plan.city.id, []).append(plan)
    found: dict[SeriesKey, Series] = {}
    for city, own in by_city.items():
        having: dict[str, list[Plan]] = {}
        for plan in own:
            for indicator in plan.indicators:
                having.setdefault(indicator.id, []).append(plan)
        for plan in own:
            for indicator in plan.indicators:
                first = having[indicator.id]
                every = (*first, *(other for other in own if other not in first))
                found[city, indicator.id] = Series(
                    indicator.kind, indicator.unit.zh, every, len(indicator.target.values)
                )
    return found


def _problems_of_data(
    data: Iterable[str],
    plans: list[Plan],
    cities: tuple[str, ...],
    others: Sequence[str],
    contents: Mapping[str, bytes],
    watch: Watch,
) -> list[Problem]:
    """What is wrong with the data files in themselves, where a target file is already at fault.

    A city or indicator that is not known may stand in the target file that could not be read.
    """
    try:
        _add_data(data, plans, cities, others, 0, ObservationsBySeries(), contents, watch)
    except InvalidInput as error:
        unknown = ("unknown_city", "unknown_indicator")
        return [one for one in error.problems if not one.code.startswith(unknown)]
    return []


def _add_data(
    data: Iterable[str],
    plans: list[Plan],
    cities: tuple[str, ...],
    others: Sequence[str],
    first_number: int,
    observations: ObservationsBySeries,
    contents: Mapping[str, bytes],
    watch: Watch,
) -> list[InputFile]:
    if not data:
        return []
    from rsplan.read.csv_format import MOST_BYTES
    from rsplan.read.csv_observations import read_observations

    known = series_of(plans)
    inputs: list[InputFile] = []
    problems: list[Problem] = []
    for number, path in enumerate(data, first_number):
        name = "<stdin>" if path == "-" else printable(path)
        try:
            content = contents[path] if path in contents else read_bytes(path, name, MOST_BYTES)
            found = read_observations(name, content, known, cities, number * LINES_PER_FILE, frozenset(others), watch)
        except InvalidInput as error:
            problems += error.problems
            continue
        for key, added in found.columns.items():
            observations.add(key, added)
        inputs.append(InputFile(name, found.sha256, 0, found.number))
    if problems:
        raise InvalidInput(problems)
    return inputs
