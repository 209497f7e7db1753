"""The bureau's yearly tasks and the offices that are responsible: read, entered, judged by; docs/month.md."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from desk import HEADER, TARGETS
from workbooks import rows, workbook

from rsplan.cli.program import run

TASKS = "city,indicator,year,value,source,decided\n"

#: `jobs` is to add up to 60 in five years: the straight line gives 12 to 2022.
DATA = (
    HEADER
    + "linhai,jobs,2021-09,6,ytd,,,2021-10-10,,\n"
    + "linhai,jobs,2021-10,7,ytd,,,2021-11-10,,\n"
    + "linhai,jobs,2022-09,9.1,ytd,,,2022-10-10,,\n"
    + "linhai,jobs,2022-10,10.5,ytd,,,2022-11-10,,\n"
    + "linhai,rate,2021-10,2.5,level,,,2021-11-10,,\n"
    + "linhai,rate,2022-10,2.1,level,,,2022-11-10,,\n"
)


class Done(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    def indicator(self, name: str) -> Any:
        (plan,) = self.json["plans"]
        (found,) = [one for one in plan["indicators"] if one["id"] == name]
        return found


Program = Callable[..., Done]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en")
    monkeypatch.delenv("COLUMNS", raising=False)
    (tmp_path / "linhai.yaml").write_text(TARGETS, encoding="utf-8")
    (tmp_path / "observations.csv").write_text(DATA, encoding="utf-8")
    (tmp_path / "rsplan.yaml").write_text(
        "city: linhai\ntargets: linhai.yaml\ndata: observations.csv\ntasks: own/tasks.csv\n"
        "responsible: own/responsible.csv\n",
        encoding="utf-8",
    )
    (tmp_path / "own").mkdir()
    (tmp_path / "own/responsible.csv").write_text("city,indicator,responsible\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def program(folder: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    def called(*args: str) -> Done:
        code = run(args)
        printed = capsys.readouterr()
        return Done(code, printed.out, printed.err)

    return called


def write_tasks(folder: Path, lines: str, name: str = "own/tasks.csv") -> None:
    (folder / name).write_text(lines, encoding="utf-8")


YEAR = ("status", "--year", "2022", "--as-of", "2022-10-31", "--format", "json")


# --- the figures of the year -----------------------------------------------------------------------------------------


def test_the_year_has_its_month_and_growth_on_the_same_days_of_the_year_before(program: Program) -> None:
    year = program(*YEAR).indicator("jobs")["year"]
    assert year["target"] == {"value": 12, "printed": "12", "origin": "straight_line", "source": None, "decided": None}
    assert year["month"] == {  # 10.5 - 9.1
        "start": "2022-10-01",
        "end": "2022-10-31",
        "value": 1.4,
        "bound": "exact",
        "provisional": False,
    }
    assert (year["year_before"]["value"], year["growth"], year["change"]) == (7, 0.5, None)  # 10.5 / 7 - 1
    assert (year["remaining"], year["required_per_month"]) == (1.5, 0.75)  # 12 - 10.5, in two months
    assert year["lead_points"] == 4.166667  # (10.5 - 10) / 12


def test_a_narrow_table_says_below_what_a_month_needs_of_what_is_behind(
    program: Program, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """9.5 of 12 by October are 79.2 %, behind the 83.3 % of the time; the other 2.5 in two months are 1.25 each."""
    asked = ("status", "--year", "2022", "--as-of", "2022-11-10", "--lang", "zh")
    monkeypatch.setenv("COLUMNS", "80")
    assert "滞后项" not in program(*asked).out  # 10.5 are on time
    behind = DATA.replace("2022-10,10.5,", "2022-10,9.5,")
    (folder / "observations.csv").write_text(behind, encoding="utf-8")
    lines = program(*asked).out.splitlines()
    assert ("滞后项月均需：就业：1.25" in lines, "所需数自2022-11-01起算" in lines) == (True, True)
    monkeypatch.setenv("COLUMNS", "120")
    assert "滞后项" not in program(*asked).out  # it has a column


def test_a_rate_changes_in_points_and_has_no_month(program: Program) -> None:
    year = program(*YEAR).indicator("rate")["year"]
    assert (year["month"], year["growth"], year["change"]) == (None, None, -0.4)
    assert year["required_per_month"] is None
    assert "-0.4 pts" in program(*YEAR[:-2]).out


def test_a_figure_of_other_days_is_not_compared(program: Program, folder: Path) -> None:
    lines = DATA.replace("linhai,jobs,2021-10,7,ytd,,,2021-11-10,,\n", "")
    (folder / "observations.csv").write_text(lines, encoding="utf-8")
    year = program(*YEAR).indicator("jobs")["year"]
    assert (year["year_before"], year["growth"]) == (None, None)


@pytest.mark.parametrize(("since", "growth"), [("2022-01", None), ("2021-01", 0.5), ("2022-11", 0.5)])
def test_nothing_is_compared_across_a_break(program: Program, folder: Path, since: str, growth: float | None) -> None:
    """Counted in another way since 2022: 10.5 and 7 are not of the same thing."""
    rule = f"[{{from: {since}, reason: {{zh: 口径, en: rule}}, declared: true}}]"
    broken = f"breaks: {rule}, target: {{printed: 60"
    (folder / "linhai.yaml").write_text(TARGETS.replace("target: {printed: 60", broken), encoding="utf-8")
    done = program(*YEAR)
    assert done.code == 0, done.err
    assert done.indicator("jobs")["year"]["growth"] == growth


def test_a_bound_of_the_year_before_is_no_number_to_compare_with(program: Program, folder: Path) -> None:
    lines = DATA.replace("2021-10,7,ytd,,", "2021-10,7,ytd,at_least,")
    (folder / "observations.csv").write_text(lines, encoding="utf-8")
    assert program(*YEAR).indicator("jobs")["year"]["growth"] is None


def test_the_year_before_is_that_of_the_former_plan(program: Program, folder: Path) -> None:
    """2020 lies in the plan before; 3 by October 2021 after 2 by October 2020 are 50 % more."""
    lines = HEADER + "linhai,jobs,2020-10,2,ytd,,,,,\nlinhai,jobs,2021-10,3,ytd,,,,,\n"
    (folder / "observations.csv").write_text(lines, encoding="utf-8")
    done = program("status", "--year", "2021", "--as-of", "2021-10-31", "--format", "json")
    assert done.indicator("jobs")["year"]["growth"] == 0.5


def test_the_figures_of_a_year_are_explained(program: Program, folder: Path) -> None:
    write_tasks(folder, TASKS + "linhai,jobs,2022,14,Tasks of 2022,2022-01-15\n")
    done = program("show", "linhai", "jobs", "--year", "2022", "--as-of", "2022-10-31", "--explain", "--format", "json")
    figures = {one["name"]: one for one in done.indicator("jobs")["year"]["figures"]}
    assert figures["growth"]["formula"] == "A / V - 1"
    assert figures["growth"]["inputs"]["V"]["inputs"]["v1"]["origin"]["line"] == 3
    origin = figures["completion_rate"]["inputs"]["T"]["origin"]
    assert (origin["source"], origin["file"], origin["line"]) == ("Tasks of 2022", "own/tasks.csv", 2)
    assert figures["required_per_month"]["value"] == 1.75  # 3.5 in two months
    (folder / "own/tasks.csv").unlink()
    done = program("show", "linhai", "jobs", "--year", "2022", "--as-of", "2022-10-31", "--explain", "--format", "json")
    figures = {one["name"]: one for one in done.indicator("jobs")["year"]["figures"]}
    of_year = figures["completion_rate"]["inputs"]["T"]
    assert (of_year["formula"], of_year["value"]) == ("P1 - P0", 12)
    assert {name: one["value"] for name, one in of_year["inputs"].items()} == {"P1": 24, "P0": 12}


def test_the_source_of_a_target_of_the_year_names_its_rows(program: Program, folder: Path) -> None:
    lines = "linhai,jobs,2022,14,x,2022-01-15\nlinhai,rate,2022,2,x,2022-01-15\nlinhai,insured,2022,90,y,\n"
    write_tasks(folder, TASKS + lines)
    rows = {one["id"]: one["name"]["en"] for one in program(*YEAR).json["plans"][0]["indicators"]}
    out = program(*YEAR[:-2], "--all").out.splitlines()
    assert f"{rows['jobs']}, {rows['rate']}: target of 2022: x (set on 2022-01-15)" in out
    assert f"{rows['insured']}: target of 2022 set by: y" in out


def test_a_limit_that_was_broken_within_the_year_is_marked(program: Program, folder: Path) -> None:
    """4.2 in March is beyond the 4 of the plan, 3.1 in October is within it again."""
    lines = "linhai,rate,2022-03,4.2,level,,,2022-04-10,,\nlinhai,rate,2022-10,3.1,level,,,2022-11-10,,\n"
    (folder / "observations.csv").write_text(HEADER + lines, encoding="utf-8")
    assert "* Rate: broken 1 time(s) within the year" in program(*YEAR[:-2]).out
    assert "within the year" not in program("status", "--year", "2021", "--as-of", "2022-10-31").out


# --- tasks -----------------------------------------------------------------------------------------------------------


def test_the_task_set_last_is_the_target_of_the_year(program: Program, folder: Path) -> None:
    write_tasks(
        folder,
        TASKS + "linhai,jobs,2022,14,adjusted,2022-06-15\nlinhai,jobs,2022,13,first,2022-01-15\n"
        "linhai,jobs,2023,15,other,2022-07-01\n",
    )
    done = program(*YEAR)
    assert done.indicator("jobs")["year"]["target"] == {
        "value": 14,
        "printed": "14",
        "origin": "task",
        "source": "adjusted",
        "decided": "2022-06-15",
    }
    assert done.indicator("jobs")["year"]["completion_rate"] == 0.75  # 10.5 of 14
    assert "own/tasks.csv" in [one["path"] for one in done.json["inputs"]]
    before = program(*YEAR[:-2], "--known-on", "2022-06-14", "--format", "json").indicator("jobs")["year"]
    assert before["target"]["value"] == 13


def test_pace_takes_the_task_for_the_running_year_and_leaves_the_rest_to_the_others(
    program: Program, folder: Path
) -> None:
    """17.5 of 60 is known, 42.5 left; 3.5 are needed for the 14 of 2022, so 39 for three years."""
    write_tasks(folder, TASKS + "linhai,jobs,2022,14,x,2022-01-15\n")
    done = program("pace", "--as-of", "2022-10-31", "--format", "json").indicator("jobs")
    assert [one["planned"] for one in done["years"]] == [12, 14, 12, 12, 12]
    assert [one["required"] for one in done["years"]] == [None, 3.5, 13, 13, 13]
    assert [one["task"] and one["task"]["value"] for one in done["years"]] == [None, 14, None, None, None]
    assert "Jobs: target of 2022: x (set on 2022-01-15)" in program("pace", "--as-of", "2022-10-31").out


def test_pace_names_the_rows_of_each_source_of_tasks(program: Program, folder: Path) -> None:
    write_tasks(folder, TASKS + "linhai,jobs,2022,14,x,\nlinhai,rate,2022,2,x,\nlinhai,insured,2022,90,y,\n")
    lines = program("pace", "--as-of", "2022-10-31").out.splitlines()
    assert "Jobs, Rate: target of 2022 set by: x" in lines
    assert "Insured: target of 2022 set by: y" in lines


def test_a_task_is_the_target_of_the_year_where_the_plan_names_no_number(program: Program, folder: Path) -> None:
    """Nanjing's 13th plan prints ** for the insured graduates: 19.11 by June 2019 of a task of 30 are 63.7 %."""
    task = "nanjing,new-insured-graduates,2019,30,年度任务,2019-01-20\n"
    (folder / "own/tasks.csv").write_text(TASKS + task, encoding="utf-8")
    (folder / "observations.csv").unlink()
    (folder / "rsplan.yaml").write_text("tasks: own/tasks.csv\n", encoding="utf-8")
    args = ("--city", "nanjing", "--plan", "13fyp", "--year", "2019", "--as-of", "2019-12-31", "--format", "json")
    found = program("status", *args).indicator("new-insured-graduates")["year"]
    assert found["target"]["value"] == 30
    assert found["completion_rate"] == 0.637


def test_a_task_of_a_level_is_that_of_the_year_end(program: Program, folder: Path) -> None:
    write_tasks(folder, TASKS + "linhai,rate,2022,2,x,2022-01-15\nlinhai,insured,2022,90,x,2022-01-15\n")
    year = program(*YEAR).indicator("rate")["year"]
    assert (year["target"]["value"], year["margin"], year["status"]) == (2, -0.1, "behind")
    paced = program("pace", "--as-of", "2022-10-31", "--format", "json").indicator("rate")["years"]
    assert [one["planned"] for one in paced] == [4, 2, 4, 4, 4]
    assert [one["required"] for one in paced] == [None, 2, 4, 4, 4]
    assert program(*YEAR).indicator("insured")["year"]["target"]["value"] == 90


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("linhai,job,2022,14,x,\n", "unknown_indicator_near"),
        ("linha,jobs,2022,14,x,\n", "unknown_city_near"),
        ("linhai,jobs,22,14,x,\n", "year_out_of_range"),
        ("linhai,jobs,2022,many,x,\n", "not_a_number"),
        ("linhai,jobs,2022,-1,x,\n", "negative_sum"),
        ("linhai,jobs,2022,14,x,yesterday\n", "not_a_date"),
        ("linhai,jobs,2022,,x,\n", "empty_cell"),
        ("linhai,shares,2022,14∶42∶44,x,\n", "task_of_shares"),
        ("linhai,jobs,2022\n", "wrong_cells"),
        ("linhai,jobs,2022,14,x,2022-01", "not_a_date"),
        ("linhai,jobs,2022,1", "broken_line_beside"),
        ('linhai,jobs,2022,14,x,"2022-01', "broken_line_beside"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_with_its_place(
    program: Program, folder: Path, lines: str, code: str
) -> None:
    write_tasks(folder, TASKS + "linhai,jobs,2022,13,x,\n" + lines)
    done = program("status", "--format", "json")
    (problem,) = json.loads(done.err)["problems"]
    assert (done.code, problem["code"], problem["file"], problem["line"]) == (2, code, "own/tasks.csv", 3)


@pytest.mark.parametrize("city", ["suzhou", "nanjing"])
def test_the_files_of_two_cities_serve_the_commands_of_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], city: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "responsible.csv").write_text(
        "city,indicator,responsible\nsuzhou,urban-new-jobs,A\nnanjing,urban-new-jobs,B\n", encoding="utf-8"
    )
    (tmp_path / "parts.csv").write_text("part,weight\n甲,1\n乙,2\n", encoding="utf-8")
    for one in ("suzhou", "nanjing", "suzhou"):
        value = "18" if one == "suzhou" else "26"
        assert run(["task", one, "urban-new-jobs", "2025", value, "--source", "x"]) == 0, capsys.readouterr().err
    lines = (tmp_path / "tasks.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["suzhou", "nanjing"]
    for command in (["list", "--city", city], ["allocate", city, "urban-new-jobs", "--by", "parts.csv"]):
        code = run(command)
        assert code == 0, (command, capsys.readouterr().err)
    assert run(["status", city, "--year", "2025"]) == 0
    assert run(["task", "linhia", "urban-new-jobs", "2025", "26", "--source", "x"]) == 2


def test_every_problem_of_both_files_is_reported_in_one_run(program: Program, folder: Path) -> None:
    write_tasks(folder, TASKS + "linhai,job,2022,14,x,\nlinhai,jobs,x,14,x,\n")
    write_tasks(folder, "city,indicator,office\n", "own/responsible.csv")
    codes = [one["code"] for one in json.loads(program("status", "--format", "json").err)["problems"]]
    assert codes == ["unknown_indicator_near", "year_out_of_range", "unknown_column", "missing_column"]


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("city,indicator,year,value,source,decided", "linhai,job,2022,18,s,2022-01-15"),
        ("city,indicator,responsible", "linhai,job,就业处"),
        ("indicator,responsible", "job,就业处"),
        ("indicator,year,value", "job,2022,18"),
    ],
)
def test_check_knows_such_a_file_by_its_header(program: Program, folder: Path, header: str, line: str) -> None:
    """Whatever it is called, and not as a data file that lacks columns."""
    path = folder / "any name.csv"
    path.write_text(f"{header}\n{line}\n", encoding="utf-8")
    done = program("check", "any name.csv", "--targets", "linhai.yaml", "--city", "linhai")
    assert (done.code, done.err.count("unknown_indicator") + done.out.count("unknown_indicator")) == (1, 1)
    path.write_text(f"{header}\n{line.replace('job', 'jobs')}\n", encoding="utf-8")
    assert program("check", "any name.csv", "--targets", "linhai.yaml", "--city", "linhai").code == 0


def test_a_file_that_is_still_to_be_made_is_said_and_counts_as_empty(program: Program) -> None:
    done = program(*YEAR)
    assert done.code == 0
    assert "own/tasks.csv, the file of yearly tasks that the settings name, does not exist yet" in done.err


def test_tasks_csv_here_is_read_where_no_settings_name_one(program: Program, folder: Path) -> None:
    (folder / "rsplan.yaml").unlink()
    write_tasks(folder, TASKS + "linhai,jobs,2022,14,x,2022-01-15\n", "tasks.csv")
    done = program(*YEAR[:-2], "--targets", "linhai.yaml", "--city", "linhai", "--format", "json")
    assert done.indicator("jobs")["year"]["target"]["value"] == 14
    assert "reading tasks.csv in this folder" in done.err


# --- rsplan task -----------------------------------------------------------------------------------------------------


def test_task_adds_a_line_and_says_what_it_replaces(program: Program, folder: Path) -> None:
    done = program("task", "临海", "就业", "2022", "14万人", "--source", "Work report", "--decided", "2022/1/15")
    assert done.code == 0, done.err
    file = folder / "own/tasks.csv"
    assert file.read_text(encoding="utf-8-sig") == TASKS + 'linhai,jobs,2022,14,Work report,"2022-01-15"\n'
    done = program(
        "task", "linhai", "jobs", "2022", "15", "--source", "b", "--decided", "2022-06-01", "--format", "json"
    )
    (task,) = done.json["tasks"]
    assert (task["line"], task["value"], task["replaces"]["value"], task["replaces"]["line"]) == (3, 15, 14, 2)
    assert program(*YEAR).indicator("jobs")["year"]["target"]["value"] == 15


def test_a_task_of_a_later_day_stays_in_force_beside_an_older_one(program: Program, folder: Path) -> None:
    write_tasks(folder, TASKS + "linhai,jobs,2022,17.5,b,2022-06-01\n")
    args = ("task", "linhai", "jobs", "2022", "17", "--source", "a")
    assert "17.5 (set later, stays in force)" in program(*args, "--decided", "2022-01-15").out
    assert program(*YEAR).indicator("jobs")["year"]["target"]["value"] == 17.5
    assert "stays in force" not in program(*args, "--decided", "2022-07-01").out
    assert program(*YEAR).indicator("jobs")["year"]["target"]["value"] == 17


def test_the_same_task_once_more_adds_nothing(program: Program, folder: Path) -> None:
    for _ in range(2):
        assert program("task", "linhai", "jobs", "2022", "14", "--source", "a").code == 0
    assert len((folder / "own/tasks.csv").read_text(encoding="utf-8").splitlines()) == 2


def test_a_dry_run_writes_nothing(program: Program, folder: Path) -> None:
    done = program("task", "linhai", "jobs", "2022", "14", "--source", "a", "-n", "--format", "json")
    assert (done.code, done.json["written"], (folder / "own/tasks.csv").exists()) == (0, False, False)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("jobs", "2022", "fourteen"), "not_a_number_of"),
        (("jobs", "2022", "14万元"), "value_in_other_unit"),
        (("jobs", "2022", "超14"), "not_a_number_of"),
        (("shares", "2022", "14∶42∶44"), "task_of_shares"),
        (("jobs", "1522", "14"), "1522"),
    ],
)
def test_a_task_that_cannot_be_read_is_refused_and_nothing_is_written(
    program: Program, folder: Path, args: tuple[str, ...], said: str
) -> None:
    done = program("task", "linhai", *args, "--source", "a")
    assert (done.code, said in done.err, (folder / "own/tasks.csv").exists()) == (2, True, False)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("2022", "140"), "exceeds the target of the whole plan, 60"),
        (("2030", "14"), "no plan that is loaded has the indicator in 2030"),
        (("2022", "14", "--decided", "2021-12-01"), "a task of 2022 was set later, on 2022-01-15"),
    ],
)
def test_a_task_that_looks_mistaken_is_entered_with_a_warning(
    program: Program, folder: Path, args: tuple[str, ...], said: str
) -> None:
    write_tasks(folder, TASKS + "linhai,jobs,2022,13,x,2022-01-15\n")
    done = program("task", "linhai", "jobs", *args, "--source", "a")
    assert (done.code, said in done.err) == (0, True)


def test_a_file_with_problems_is_not_added_to(program: Program, folder: Path) -> None:
    lines = TASKS + "linhai,nothing,2022,13,x,2022-01-15\n"
    write_tasks(folder, lines)
    done = program("task", "linhai", "jobs", "2022", "14", "--source", "a")
    assert (done.code, "own/tasks.csv:2" in done.err) == (2, True)
    assert (folder / "own/tasks.csv").read_text(encoding="utf-8") == lines


@pytest.mark.parametrize("path", ["own/tasks.csv", "own/responsible.csv", "tasks.csv", "responsible.csv", "copy.csv"])
def test_no_report_replaces_a_file_beside_the_data(program: Program, folder: Path, path: str) -> None:
    if path == "copy.csv":
        write_tasks(folder, TASKS, path)
    done = program("status", "-o", path)
    assert (done.code, path in done.err) == (2, True)


# --- responsible -----------------------------------------------------------------------------------------------------


def test_a_table_goes_to_each_office(program: Program, folder: Path) -> None:
    write_tasks(
        folder, "city,indicator,responsible\nlinhai,jobs,就业处\nlinhai,rate,就业处、失业处\n", "own/responsible.csv"
    )

    def shown(office: str, command: str = "status") -> list[tuple[str, str | None]]:
        done = program(command, "--responsible", office, "--format", "json")
        return [(one["id"], one.get("responsible")) for plan in done.json["plans"] for one in plan["indicators"]]

    assert shown("就业处") == [("jobs", "就业处"), ("rate", "就业处、失业处")]
    assert shown("失业处") == [("rate", "就业处、失业处")]
    assert program("status", "--responsible", "人事处").err.endswith("known: 就业处、失业处\n")
    assert [name for name, _ in shown("失业处", "pace")] == ["rate"]
    assert program("show", "linhai", "insured", "--format", "json").indicator("insured")["responsible"] is None
    done = program("status", "--responsible", "就业出")
    assert (done.code, "did you mean 就业处?" in done.err) == (2, True)


def test_the_files_take_ids_names_and_numbers(program: Program, folder: Path) -> None:
    """As every command does; a name in two lines is the same indicator twice."""
    write_tasks(folder, "city,indicator,responsible\n临海,就业,就业处\n临海市,失业率,失业处\n", "own/responsible.csv")
    done = program("status", "--responsible", "失业处", "--format", "json")
    assert [one["id"] for plan in done.json["plans"] for one in plan["indicators"]] == ["rate"], done.err
    write_tasks(folder, TASKS + "临海,就业,2022,14,x,2022-01-15\n")
    assert program(*YEAR).indicator("jobs")["year"]["target"]["value"] == 14
    numbered = TARGETS.replace("{id: jobs,", "{id: jobs, number: 2,", 1).replace(
        "{id: jobs, name", "{id: jobs, number: 1, name"
    )
    (folder / "linhai.yaml").write_text(numbered.replace("{id: rate,", "{id: rate, number: 2,"), encoding="utf-8")
    write_tasks(folder, TASKS + "linhai,1,2022,15,x,2022-01-15\nlinhai,第2项,2022,3,x,2022-01-15\n")
    assert program(*YEAR).indicator("rate")["year"]["target"]["value"] == 3
    assert program(*YEAR).indicator("jobs")["year"]["target"]["value"] == 15
    write_tasks(folder, TASKS + "linhai,职业,2022,15,x,2022-01-15\n")
    (problem,) = json.loads(program("status", "--format", "json").err)["problems"]
    assert problem["code"].startswith("unknown_indicator")
    write_tasks(folder, TASKS)
    write_tasks(folder, "city,indicator,responsible\nlinhai,2,x\n", "own/responsible.csv")
    (problem,) = json.loads(program("status", "--format", "json").err)["problems"]
    assert problem["code"] == "ambiguous_word"  # of the plan before it is another


def test_an_indicator_with_two_lines_is_refused(program: Program, folder: Path) -> None:
    write_tasks(folder, "city,indicator,responsible\nlinhai,jobs,a\nlinhai,jobs,b\n", "own/responsible.csv")
    write_tasks(folder, TASKS)
    done = program("status", "--format", "json")
    (problem,) = json.loads(done.err)["problems"]
    assert (problem["code"], problem["line"]) == ("responsible_twice", 3)


def test_words_can_be_left_out(program: Program) -> None:
    done = program("status", "--as-of", "2022-10-31", "--except", "no_data,无数据", "--format", "json")
    (plan,) = done.json["plans"]
    assert [one["id"] for one in plan["indicators"]] == ["jobs", "rate"]
    assert plan["summary"]["total"] == 2


# --- import --tasks --------------------------------------------------------------------------------------------------

TABLE = (
    ("临海市2022年11月主要指标", None, None, None, None),
    ("指标", "单位", "年度目标", "本月", "1-11月累计"),
    ("就业", "万人", 14, 1, 11.5),
    ("失业率", "%", "2.5以内", None, 2),
    ("参保", "万人", 90, None, None),
)


def test_import_takes_the_column_of_yearly_targets(program: Program, folder: Path, tmp_path: Path) -> None:
    path = workbook(tmp_path / "月报.xlsx", rows(*TABLE), title="11月")
    options = ("--city", "linhai", "--published", "2022-12-10", "--source", "月报")
    done = program("import", path, *options, "--tasks", "--format", "json")
    assert done.code == 0, done.err
    taken = done.json["tasks"]
    assert [(one["indicator"], one["year"], one["value"], one["decided"]) for one in taken["tasks"]] == [
        ("jobs", 2022, 14, None),
        ("rate", 2022, 2.5, None),
    ]
    assert taken["left"] == ["11月!C5"]  # no figure of the row says whose it is
    assert program(*YEAR).indicator("jobs")["year"]["target"]["value"] == 14
    again = program("import", path, *options, "--tasks")
    assert (again.code, "own/tasks.csv: no new task" in again.out) == (0, True)
    assert "年度目标" not in again.out  # the column is taken, and not left aside
    assert len((folder / "own/tasks.csv").read_text(encoding="utf-8").splitlines()) == 3


def test_a_task_of_a_table_has_the_day_that_is_stated_and_no_other(
    program: Program, folder: Path, tmp_path: Path
) -> None:
    """The figures were published in December; the task set in July is later than one whose day nobody stated."""
    path = workbook(tmp_path / "月报.xlsx", rows(*TABLE), title="11月")
    options = ("import", path, "--city", "linhai", "--published", "2022-12-10", "--source", "月报")
    assert program(*options, "--tasks").code == 0
    assert program("task", "linhai", "jobs", "2022", "15", "--source", "y", "--decided", "2022-07-15").code == 0
    assert program(*YEAR).indicator("jobs")["year"]["target"]["value"] == 15
    again = program(*options, "--tasks", "--format", "json")
    assert (again.json["tasks"]["tasks"], again.json["tasks"]["warnings"]) == ([], [])  # known, and older
    sheet = (*TABLE[:2], ("就业", "万人", 16, 1, 11.5))
    other = program("import", workbook(Path(path), rows(*sheet), title="11月"), *options[2:], "--tasks")
    assert "jobs: a task of 2022 set on 2022-07-15 stays in force" in other.err
    assert program(*YEAR).indicator("jobs")["year"]["target"]["value"] == 15
    workbook(Path(path), rows(*TABLE), title="11月")
    dated = program(*options, "--tasks", "--decided", "2022-08-01", "--format", "json")
    assert [(one["value"], one["decided"]) for one in dated.json["tasks"]["tasks"]] == [(14, "2022-08-01")]
    assert program(*YEAR).indicator("jobs")["year"]["target"]["value"] == 14
    alone = program(*options, "--decided", "2022-08-01")
    assert (alone.code, "needs --tasks" in alone.err) == (2, True)


def test_tasks_are_in_the_unit_of_the_figures_beside_them(program: Program, folder: Path, tmp_path: Path) -> None:
    """115,000 persons are 11.5 of the plan's unit, and so the target of 140,000 is 14."""
    lines = [*TABLE[:2], ("就业", "人", 140000, 10000, 115000)]
    path = workbook(tmp_path / "月报.xlsx", rows(*lines), title="11月")
    done = program("import", path, "--city", "linhai", "--tasks", "--convert", "--format", "json")
    assert [one["value"] for one in done.json["tasks"]["tasks"]] == [14]


def test_an_import_that_is_refused_sets_no_tasks(program: Program, folder: Path, tmp_path: Path) -> None:
    lines = [*TABLE, ("就业人数合计", "万人", 14, 1, 12)]
    path = workbook(tmp_path / "月报.xlsx", rows(*lines), title="11月")
    done = program("import", path, "--city", "linhai", "--tasks")
    assert (done.code, (folder / "own/tasks.csv").exists()) == (2, False)


def test_tasks_that_cannot_be_added_keep_the_figures_out_too(program: Program, folder: Path, tmp_path: Path) -> None:
    write_tasks(folder, TASKS + "linhai,nothing,2022,13,x,2022-01-15\n")
    path = workbook(tmp_path / "月报.xlsx", rows(*TABLE), title="11月")
    done = program("import", path, "--city", "linhai", "--tasks")
    assert (done.code, (folder / "observations.csv").read_text(encoding="utf-8")) == (2, DATA)


def test_a_broken_last_line_of_the_tasks_is_cut_off_with_a_backup_that_is_named(folder: Path, program: Program) -> None:
    before = TASKS + 'linhai,jobs,2021,12,x,"2021-01-20"\n' + "linhai,jobs,2022,1"
    write_tasks(folder, before)
    done = program("task", "linhai", "jobs", "2023", "13", "--source", "x")
    (backup,) = [path for path in (folder / "own").iterdir() if path.name.startswith("tasks.csv.")]
    assert done.code == 0
    assert backup.name in done.err
    assert backup.read_text(encoding="utf-8") == before
    lines = (folder / "own/tasks.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[:4] for line in lines[1:]] == [
        ["linhai", "jobs", "2021", "12"],
        ["linhai", "jobs", "2023", "13"],
    ]


def test_a_whole_last_line_without_its_line_break_is_kept(folder: Path, program: Program) -> None:
    write_tasks(folder, TASKS + "linhai,jobs,2021,12,x,")
    assert program("task", "linhai", "jobs", "2023", "13", "--source", "x").code == 0
    assert "linhai,jobs,2021,12,x,\n" in (folder / "own/tasks.csv").read_text(encoding="utf-8")
    assert sorted(path.name for path in (folder / "own").iterdir()) == ["responsible.csv", "tasks.csv"]


@pytest.mark.parametrize(
    ("indicator", "value", "code"),
    [
        ("rate", "430", "rate_above_whole"),
        ("rate", "0.04", "typed_as_share"),  # for 4 %
        ("insured", "8.5", "value_too_small"),  # for 85
        ("insured", "850", "value_too_large"),
    ],
)
def test_a_slip_in_a_task_is_refused_unless_a_reason_is_given(
    folder: Path, program: Program, indicator: str, value: str, code: str
) -> None:
    write_tasks(folder, TASKS)
    entry = ("task", "linhai", indicator, "2023", value, "--source", "x")
    done = program(*entry)
    assert (done.code, code in done.err) == (2, True), done.err
    assert (folder / "own/tasks.csv").read_text(encoding="utf-8") == TASKS
    assert program(*entry, "--force", "decided so").code == 0
    assert "decided so" in (folder / "own/tasks.csv").read_text(encoding="utf-8")
