"""The options that scripts rely on: one line a plan, nothing but the exit code, errors as JSON, columns of CSV."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from desk import HEADER, TARGETS

from rsplan.calc.forecast.values import Outlook
from rsplan.cli.program import run
from rsplan.text import say

DATA = (
    HEADER + "linhai,jobs,2021,11,period,,,2022-01-15,,\n"
    "linhai,rate,2021-12,4.2,level,,true,2022-01-15,,\n"
    "linhai,rate,2022-06,3,level,,true,2022-07-15,,\n"
)


class Done(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.out)))


Program = Callable[..., Done]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en")
    monkeypatch.delenv("COLUMNS", raising=False)
    (tmp_path / "linhai.yaml").write_text(TARGETS, encoding="utf-8")
    (tmp_path / "own.csv").write_text(DATA, encoding="utf-8")
    return tmp_path


@pytest.fixture
def program(folder: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    def called(*args: str) -> Done:
        code = run(args)
        printed = capsys.readouterr()
        return Done(code, printed.out, printed.err)

    return called


FILES = ("--targets", "linhai.yaml", "--data", "own.csv", "--city", "linhai", "--as-of", "2022-06-30")
STATUS = ("status", *FILES)
ALLOCATE = ("allocate", "linhai", "jobs", *FILES[:4], *FILES[6:], "--by", "by.csv")


def test_nothing_stands_between_the_lines_of_a_summary(program: Program) -> None:
    lines = program("status", "--city", "suzhou", "--city", "nanjing", "--plan", "14fyp", "--summary").out.splitlines()
    assert (len(lines), "" in lines) == (2, False)


def test_a_summary_is_one_line_a_plan(program: Program) -> None:
    done = program(*STATUS, "--plan", "all", "--summary")
    lines = done.out.splitlines()
    assert [line.partition(":")[0] for line in lines if line] == ["Linhai · 13th plan", "Linhai · 14th plan"]
    assert "Targets: 5" in done.out


def test_a_summary_is_one_object_a_plan(program: Program) -> None:
    done = program(*STATUS, "--summary", "--year", "2022", "--format", "jsonl")
    (line,) = done.out.splitlines()
    plan = json.loads(line)
    assert plan["summary"]["total"] == 5
    assert plan["year_summary"]["total"] == 5
    assert "indicators" not in plan
    report = program(*STATUS, "--summary", "--format", "json").json
    assert (report["schema"], report["plans"][0]["plan"], report["plans"][0]["year_summary"]) == (
        "rsplan.summary/1",
        "14fyp",
        None,
    )


@pytest.mark.parametrize(
    ("word", "code"),
    [("provisional", 1), ("breach", 1), ("stale", 0), ("behind", 1), ("初步数", 1), ("met", 0)],
)
def test_fail_on_takes_marks_too_and_quiet_says_nothing(program: Program, word: str, code: int) -> None:
    """11 of 12 jobs are behind; the rate was 4.2 in 2021, where 4 is to be kept, and its figures are provisional."""
    done = program(*STATUS, "--fail-on", word, "--quiet")
    assert (done.code, done.out, done.err) == (code, "", "")


def test_old_data_fail_on_stale(program: Program) -> None:
    assert program(*FILES_LATER, "--fail-on", "stale", "--quiet").code == 1


FILES_LATER = ("status", *FILES[:-1], "2024-06-30")


def test_a_quiet_run_says_nothing_of_words_and_files(program: Program, folder: Path) -> None:
    (folder / "own.csv").rename(folder / "observations.csv")
    done = program("status", "--targets", "linhai.yaml", "--city", "临海", "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_a_quiet_run_writes_the_file_that_is_asked_for(program: Program, folder: Path) -> None:
    assert program(*STATUS, "--quiet", "-o", "x.json").code == 0
    assert json.loads((folder / "x.json").read_text(encoding="utf-8"))["schema"] == "rsplan.status/1"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("status", "--nothing"), "--nothing"),
        (("status", "--as-of", "someday"), "someday"),
        (("status", "--plan", "99fyp"), "99fyp"),
        (("status", "--city", "atlantis"), "atlantis"),
        (("status", "--columns", "x"), "--columns"),
        (("show",), "CITY"),
        (("nothing",), "nothing"),
        (("changes",), "--since"),
    ],
)
@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_wrong_usage_is_json_where_json_is_asked_for(
    program: Program, args: tuple[str, ...], said: str, form: str
) -> None:
    done = program(*args, "--format", form)
    found = json.loads(done.err)
    problem = found["problems"][0] if form == "json" else found
    assert (done.code, done.out, problem["code"], problem["file"]) == (2, "", "usage", "<arguments>")
    assert said in problem["message"]
    assert program(*args).err.count("{") == 0  # for people


def test_a_file_that_cannot_be_written_is_no_wrong_usage(program: Program, folder: Path) -> None:
    done = program(*STATUS, "-o", "none/x.json")
    assert (done.code, done.err.startswith("Error: cannot write none/x.json")) == (2, True)


# --- CSV -------------------------------------------------------------------------------------------------------------


def test_headings_in_words_and_columns_by_name(program: Program) -> None:
    asked = ("--columns", "id,status,target_value", "--columns", "completion_rate_bound", "--format", "csv")
    rows = program(*STATUS, *asked).rows
    assert list(rows[0]) == ["id", "status", "target_value", "completion_rate_bound"]
    assert rows[0]["status"] == "behind"
    rows = program(*STATUS, *asked, "--headings", "zh").rows
    assert list(rows[0]) == ["代码", "评价", "目标 数值", "界限 完成率"]
    assert rows[0]["评价"] == "滞后"


def test_the_narrow_columns_of_a_year_say_what_the_screen_says(program: Program, folder: Path) -> None:
    """4.2 in March 2022 is beyond the 4 of the plan; 3 in June is within, and 0.5 less than the 3.5 of June 2021."""
    lines = ("2021-06,3.5", "2022-03,4.2", "2022-06,3")
    rows = "".join(f"linhai,rate,{one},level,,,2022-07-15,,\n" for one in lines)
    (folder / "own.csv").write_text(HEADER + rows, encoding="utf-8")
    asked = (*STATUS, "--year", "2022", "--format", "csv", "--columns", "narrow")
    (row,) = (one for one in program(*asked, "--headings", "zh").rows if one["指标"] == "失业率")
    assert (row["同比"], row["年度任务"]) == ("-0.5个百分点", "4以内")


def test_the_narrow_columns_withhold_what_the_screen_withholds_and_say_its_doubts(
    program: Program, folder: Path
) -> None:
    """The plan has ended, and the rate is known to the end of 2023 only; the jobs add up, but 2021 has two figures.

    The rate was 4.2 in March 2022, beyond the 4 to be kept.
    """
    lines = ("jobs,2021,11,period", "jobs,2022,20,period", "rate,2022-03,4.2,level", "rate,2023-12,3,level")
    rows = "".join(f"linhai,{one},,,2024-01-15,,\n" for one in lines)
    (folder / "own.csv").write_text(HEADER + rows, encoding="utf-8")
    asked = ("status", *FILES[:-1], "2026-06-30", "--format", "csv", "--columns", "narrow", "--headings", "zh")
    found = {one["指标"]: one for one in program(*asked).rows}
    rate = found["失业率"]
    assert (rate["实际值"], rate["截至"], rate["完成率"], rate["尚需"]) == ("3", "2023-12-31", "", "")
    assert rate["依据"] == "曾突破1次；数据止于2023年末；缺期末数"
    shown = {one["indicator"]: one for one in program(*asked[:-1], "en").rows}
    assert shown["Rate"]["evidence"] == "broken 1x; no data after 2023; final figure missing"
    explained = program("show", "linhai", "rate", *asked[1:5], *asked[7:]).rows
    assert (explained[0]["完成率"], explained[0]["依据"]) == ("", rate["依据"])


def test_a_comparison_withholds_the_completion_that_the_status_withholds(program: Program) -> None:
    """98.2 % of the end of 2023 are no standing at the end of a plan that ended with 2025."""
    asked = ("compare", "suzhou", "nanjing", "--plan", "14fyp", "--as-of", "2026-11-26", "--lang", "zh")
    rows = program(*asked, "--format", "csv", "--columns", "narrow", "--headings", "zh").rows
    (graduates,) = (row for row in rows if row["指标"] == "苏州籍高校毕业生就业率")
    assert (graduates["实际值"], graduates["完成率"], graduates["依据"]) == ("98.2", "", "数据止于2023年末；缺期末数")
    (line,) = (one for one in program(*asked).out.splitlines() if "苏州籍高校毕业生就业率" in one)
    assert ("至2023年末" in line, "100%" in line) == (True, False)


def test_a_key_is_headed_by_what_it_means_in_its_record(program: Program) -> None:
    def header(*args: str) -> list[str]:
        return next(csv.reader(io.StringIO(program(*args, "--format", "csv", "--headings", "zh").out)))

    assert "目标 变化 计算方式" in header(*STATUS)
    assert "取整单位" in header("pace", *FILES)
    assert "因素" in header("changes", *FILES[:-2], "--since", "2022-01-31", "--until", "2022-07-31")


def test_a_verdict_among_changes_is_in_words_below_headings_in_words(program: Program) -> None:
    """The rate is 4.2 at the end of 2021 and 3 in June 2022, within the 4 that it is to keep."""
    asked = ("changes", *FILES[:-2], "--since", "2022-01-31", "--until", "2022-07-31", "--format", "csv")
    rows = [one for one in program(*asked, "--headings", "zh").rows if one["数据项"] == "verdict"]
    assert ("滞后", "达到序时进度") in [(one["原为"], one["现为"]) for one in rows]


def test_all_columns_have_different_headings(program: Program) -> None:
    codes = next(csv.reader(io.StringIO(program(*STATUS, "--format", "csv").out)))
    words = next(csv.reader(io.StringIO(program(*STATUS, "--format", "csv", "--headings", "zh").out)))
    assert len(codes) == len(words) == len(set(words))


@pytest.mark.parametrize(
    "args",
    [
        ("status",),
        ("status", "--year", "2022"),
        ("pace",),
        ("forecast",),
        ("due",),
        ("changes", "--since", "2022-01-31", "--until", "2022-07-31"),
    ],
)
def test_the_narrow_columns_are_few(program: Program, args: tuple[str, ...]) -> None:
    options = FILES if args[0] != "changes" else FILES[:-2]
    done = program(args[0], *options, *args[1:], "--format", "csv", "--columns", "narrow", "--headings", "zh")
    header = next(csv.reader(io.StringIO(done.out)))
    assert (done.code, "指标" in header, len(header) <= 17) == (0, True, True)
    assert not [name for name in header if "界限" in name]


@pytest.mark.parametrize(
    "args",
    [
        ("compare", "suzhou", "nanjing", "--plan", "14fyp"),
        ("log", "suzhou", "1"),
        ("show", "suzhou", "1"),
        ("list",),
        ("audit", "--city", "suzhou"),
        ("allocate", "suzhou", "1", "--by", "by.csv"),
    ],
)
@pytest.mark.parametrize("headings", ["codes", "en"])
def test_every_command_that_offers_narrow_columns_has_them(
    program: Program, folder: Path, args: tuple[str, ...], headings: str
) -> None:
    (folder / "by.csv").write_text("part,weight\nA,2\nB,3\n", encoding="utf-8")
    done = program(*args, "--format", "csv", "--columns", "narrow", "--headings", headings)
    assert (done.code < 2, len(next(csv.reader(io.StringIO(done.out)))) <= 18) == (True, True)


def test_a_figure_of_the_narrow_columns_has_its_bound_in_its_cell(program: Program, folder: Path) -> None:
    """At least 20 of 60 are at least a third, and at most 40 are left."""
    rows = "linhai,jobs,2021,20,period,at_least,,2022-02-01,s,\n"
    (folder / "own.csv").write_text(HEADER + rows, encoding="utf-8")
    asked = ("status", *FILES[:-1], "2021-12-31", "--format", "csv", "--columns", "narrow")
    codes, words, english = (
        program(*asked, *more).rows[0] for more in ((), ("--headings", "zh"), ("--headings", "en"))
    )
    assert (codes["actual_value"], codes["completion_rate"]) == (">=20", ">=0.333333")
    assert (words["实际值"], words["完成率"], words["尚需"]) == ("不少于20", "不少于33.3%", "不超过40")
    assert (english["actual"], english["done"], english["left"]) == ("at least 20", "at least 33.3%", "at most 40")


@pytest.mark.parametrize("columns", [(), ("--columns", "narrow")])
def test_the_words_of_csv_are_those_of_the_tables(program: Program, folder: Path, columns: tuple[str, ...]) -> None:
    """One word a concept: the headings that people see on the screen stand in CSV too."""
    (folder / "by.csv").write_text("part,weight,min,max,done\nA,2,1,9,1\nB,3,,,1\n", encoding="utf-8")
    table = program(*ALLOCATE, "--lang", "zh").out
    found = program(*ALLOCATE, "--format", "csv", "--headings", "zh", *columns).rows[0]
    on_the_screen = ["权重", "下限", "上限", "已完成", "应得数", "分解数"]
    assert [word for word in on_the_screen if word not in table] == []
    bounds = {"下限", "上限"} if columns else set()  # which the narrow columns have not
    assert {*on_the_screen} - bounds <= found.keys()
    assert not {"最小", "最大", "份额", "数量", "剩余"} & found.keys()


def test_the_headings_of_a_forecast_say_what_stands_below_them(program: Program, folder: Path) -> None:
    amounts = (f"linhai,jobs,{year},11,period,,,{year + 1}-01-15,,\n" for year in (2019, 2020, 2021))
    (folder / "own.csv").write_text(HEADER + "".join(amounts), encoding="utf-8")
    found = program("forecast", *FILES, "--format", "csv", "--headings", "zh").rows[0]
    assert {"数据点数", "低值", "中值", "高值", "速度 尚需", "速度 以往年均", "速度 最好年份"} <= found.keys()
    assert {"期末数 同最近一年", "期末数 同各年平均", "期末数 同最好一年", "两种进度 往年同期"} <= found.keys()
    assert not [name for name in found if name.startswith(("百分点", "进度安排", "时限", "假设条件"))]
    assert found["前景"] in {say("zh", f"outlook.{one}") for one in Outlook}


@pytest.mark.parametrize("form", [(), ("--format", "json"), ("-o", "x.md")])
def test_columns_without_csv_are_a_mistake(program: Program, folder: Path, form: tuple[str, ...]) -> None:
    done = program(*STATUS, *form, "--columns", "narrow")
    assert (done.code, "--columns is for CSV alone" in done.err, (folder / "x.md").exists()) == (2, True, False)


def test_narrow_is_every_column_where_a_command_has_few(program: Program) -> None:
    header = next(csv.reader(io.StringIO(program("settings", "--format", "csv", "--columns", "narrow").out)))
    assert header == next(csv.reader(io.StringIO(program("settings", "--format", "csv").out)))


def test_a_column_that_is_none_is_refused_with_the_nearest(program: Program) -> None:
    done = program(*STATUS, "--format", "csv", "--columns", "target_valu")
    assert (done.code, "did you mean target_value?" in done.err) == (2, True)


@pytest.mark.parametrize("option", ["--columns", "--responsible"])
def test_an_option_that_names_nothing_is_a_mistake(program: Program, option: str) -> None:
    done = program(*STATUS, "--format", "csv", option, " , ")
    assert (done.code, "nothing is named here" in done.err) == (2, True)
