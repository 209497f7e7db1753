"""All inputs of one run: the shipped plans, the user's own, and the data files."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from rsplan.errors import InvalidInput, RsplanError
from rsplan.model.plan import Plan
from rsplan.read.plan_library import Library, load, shipped_files

Spot = tuple[str, str, int, int]
Write = Callable[[str, str], str]


def plan_file(city: str, plan: str, indicators: str = "[]", start: int = 2021) -> str:
    """A target file with one plan of one city; the plan begins on line 4."""
    return f"""\
city: {{id: {city}, name: {{zh: 某市, en: Some city}}}}
documents: {{own: {{title: {{zh: 规划, en: Plan}}, state: issued}}}}
plans:
  - id: {plan}
    title: {{zh: 自有规划, en: Own plan}}
    document: own
    state: issued
    start: {start}-01-01
    end: {start + 4}-12-31
    indicators: {indicators}
"""


def indicator(indicator_id: str, kind: str = "cumulative", unit: str = "万人", more: str = "") -> str:
    return (
        f"{{id: {indicator_id}, name: {{zh: 名称, en: Name}}, unit: {{zh: {unit}, en: x}}, kind: {kind},"
        f" better: higher, target: {{printed: 5, where: 表1}}{more}}}"
    )


OBSERVED = ", observed: [{period: 2021, value: 1.5, source: 公报}]"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file below the test's folder and give back its path."""

    def written(name: str, text: str) -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return str(path)

    return written


def keys(library: Library) -> list[tuple[str, str]]:
    return [(plan.city.id, plan.id) for plan in library.plans]


def plan_of(library: Library, city: str, plan_id: str) -> Plan:
    return next(plan for plan in library.plans if (plan.city.id, plan.id) == (city, plan_id))


def spots_of(load_it: Callable[[], Library]) -> list[Spot]:
    with pytest.raises(InvalidInput) as caught:
        load_it()
    return [(problem.code, problem.file, problem.line, problem.column) for problem in caught.value.problems]


# ----------------------------------------------------------------------------------------------------------------------
# Shipped

SHIPPED = [("nanjing", "13fyp"), ("nanjing", "14fyp"), ("suzhou", "13fyp"), ("suzhou", "14fyp")]


def test_the_shipped_plans_are_loaded_without_any_argument() -> None:
    library = load()
    assert keys(library) == SHIPPED
    assert [city.id for city in library.cities] == ["nanjing", "suzhou"]
    assert [file.path for file in library.inputs] == ["targets/nanjing.yaml", "targets/suzhou.yaml"]


def test_plans_of_a_city_come_in_the_order_of_their_start(write: Write) -> None:
    own = write("a.yaml", plan_file("nanjing", "12fyp", start=2011))
    starts = [plan.start for plan in load([own]).plans if plan.city.id == "nanjing"]
    assert starts == sorted(starts)
    assert len(starts) == 3


def test_only_the_cities_asked_for_are_kept() -> None:
    library = load(cities=("suzhou",))
    assert keys(library) == SHIPPED[2:]
    assert [city.id for city in library.cities] == ["suzhou"]
    assert [file.path for file in library.inputs] == ["targets/suzhou.yaml"]


def test_a_shipped_file_that_is_not_needed_is_not_read() -> None:
    assert [file.name for file in shipped_files(("suzhou",))] == ["targets/suzhou.yaml"]
    assert [file.name for file in shipped_files(("nowhere",))] == ["targets/nanjing.yaml", "targets/suzhou.yaml"]


def test_the_shipped_plans_may_be_left_out(write: Write) -> None:
    own = write("own.yaml", plan_file("wuxi", "14fyp"))
    assert keys(load([own], shipped=False)) == [("wuxi", "14fyp")]


@pytest.mark.parametrize("cities", [("nanjin",), ("suzhou", "nanjin")])
def test_an_unknown_city_is_answered_with_the_nearest(cities: tuple[str, ...]) -> None:
    with pytest.raises(RsplanError) as caught:
        load(cities=cities)
    assert caught.value.key == "error.unknown_city_near"
    assert caught.value.details == {"city": "nanjin", "near": "nanjing", "known": "nanjing, suzhou"}


def test_a_city_like_no_other_is_answered_with_all_there_are() -> None:
    with pytest.raises(RsplanError) as caught:
        load(cities=("北京",))
    assert (caught.value.key, caught.value.details["known"]) == ("error.unknown_city", "nanjing, suzhou")


# ----------------------------------------------------------------------------------------------------------------------
# The user's own plans


def test_own_plans_are_added_to_the_shipped_ones(write: Write) -> None:
    own = write("own.yaml", plan_file("wuxi", "14fyp"))
    assert keys(load([own])) == [*SHIPPED, ("wuxi", "14fyp")]


def test_an_own_plan_replaces_the_shipped_one_of_the_same_city_and_id(write: Write) -> None:
    own = write("own.yaml", plan_file("nanjing", "14fyp", f"[{indicator('urban-new-jobs')}]"))
    library = load([own])
    assert keys(library) == SHIPPED
    replaced = plan_of(library, "nanjing", "14fyp")
    assert replaced.title.zh == "自有规划"
    assert [one.id for one in replaced.indicators] == ["urban-new-jobs"]
    assert len(plan_of(library, "suzhou", "14fyp").indicators) > 1


def test_what_was_published_in_a_replaced_plan_is_gone_with_it(write: Write) -> None:
    """Only the result of the 2016-2020 plan and the dispatch beside it are left of Nanjing's new jobs."""
    own = write("own.yaml", plan_file("nanjing", "14fyp", f"[{indicator('urban-new-jobs', more=OBSERVED)}]"))
    values = [one.value for one in load([own]).observations["nanjing", "urban-new-jobs"]]
    assert sorted(values) == [Decimal("1.5"), Decimal(139), Decimal("142.85")]


def test_two_own_plans_of_one_city_and_id_contradict(write: Write) -> None:
    first = write("a.yaml", plan_file("wuxi", "14fyp"))
    second = write("b.yaml", plan_file("wuxi", "14fyp"))
    with pytest.raises(InvalidInput) as caught:
        load([first, second])
    (problem,) = caught.value.problems
    assert (problem.code, problem.file, problem.line) == ("plan_twice", second, 4)
    assert problem.details == {"city": "wuxi", "plan": "14fyp", "first": f"{first}:4"}


def test_two_own_plans_contradict_also_where_both_replace_a_shipped_one(write: Write) -> None:
    own = [write(name, plan_file("nanjing", "14fyp")) for name in ("a.yaml", "b.yaml")]
    assert [spot[:2] for spot in spots_of(lambda: load(own))] == [("plan_twice", own[1])]


def test_the_same_file_given_twice_contradicts_itself(write: Write) -> None:
    own = write("own.yaml", plan_file("wuxi", "14fyp"))
    assert [spot[0] for spot in spots_of(lambda: load([own, own]))] == ["plan_twice"]


def test_one_id_in_two_plans_of_a_city_is_one_series_also_across_files(write: Write) -> None:
    """Nanjing's shipped 13fyp counts urban-new-jobs as a sum in 万人: a level of the same id would be mixed with it."""
    own = write("own.yaml", plan_file("nanjing", "14fyp", f"[{indicator('urban-new-jobs', kind='stock')}]"))
    assert [spot[:2] for spot in spots_of(lambda: load([own]))] == [("series_differs", own)]


def test_a_folder_stands_for_its_yaml_files(write: Write, tmp_path: Path) -> None:
    for name, city in (("plans/b.yaml", "wuxi"), ("plans/a.yml", "yixing")):
        write(name, plan_file(city, "14fyp"))
    write("plans/notes.txt", "no plan")
    library = load([str(tmp_path / "plans")], shipped=False)
    assert {plan.city.id for plan in library.plans} == {"wuxi", "yixing"}
    assert [Path(file.path).name for file in library.inputs] == ["a.yml", "b.yaml"]


def test_own_files_are_called_as_they_were_given(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("own.yaml", plan_file("wuxi", "14fyp"))
    monkeypatch.chdir(tmp_path)
    assert [file.path for file in load(["own.yaml"], shipped=False).inputs] == ["own.yaml"]


# ----------------------------------------------------------------------------------------------------------------------
# What was published, and data files


def test_without_published_the_observations_are_left_out_and_baselines_stay() -> None:
    """Interface, --no-published."""
    library = load(published=False)
    assert dict(library.observations) == {}
    rate = next(
        one for one in plan_of(library, "nanjing", "14fyp").indicators if one.id == "registered-unemployment-rate"
    )
    assert rate.baseline is not None
    assert rate.baseline.values == (Decimal("1.71"),)


def test_observations_of_data_files_come_after_the_published_ones_in_the_order_given(write: Write) -> None:
    header = "city,indicator,period,value\n"
    first = write("b.csv", header + "nanjing,urban-new-jobs,2024,1\nnanjing,urban-new-jobs,2024,2\n")
    second = write("a.csv", header + "nanjing,urban-new-jobs,2024,3\n")
    found = load(data=[first, second]).observations["nanjing", "urban-new-jobs"]
    assert [one.value for one in found[-3:]] == [Decimal(1), Decimal(2), Decimal(3)]
    orders = [one.order for one in found]
    assert orders == sorted(orders)
    assert len(set(orders)) == len(orders)
    assert [one.at.file for one in found[-3:]] == [first, first, second]


def test_plan_to_date_begins_with_the_plan_that_has_the_indicator(write: Write) -> None:
    """Two plans run at once; the one that began earlier says nothing of skills."""
    plans = [write("long.yaml", plan_file("wuxi", "long", f"[{indicator('jobs')}]", start=2019))]
    plans.append(write("14fyp.yaml", plan_file("wuxi", "14fyp", f"[{indicator('skills')}]")))
    data = write("own.csv", "city,indicator,period,value,basis\nwuxi,skills,2022-06,3,ptd\n")
    (found,) = load(plans, [data]).observations["wuxi", "skills"]
    assert found.span == (date(2021, 1, 1), date(2022, 6, 30))


def test_data_files_are_inputs_with_their_counts(write: Write) -> None:
    data = write("a.csv", "city,indicator,period,value\nnanjing,urban-new-jobs,2024,3\nsuzhou,urban-new-jobs,2024,3\n")
    last = load(data=[data]).inputs[-1]
    assert (last.path, last.indicators, last.observations) == (data, 0, 2)


def test_data_files_count_without_the_published_observations(write: Write) -> None:
    data = write("a.csv", "city,indicator,period,value\nnanjing,urban-new-jobs,2024,3\n")
    library = load(data=[data], published=False)
    assert {key: len(found) for key, found in library.observations.items()} == {("nanjing", "urban-new-jobs"): 1}


def test_data_of_own_plans_are_known(write: Write) -> None:
    own = write("own.yaml", plan_file("wuxi", "14fyp", f"[{indicator('gdp')}]"))
    data = write("a.csv", "city,indicator,period,value\nwuxi,gdp,2024,3\n")
    assert ("wuxi", "gdp") in load([own], [data]).observations


def test_a_city_left_out_of_a_data_file_is_the_one_asked_for(write: Write) -> None:
    data = write("a.csv", "indicator,period,value\nurban-new-jobs,2024,3\n")
    found = load(data=[data], cities=("suzhou",), published=False).observations
    assert list(found) == [("suzhou", "urban-new-jobs")]


def test_data_may_hold_cities_that_were_not_asked_for(write: Write) -> None:
    """One file for all cities serves each of them."""
    data = write("a.csv", "city,indicator,period,value\nnanjing,urban-new-jobs,2024,3\nsuzhou,urban-new-jobs,2024,4\n")
    found = load(data=[data], cities=("suzhou",), published=False).observations
    assert [one.value for one in found["suzhou", "urban-new-jobs"]] == [Decimal(4)]


@pytest.mark.parametrize("cached", [True, False])
def test_lines_of_cities_not_asked_for_are_left_alone_but_an_unknown_city_is_reported(
    write: Write, monkeypatch: pytest.MonkeyPatch, cached: bool
) -> None:
    """One question to the file of a whole country reads what it needs, whatever is in the cache."""
    if not cached:
        monkeypatch.setenv("RSPLAN_CACHE", "")
    lines = "city,indicator,period,value\nnanjing,no-such-thing,soon,3\n nanjing ,x,y,z\nsuzhou,urban-new-jobs,2024,4\n"
    library = load(data=[write("a.csv", lines)], cities=("suzhou",), published=False)
    assert {key: len(found) for key, found in library.observations.items()} == {("suzhou", "urban-new-jobs"): 1}
    assert library.inputs[-1].observations == 3
    with pytest.raises(InvalidInput) as caught:
        load(data=[write("a.csv", lines + "nanjin,urban-new-jobs,2024,4\n")], cities=("suzhou",))
    (problem,) = caught.value.problems
    assert (problem.code, problem.line, problem.details["near"]) == ("unknown_city_near", 5, "nanjing")
    with pytest.raises(InvalidInput) as caught:
        load(data=[write("a.csv", lines)])
    assert {one.line for one in caught.value.problems} == {2, 3}


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "city,indicator,period,value\nnanjing,urban-new-jobs,2024,3\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))
    library = load(data=["-"], published=False)
    (found,) = library.observations["nanjing", "urban-new-jobs"]
    assert (found.value, found.at.file, library.inputs[-1].path) == (Decimal(3), "<stdin>", "<stdin>")


def test_arguments_may_be_read_once_only(write: Write) -> None:
    """They are iterables, not lists."""
    own = write("own.yaml", plan_file("wuxi", "14fyp", f"[{indicator('gdp')}]"))
    data = write("a.csv", "city,indicator,period,value\nwuxi,gdp,2024,3\n")
    library = load(iter([own]), iter([data]), ("wuxi",))
    assert [one.value for one in library.observations["wuxi", "gdp"]] == [Decimal(3)]


# ----------------------------------------------------------------------------------------------------------------------
# Inputs that cannot be read


@pytest.mark.parametrize("option", ["targets", "data"])
def test_a_missing_file_is_a_problem_of_the_whole_file(option: str, tmp_path: Path) -> None:
    path = str(tmp_path / "missing")
    found = spots_of(lambda: load([path]) if option == "targets" else load(data=[path]))
    assert found == [("not_found", path, 0, 0)]


def test_a_folder_is_no_data_file(tmp_path: Path) -> None:
    assert spots_of(lambda: load(data=[str(tmp_path)])) == [("is_a_directory", str(tmp_path), 0, 0)]


def test_a_folder_without_target_files_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no plan", encoding="utf-8")
    assert spots_of(lambda: load([str(tmp_path)])) == [("no_target_files", str(tmp_path), 0, 0)]


def test_a_folder_named_like_a_target_file_is_a_problem(tmp_path: Path) -> None:
    folder = tmp_path / "plans" / "old.yaml"
    folder.mkdir(parents=True)
    assert spots_of(lambda: load([str(tmp_path / "plans")])) == [("is_a_directory", str(folder), 0, 0)]


@pytest.mark.parametrize("size", [5_000_001, 2_000_000_000])
def test_a_target_file_of_many_megabytes_is_refused(size: int, tmp_path: Path) -> None:
    """A city's plans are some tens of kilobytes."""
    path = tmp_path / "large.yaml"
    with path.open("wb") as stream:
        stream.truncate(size)
    assert spots_of(lambda: load([str(path)])) == [("too_large", str(path), 0, 0)]


def test_every_problem_of_every_target_file_comes_in_one_run(write: Write, tmp_path: Path) -> None:
    broken = write(
        "a.yaml", plan_file("wuxi", "14fyp").replace("state: issued\n", "state: isued\n").replace("-12-", "-13-")
    )
    missing = str(tmp_path / "missing.yaml")
    found = spots_of(lambda: load([broken, missing]))
    assert [spot[:2] for spot in found] == [
        ("unknown_word_near", broken),
        ("no_such_day", broken),
        ("not_found", missing),
    ]


def test_every_problem_of_every_data_file_comes_in_one_run(write: Write, tmp_path: Path) -> None:
    first = write("a.csv", "city,indicator,period,value\nwuxi,gdp,2024,3\nnanjing,urban-new-jobs,2024,x\n")
    second = write("b.csv", "nothing\n")
    missing = str(tmp_path / "missing.csv")
    assert spots_of(lambda: load(data=[first, second, missing])) == [
        ("unknown_city", first, 2, 1),
        ("not_a_number", first, 3, 29),
        ("no_header", second, 1, 1),
        ("not_found", missing, 0, 0),
    ]


def test_an_empty_folder_does_not_hide_a_missing_file(tmp_path: Path) -> None:
    """Every problem of every input in one run."""
    missing = str(tmp_path / "missing.yaml")
    folder = tmp_path / "empty"
    folder.mkdir()
    found = spots_of(lambda: load([str(folder), missing]))
    assert sorted(found) == [("no_target_files", str(folder), 0, 0), ("not_found", missing, 0, 0)]


def test_a_broken_target_file_does_not_hide_a_missing_data_file(write: Write, tmp_path: Path) -> None:
    """Every problem of every input in one run."""
    broken = write("own.yaml", "")
    missing = str(tmp_path / "missing.csv")
    found = spots_of(lambda: load([broken], [missing]))
    assert sorted(found) == [("empty_file", broken, 1, 1), ("not_found", missing, 0, 0)]


def test_a_broken_target_file_does_not_make_its_city_unknown(write: Write) -> None:
    """Where a plan could not be read, only what is wrong in the data file itself is reported."""
    broken = write("own.yaml", plan_file("wuxi", "14fyp").replace("state: issued\n", "state: isued\n"))
    data = write("a.csv", "city,indicator,period,value\nwuxi,gdp,2024,3\nwuxi,gdp,2024-13,3\n")
    assert spots_of(lambda: load([broken], [data])) == [
        ("unknown_word_near", broken, 7, 12),
        ("no_such_month", data, 3, 10),
    ]
