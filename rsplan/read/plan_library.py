"""All inputs of one run: the shipped target files, the user's own, and the data files."""

import os
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, cast

from rsplan.errors import InvalidInput, Problem, UnknownCity
from rsplan.model.input_places import InputFile
from rsplan.model.observations import Observation, Retraction
from rsplan.model.plan import City, Plan, TargetFile
from rsplan.model.series_key import Series, SeriesKey
from rsplan.read.cache import TargetFileCache
from rsplan.read.input_text import LINES_PER_FILE, Watch, printable, read_bytes, unwatched
from rsplan.read.merging import in_its_plan, merge_plans
from rsplan.read.observation_columns import ObservationsBySeries
from rsplan.read.shipped import TARGETS
from rsplan.settings_file import SETTINGS_FILE
from rsplan.suggest import nearest

if TYPE_CHECKING:
    from rsplan.model.tasks import Task
    from rsplan.read.csv_beside import Beside
    from rsplan.read.csv_observations import DataFile

#: A city's plans are some tens of kilobytes; a file a hundred times as large is not a target file.
MOST_TARGETS = 5_000_000


class TargetPath(NamedTuple):
    """The path of a target file, and its name in messages and outputs."""

    path: str
    name: str


class Library(NamedTuple):
    """The contents of all inputs: cities, plans by city and start, observations by city and indicator.

    `observations` are those that nothing withdraws; `retractions` hold the others. `rewritten` has a problem for each
    data file whose cells a spreadsheet has rewritten, and that is read all the same. `tasks` are the bureau's yearly
    tasks, `responsible` names who is responsible for an indicator. `replacing` are the plans of own target files that
    stand for shipped ones.
    """

    cities: tuple[City, ...]
    plans: tuple[Plan, ...]
    observations: Mapping[SeriesKey, Sequence[Observation]]
    inputs: tuple[InputFile, ...]
    retractions: Mapping[SeriesKey, Sequence[Retraction]] = {}
    rewritten: tuple[Problem, ...] = ()
    tasks: Mapping[SeriesKey, "Sequence[Task]"] = {}
    responsible: Mapping[SeriesKey, str] = {}
    replacing: tuple[Plan, ...] = ()

    def as_known(self, known_on: date | None) -> "Library":
        """The library as it was known on the day: with the observations that were withdrawn only later."""
        later = {
            key: [one for one in retractions if not one.was_known(known_on)]
            for key, retractions in self.retractions.items()
        }
        restored = {key: [one for each in late for one in each.withdrawn] for key, late in later.items() if late}
        if not restored:
            return self
        observations: dict[SeriesKey, Sequence[Observation]] = {
            key: sorted((*self.observations.get(key, ()), *withdrawn), key=lambda each: each.order)
            for key, withdrawn in restored.items()
        }
        unchanged = cast("dict[SeriesKey, Sequence[Observation]]", self.observations)  # a chain only reads it
        known = {
            key: [one for one in retractions if one.was_known(known_on)]
            for key, retractions in self.retractions.items()
        }
        every = ChainMap(observations, unchanged)
        plans = tuple(_with_relations(plan, every) for plan in self.plans)
        return self._replace(plans=plans, observations=every, retractions=known)


class FilesBeside(NamedTuple):
    """The paths of the files beside the data, None for none: yearly tasks, and who is responsible."""

    tasks: str | None = None
    responsible: str | None = None


class _TargetFiles(NamedTuple):
    """The target files of the cities asked for, by their numbers, and the ids of all cities that have one."""

    files: list[tuple[int, TargetFile]]
    cities: list[str]


class _DataFiles(NamedTuple):
    """The data files to be read, and how.

    `others` are known cities that were not asked for, `first_number` is the number of the first data file among
    the inputs, and `contents` replaces the contents of files by path.
    """

    paths: tuple[str, ...]
    cities: tuple[str, ...]
    others: frozenset[str]
    first_number: int
    contents: Mapping[str, bytes]
    watch: Watch


def load(
    targets: Iterable[str] = (),
    data: Iterable[str] = (),
    cities: tuple[str, ...] = (),
    *,
    published: bool = True,
    shipped: bool = True,
    contents: Mapping[str, bytes] = {},
    watch: Watch = unwatched,
    cached: bool = True,
    beside: FilesBeside = FilesBeside(),
) -> Library:
    """Read the shipped target files, those in `targets` (files or folders), the data files and those `beside` them.

    `cities` restricts the result to the cities with these ids; of the others only the ids are read. An own plan
    replaces the shipped one with the same city and id. `published=False` leaves out the observations of the
    target files. `contents` replaces the contents of data files on the disk, by path. `watch` sees the files and
    the lines of the data files go by. `cached` takes target files as an earlier run read them.
    Raises InvalidInput with every problem of every input, and RsplanError for an unknown city.
    """
    data = tuple(data)
    own_paths, problems = _own_paths(targets)
    alone = not own_paths and not data and beside == FilesBeside()  # other files may name any city
    shipped_paths = shipped_files(cities if alone else ()) if shipped else []
    paths = [*shipped_paths, *own_paths]
    read = _read_target_files(paths, cities, problems, watch, TargetFileCache(used=cached))
    plans = merge_plans(read.files, len(shipped_paths))
    others = frozenset(city for city in read.cities if cities and city not in cities)
    data_files = _DataFiles(data, cities, others, len(paths), contents, watch)
    if problems:
        raise InvalidInput([*problems, *_problems_of_data(data_files, plans)])
    _check_cities(cities, read.cities)
    observations = ObservationsBySeries()
    if published:
        _add_published(plans, observations)
    by_id = {plan.city.id: plan.city for plan in plans}
    retractions: dict[SeriesKey, list[Retraction]] = {}
    own = _read_data_files(data_files, plans)
    tasks, responsible = _read_beside(beside, plans, cities, others)
    for file in own:
        for key, columns in file.columns.items():
            observations.add(key, columns)
        for key, withdrawing in file.retractions.items():
            retractions.setdefault(key, []).extend(withdrawing)
    return Library(
        cities=tuple(by_id.values()),
        plans=tuple(_with_relations(plan, observations) for plan in plans),
        observations=observations,
        inputs=(
            *(file.source for _, file in read.files),
            *(file.source for file in own),
            *(file.source for file in (tasks, responsible) if file),
        ),
        retractions=retractions,
        rewritten=tuple(file.rewritten for file in own if file.rewritten),
        tasks=tasks.tasks if tasks else {},
        responsible=responsible.responsible if responsible else {},
        replacing=tuple(_replacing(read.files, len(shipped_paths))),
    )


def _with_relations(plan: Plan, observations: Mapping[SeriesKey, Sequence[Observation]]) -> Plan:
    """The plan whose targets that are relative to another series have the observations of it."""
    if all(indicator.target.relative_to is None for indicator in plan.indicators):
        return plan
    indicators = []
    for indicator in plan.indicators:
        if relative := indicator.target.relative_to:
            series = tuple(observations.get((plan.city.id, relative.indicator), ()))
            target = indicator.target._replace(relative_to=relative._replace(series=series))
            indicator = indicator._replace(target=target)
        indicators.append(indicator)
    return plan._replace(indicators=tuple(indicators))


def _read_beside(
    beside: FilesBeside, plans: Sequence[Plan], cities: tuple[str, ...], others: frozenset[str]
) -> "tuple[Beside | None, Beside | None]":
    """Read the files beside the data; raises InvalidInput with every problem of both."""
    if beside == FilesBeside():
        return None, None
    from rsplan.read.csv_beside import ExpectedRows, read_responsible, read_tasks  # most runs have none

    expected, problems = ExpectedRows(series_of(plans), cities, others), list[Problem]()
    found: list[Beside | None] = []
    for path, read in ((beside.tasks, read_tasks), (beside.responsible, read_responsible)):
        try:
            found.append(None if path is None else read(path, expected))
        except InvalidInput as error:
            problems += error.problems
    if problems:
        raise InvalidInput(problems)
    tasks, responsible = found
    return tasks, responsible


def _replacing(files: Sequence[tuple[int, TargetFile]], shipped: int) -> Iterator[Plan]:
    """The plans of own files that stand for shipped ones: those of the same city and id."""
    known = {(plan.city.id, plan.id) for number, file in files if number < shipped for plan in file.plans}
    for number, file in files:
        if number >= shipped:
            yield from (plan for plan in file.plans if (plan.city.id, plan.id) in known)


def texts_in_one_language(targets: Iterable[str]) -> Iterator[Problem]:
    """Find the texts that own target files, which can be read, have in one language only, as warnings."""
    from rsplan.read.yaml_target_file import texts_in_one_language as in_file

    for path in _own_paths(targets)[0]:
        yield from in_file(path.name, read_bytes(path.path, path.name, MOST_TARGETS))


def shipped_files(cities: tuple[str, ...] = ()) -> list[TargetPath]:
    """The shipped target files of the cities; all of them for no city, and where one of the cities has none.

    A shipped file has the id of its city as its name, so that others need not be read.
    """
    files = _yaml_files(TARGETS)
    chosen = [file for file in files if file.removesuffix(".yaml") in cities]
    if len(chosen) < len(set(cities)) or not cities:
        chosen = files
    return [TargetPath(os.path.join(TARGETS, file), f"targets/{file}") for file in chosen]


def _yaml_files(folder: str) -> list[str]:
    return sorted(file for file in os.listdir(folder) if file.endswith((".yaml", ".yml")) and file != SETTINGS_FILE)


def _own_paths(targets: Iterable[str]) -> tuple[list[TargetPath], list[Problem]]:
    paths: list[TargetPath] = []
    problems: list[Problem] = []
    for path in targets:
        try:
            paths += _paths_at(path)
        except InvalidInput as error:
            problems += error.problems
    return paths, problems


def _paths_at(path: str) -> list[TargetPath]:
    """The target file at the path, or those in the folder there."""
    if not os.path.isdir(path):
        return [TargetPath(path, printable(path))]
    try:
        files = [os.path.join(path, file) for file in _yaml_files(path)]
    except OSError as error:
        raise InvalidInput([Problem("unreadable", path, 0, 0, {"reason": error.strerror or ""})]) from None
    if not files:
        raise InvalidInput([Problem("no_target_files", path, 0, 0, {})])
    return [TargetPath(file, printable(file)) for file in files]


def _read_target_files(
    paths: Sequence[TargetPath], cities: tuple[str, ...], problems: list[Problem], watch: Watch, cache: TargetFileCache
) -> _TargetFiles:
    """Read the target files of the cities asked for; problems are added to `problems`."""
    files: list[tuple[int, TargetFile]] = []
    ids: dict[str, None] = {}
    for number, path in watch(enumerate(paths), len(paths), "files"):
        try:
            content = read_bytes(path.path, path.name, MOST_TARGETS)
            cached = cache.entry(path.name, content, number)
            city = cached.city if cities else None
            if city is None or city in cities:
                file = cached.file(_read)
                city = file.city.id
                if not cities or city in cities:
                    files.append((number, file))
            ids[city] = None
        except InvalidInput as error:
            problems += error.problems
    return _TargetFiles(files, list(ids))


def _read(name: str, data: bytes, number: int) -> TargetFile:
    from rsplan.read.yaml_target_file import read_targets  # a run that finds all files in the cache needs no YAML

    return read_targets(name, data, number)


def _check_cities(cities: tuple[str, ...], known: Sequence[str]) -> None:
    for city in cities:
        if city not in known:
            near = nearest(city, known)
            key = "error.unknown_city_near" if near else "error.unknown_city"
            raise UnknownCity(key, city=city, near=near or "", known=", ".join(known))


def _add_published(plans: Sequence[Plan], observations: ObservationsBySeries) -> None:
    """Add the observations of the target files."""
    for plan in plans:
        for indicator in plan.indicators:
            published = [in_its_plan(observation, plan, indicator, plans) for observation in indicator.observed]
            observations.add((plan.city.id, indicator.id), published)


def _read_data_files(data: _DataFiles, plans: Sequence[Plan]) -> "list[DataFile]":
    """Read the data files; raises InvalidInput with every problem of every file."""
    if not data.paths:
        return []
    from rsplan.read.csv_observations import read_observations
    from rsplan.read.unfinished_change import read_data_file

    known = series_of(plans)
    files: list[DataFile] = []
    problems: list[Problem] = []
    for number, path in enumerate(data.paths, data.first_number):
        name = "<stdin>" if path == "-" else printable(path)
        order = number * LINES_PER_FILE
        try:
            content = data.contents[path] if path in data.contents else read_data_file(path, name)
            files.append(
                read_observations(name, content, known, data.cities, order, others=data.others, watch=data.watch)
            )
        except InvalidInput as error:
            problems += error.problems
    if problems:
        raise InvalidInput(problems)
    return files


def _problems_of_data(data: _DataFiles, plans: Sequence[Plan]) -> list[Problem]:
    """The problems of the data files in themselves, where a target file has problems already.

    An unknown city or indicator is none: the target file that could not be read may have it.
    """
    try:
        _read_data_files(data, plans)
    except InvalidInput as error:
        unknown = ("unknown_city", "unknown_indicator")
        return [problem for problem in error.problems if not problem.code.startswith(unknown)]
    return []


def series_of(plans: Iterable[Plan]) -> dict[SeriesKey, Series]:
    """The series of each indicator of each city.

    Of plans that run at the same time those with the indicator come first: its plan-to-date values begin with them.
    """
    by_city: dict[str, list[Plan]] = {}
    for plan in plans:
        by_city.setdefault(plan.city.id, []).append(plan)
    series: dict[SeriesKey, Series] = {}
    for city, of_city in by_city.items():
        having: dict[str, list[Plan]] = {}
        for plan in of_city:
            for indicator in plan.indicators:
                having.setdefault(indicator.id, []).append(plan)
        for plan in of_city:
            for indicator in plan.indicators:
                first = having[indicator.id]
                ordered = (*first, *(other for other in of_city if other not in first))
                shares = len(indicator.target.values)
                series[city, indicator.id] = Series(indicator.kind, indicator.unit.zh, ordered, shares)
    return series
