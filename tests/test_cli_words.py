"""Words as people type them, in every command: the same report as with ids, what was understood, what is refused."""

import csv
import io
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest
from desk import TARGETS

from rsplan.cli.options import today
from rsplan.cli.program import run
from rsplan.cli.typed_words import complete_indicators

ROOT = Path(__file__).parent.parent
AS_OF = ("--as-of", "2025-06-30")


class Ran(NamedTuple):
    """What a run printed and how it ended."""

    code: int
    out: str
    err: str


Rsplan = Callable[..., Ran]


@pytest.fixture
def rsplan(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Rsplan:
    """Run the program in English in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RSPLAN_LANG", "en")

    def call(*args: str) -> Ran:
        capsys.readouterr()
        code = run(args)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return call


# --- the same report -------------------------------------------------------------------------------------------------

SAME: list[tuple[str, str, str]] = [
    ("status --city suzhou", "status suzhou", ""),
    ("status --city suzhou", "status 苏州", "苏州 = suzhou (Suzhou)"),
    ("status --city suzhou", "status --city 苏州市", "苏州市 = suzhou (Suzhou)"),
    ("status --city suzhou", "status Suzhou", "Suzhou = suzhou (Suzhou)"),
    ("status --city suzhou --city nanjing", "status --city suzhou,nanjing", ""),
    ("status --city suzhou --city nanjing", "status 苏州、南京", "南京 = nanjing (Nanjing)"),
    ("status --city suzhou --city nanjing", "status suzhou --city nanjing", ""),
    ("status --city suzhou --plan 13fyp", "status suzhou --plan 十三五", "十三五 = 13fyp (13th Five-Year Plan"),
    ("status --city suzhou --plan 13fyp", "status suzhou --plan 13", "13 = 13fyp"),
    ("status --city suzhou --plan 13fyp", "status suzhou --plan 2016-2020", "2016-2020 = 13fyp"),
    ("status --plan 13fyp --plan 14fyp", "status --plan 13fyp,14", "14 = 14fyp"),
    ("status --plan all", "status --plan 全部", ""),
    ("status --city suzhou --group employment", "status suzhou --group 就业创业", "就业创业 = employment"),
    ("status --city suzhou --group employment", "status suzhou --group 就业", "就业 = employment"),
    ("status --kind cumulative --kind rate", "status --kind 规划期累计,比率", ""),
    ("status --nature binding", "status --nature 约束性", ""),
    ("status --scope all", "status --scope 全部", ""),
    ("status --only met,no_data", "status --only 已达标，无数据", ""),
    ("status --only on_track", "status --only 'on track'", ""),
    ("status --city suzhou --year 2025", "status suzhou --year 2025年", ""),
    ("pace --city suzhou --only met", "pace 苏州 --only 已达标", "苏州 = suzhou (Suzhou)"),
    ("list --city suzhou --kind rate", "list 苏州 --kind rate", "苏州 = suzhou (Suzhou)"),
    ("audit --city nanjing --plan 14fyp", "audit 南京 --plan 十四五", "南京 = nanjing (Nanjing)"),
    ("show suzhou urban-new-jobs", "show 苏州 1", "1 = urban-new-jobs (New urban jobs)"),
    ("show suzhou urban-new-jobs", "show suzhou 城镇新增就业人数", "城镇新增就业人数 = urban-new-jobs"),
    ("show suzhou urban-new-jobs", "show suzhou 新增就业", "新增就业 = urban-new-jobs"),
    ("show suzhou urban-new-jobs", "show suzhou 'New Urban Jobs'", "New Urban Jobs = urban-new-jobs"),
    ("show suzhou local-graduate-employment-rate --plan 13fyp", "show suzhou 3 --plan 13", "3 = local-graduate"),
    ("show suzhou new-entrepreneurs --plan 14fyp", "show suzhou 3 --plan 14", "3 = new-entrepreneurs"),
    ("log suzhou urban-new-jobs", "log 苏州 1", "1 = urban-new-jobs (New urban jobs)"),
    ("log suzhou urban-new-jobs --plan 13fyp", "log 苏州 新增就业 --plan 十三五", "新增就业 = urban-new-jobs"),
]


words = shlex.split


@pytest.mark.parametrize(("plain", "typed", "said"), SAME)
def test_the_report_is_the_same_as_with_ids_and_says_what_was_understood(
    plain: str, typed: str, said: str, rsplan: Rsplan
) -> None:
    expected = rsplan(*words(plain), *AS_OF, "--format", "json")
    found = rsplan(*words(typed), *AS_OF, "--format", "json")
    assert (found.code, found.out) == (expected.code, expected.out)
    assert expected.err == ""
    assert found.err.startswith("Understood: ") if said else found.err == ""
    assert said in found.err
    assert found.err.count("\n") == bool(said)


@pytest.mark.parametrize(
    ("plain", "typed"),
    [
        ("export --city suzhou --indicator urban-new-jobs", "export 苏州 --indicator 城镇新增就业人数"),
        ("export --city suzhou --plan 14fyp --indicator urban-new-jobs", "export 苏州 --plan 14 --indicator 1"),
        ("export --known-on 2024-06-30", "export --known-on 2024年6月"),
    ],
)
def test_an_export_is_the_same_as_with_ids(plain: str, typed: str, rsplan: Rsplan) -> None:
    expected, found = rsplan(*words(plain)), rsplan(*words(typed))
    assert (found.code, found.out, expected.err) == (0, expected.out, "")
    assert found.err.startswith("Understood: ")
    assert len(found.out.splitlines()) > 1


@pytest.mark.parametrize("command", ["status", "pace", "list", "show suzhou 1", "log suzhou 1", "audit"])
@pytest.mark.parametrize("typed", ["2024/6/30", "2024年6月30日", "20240630", "2024年6月", "二〇二四年六月三十日"])
def test_dates_are_read_in_every_command(command: str, typed: str, rsplan: Rsplan) -> None:
    expected = rsplan(*words(command), "--format", "json", "--as-of", "2024-06-30", "--known-on", "2024-06-30")
    found = rsplan(*words(command), "--format", "json", "--as-of", typed, "--known-on", typed)
    assert (found.code, found.out) == (expected.code, expected.out)
    assert f"{typed} = 2024-06-30" in found.err


def test_today_is_the_day_of_the_calendar(rsplan: Rsplan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rsplan.cli.typed_words.today", lambda: date(2025, 3, 4))
    report = json.loads(rsplan("status", "suzhou", "--as-of", "今天", "--format", "json").out)
    assert report["as_of"] == "2025-03-04"


@pytest.mark.parametrize("typed", ["1,2", "1，2", "城镇新增就业人数,registered-unemployment-rate"])
def test_an_export_takes_several_indicators_as_people_name_them(typed: str, rsplan: Rsplan) -> None:
    ids = "--indicator", "urban-new-jobs", "--indicator", "registered-unemployment-rate"
    expected = rsplan("export", "suzhou", "--plan", "14fyp", *ids)
    found = rsplan("export", "苏州", "--plan", "14fyp", "--indicator", typed)
    assert (found.code, found.out) == (0, expected.out)


def test_a_name_with_commas_is_one_indicator(rsplan: Rsplan) -> None:
    found = rsplan("export", "南京", "--indicator", "高、中、初级专业技术人才比例")
    assert (found.code, found.out) == (0, rsplan("export", "nanjing", "--indicator", "professional-grade-shares").out)


def test_the_scope_is_named_as_list_prints_it(rsplan: Rsplan) -> None:
    """The main table, what stands in text and boxes, and both: nothing is in two of them."""
    ids = {}
    for scope in ("主要指标", "正文", "全部"):
        found = rsplan("list", "--city", "南京", "--plan", "14fyp", "--scope", scope, "--format", "csv")
        ids[scope] = [row["id"] for row in csv.DictReader(io.StringIO(found.out))]
    assert {*ids["主要指标"]} | {*ids["正文"]} == {*ids["全部"]}
    assert len(ids["全部"]) == len(ids["主要指标"]) + len(ids["正文"])
    assert ids["正文"]


def test_fail_on_takes_the_words_of_the_tables(rsplan: Rsplan) -> None:
    asked = "status", "suzhou", *AS_OF, "--fail-on"
    assert [rsplan(*asked, "无数据").code, rsplan(*asked, "未设目标").code, rsplan(*asked, "No Data").code] == [1, 0, 1]
    codes = [rsplan("audit", "suzhou", *AS_OF, "--fail-on", word).code for word in ("警告", "warning", "warnings")]
    assert codes == [1, 1, 1]


def test_what_was_understood_is_said_in_the_language_of_the_run_and_before_the_report(rsplan: Rsplan) -> None:
    assert rsplan("show", "苏州", "1", "--lang", "zh").err == (
        "理解为：苏州 = suzhou（苏州市）；1 = urban-new-jobs（城镇新增就业人数）\n"
    )


def test_check_and_verify_take_names_too(rsplan: Rsplan, tmp_path: Path) -> None:
    data = tmp_path / "a.csv"
    data.write_text("indicator,period,value\nurban-new-jobs,2021,17\n", encoding="utf-8")
    assert rsplan("check", str(data), "--city", "苏州").code == 0
    assert rsplan("check", str(data), "--city", "苏洲市").code == 2
    document = tmp_path / "d.txt"
    document.write_text("没有表格\n", encoding="utf-8")
    asked = "--document", str(document), "--format", "json"
    expected = rsplan("verify", "--city", "suzhou", "--plan", "14fyp", *asked)
    found = rsplan("verify", "苏州", "--plan", "十四五", *asked)
    assert (found.code, found.out) == (expected.code, expected.out)
    assert "十四五 = 14fyp" in found.err


# --- record ----------------------------------------------------------------------------------------------------------

LINE = "suzhou,urban-new-jobs,2025-06,18.2,ytd,,,2025-07-12,,"


@pytest.mark.parametrize(
    "typed",
    [
        "suzhou urban-new-jobs 2025-06 18.2 --basis ytd --published 2025-07-12",
        "苏州 城镇新增就业人数 2025年6月 18.2万人 --basis 累计 --published 2025年7月12日",
        "苏州市 1 2025/06 18.2万 --basis 年初以来累计 --published 2025/7/12",
        "Suzhou 第1项 2025年1—6月 18.2 --published 20250712",
        "SUZHOU 新增就业 25年1—6月 １８．２ --published 2025-7-12",
        "苏州 'new urban jobs' 二〇二五年六月累计 '18.2 10,000 persons' --published 二〇二五年七月十二日",
    ],
)
def test_the_same_line_is_recorded_however_it_is_typed(typed: str, rsplan: Rsplan) -> None:
    done = rsplan("record", *words(typed), *AS_OF)
    assert done.code == 0, done.err
    assert Path("observations.csv").read_text("utf-8").splitlines()[1] == f"{LINE},,{today()},"


def test_a_bound_in_words_is_recorded_as_a_bound(rsplan: Rsplan) -> None:
    done = rsplan("record", "苏州", "1", "2025年6月累计", "超18.2", *AS_OF)
    assert "超18.2 = ≥18.2" in done.err
    line = Path("observations.csv").read_text("utf-8").splitlines()[1]
    assert line == f"suzhou,urban-new-jobs,2025-06,18.2,ytd,at_least,,,,,,{today()},"


def test_what_was_recorded_can_be_asked_for_in_words(rsplan: Rsplan) -> None:
    rsplan("record", "苏州", "1", "2025年1—6月", "18.2万人", "--published", "2025/7/12")
    done = rsplan("record", "苏州", "1", "2025年1—6月", "18.2", "--published", "2025/7/12", "--format", "json")
    assert (done.code, done.out) == (2, "")
    (problem,) = json.loads(done.err)["problems"]  # nothing but the document, since it is one
    assert problem["code"] == "duplicate"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("苏州 1 三季度 7", "write it with the year, such as 20"),
        ("苏州 1 2025-1-5 7", "write one of 2025-01-05, 2025年1—5月"),
        ("苏州 1 2025/6/1 7 --basis ytd", "write 2025-06 for the month"),
        ("苏州 1 2025/6/1 7", "write 2025-06 for the month"),
        ("苏州 1 '1　2.3' 7", "is not a period"),
        ("苏州 1 2025-06 '1 2'", "a blank inside the number"),
        ("苏州 1 2025年13月 7", "months are 01 to 12"),
        ("苏州 99 2025年6月 7", "its rows are 1-18"),
        ("苏州 1 2026年6月 7", "no plan contains the period"),
        ("苏州 参保 2025年6月 7", "unemployment-insured (Persons insured against unemployment)"),
        ("苏州 城镇新曾就业人数 2025年6月 7", "did you mean 城镇新增就业人数?"),
        ("苏州 1 2025年6月 71000人", "write 7.1 if the figure is right"),
        ("苏州 1 2025年6月 7.1万人次", "write the figure in 万人"),
        ("苏州 1 2025年6月 约680", "write the exact figure"),
        ("苏州 1 2025年6月 达7.1", "--bound at_least if it is a bound"),
        ("苏州 1 2025年6月 7 --published 昨天", "write it as 2023-06-30"),
        ("苏州 1 2025年6月累计 7 --basis 当期", "correct one of them"),
        ("苏州 1 2025年6月 超7 --bound 上限", "correct one of them"),
        ("苏州 1 2025年6月 7 --basis 累计数量", "did you mean 累计数?"),
        ("苏洲市 1 2025年6月 7", "did you mean 苏州市?"),
        ("苏州 1 2025年6月底 7", "additive kinds take period, ytd or ptd"),
    ],
)
def test_a_refusal_names_what_would_be_right_and_enters_nothing(typed: str, said: str, rsplan: Rsplan) -> None:
    done = rsplan("record", *words(typed), *AS_OF)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert not Path("observations.csv").exists()


def test_every_wrong_word_is_told_in_one_run(rsplan: Rsplan) -> None:
    done = rsplan("record", "苏州", "参保", "三季度", "7", "--published", "昨天")
    assert [line.split()[1] for line in done.err.splitlines() if line.startswith("<arguments>")] == [
        "period_without_year",
        "ambiguous_word",
        "not_a_date",
    ]


def test_problems_of_the_files_are_told_together_before_the_words_are_read(rsplan: Rsplan) -> None:
    Path("broken.yaml").write_text("city: {}\n", encoding="utf-8")
    Path("data.csv").write_text("indicator,period,value\nx,2025-13,1\n", encoding="utf-8")
    done = rsplan("record", "suzhou", "1", "2025年6月", "7", "--targets", "broken.yaml", "--data", "data.csv")
    assert done.code == 2
    assert {"broken.yaml", "data.csv"} <= {line.split(":")[0] for line in done.err.splitlines() if line[:1] != " "}


# --- import ----------------------------------------------------------------------------------------------------------


def test_import_takes_names_dates_and_bases_in_words(rsplan: Rsplan) -> None:
    Path("t.csv").write_text("指标,2025年6月\n城镇新增就业人数,18.2\n", encoding="utf-8")
    options = "--city 苏州 --basis 累计 --published 2025年7月12日 --year 2025年"
    done = rsplan("import", "t.csv", *words(options))
    assert done.code == 0, done.err
    assert LINE in Path("observations.csv").read_text("utf-8").splitlines()[1]


# --- refused in every command ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("status 苏洲市", "苏州市"),
        ("pace suzou", "suzhou"),
        *(
            (f"{command}", "苏州")
            for command in (
                "status 苏洲",
                "pace 苏洲",
                "show 苏洲 1",
                "log 苏洲 1",
                "list --city 苏洲",
                "audit 苏洲",
                "export 苏洲",
                "check --city 苏洲",
                "record 苏洲 1 2024 3",
                "retract 苏洲 1 2024 --reason x",
                "import t.csv --city 苏洲",
                "upgrade o.csv --city 苏洲",
            )
        ),
        ("status --only 落后", "滞后"),
        ("status --fail-on 落后", "滞后"),
        ("list nanjin", "nanjing"),
        ("audit 南京市区", "南京市"),
        ("export 北京", "nanjing, suzhou"),
        ("status suzhou superfluous", "superfluous"),
        ("status --plan 十五五", "13fyp, 14fyp, all"),
        ("status --plan 14fpy", "14fyp"),
        ("status suzhou --group 就业创新", "就业创业"),
        ("status suzhou --only 已达成标", "已达标"),
        ("status --fail-on behnd", "behind"),
        ("status --kind 比例率", "比率"),
        ("status --nature 约束力性", "约束性"),
        ("status --scope al", "all"),
        ("status --as-of 2024/2/30", "2024-02-30"),
        ("status --as-of 6月30日", "2023-06-30"),
        ("status --year 25", "1900"),
        ("status --format jsn", "json"),
        ("status --color neve", "never"),
        ("status --onlly met", "--only"),
        ("audit --ignore RS10", "RS10"),
        ("audit --fail-on 告", "warning"),
        ("show suzhou 失业", "registered-unemployment-rate"),
        ("show suzhou 99", "1-18"),
        ("show suzhou 3 --plan all", "new-entrepreneurs"),
        ("show suzhou new-postdocs --plan 13fyp", "14fyp"),
        ("show suzhou,nanjing 1", "suzhou,nanjing"),
        ("log suzhou 参保人数", "basic-pension-insured"),
        ("log 苏州 城镇新曾就业人数", "城镇新增就业人数"),
        ("export --indicator 失业率", "surveyed-unemployment-rate"),
        ("export --indicator 新增就页人数", "rsplan list"),
        ("verify 苏洲市 --document d.txt", "苏州市"),
    ],
)
def test_a_word_that_means_nothing_or_several_things_ends_in_2_with_a_remedy(
    typed: str, said: str, lang: str, rsplan: Rsplan
) -> None:
    done = rsplan(*words(typed), "--lang", lang)
    assert (done.code, done.out) == (2, "")
    assert (said.replace(", ", "、") if lang == "zh" else said) in done.err
    assert "Understood" not in done.err


# --- completion ------------------------------------------------------------------------------------------------------


def completed(line: str, *, targets: str = "") -> list[str]:
    """The words that a bash is offered for the last word of the line."""
    env = {name: os.environ[name] for name in ("PATH", "HOME", "RSPLAN_CACHE") if name in os.environ}
    env |= {"_RSPLAN_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(line.split(" ")) - 1)}
    env |= {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "RSPLAN_TARGETS": targets}
    code = "import sys; from rsplan.__main__ import main; sys.argv[0] = 'rsplan'; main()"
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=False, encoding="utf-8")
    assert done.stderr == ""
    return [each.partition(",")[2] for each in done.stdout.splitlines() if each]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("rsplan status --city s", ["suzhou"]),
        ("rsplan status ", ["nanjing", "suzhou"]),
        ("rsplan status 苏", ["苏州市"]),
        ("rsplan pace S", ["suzhou"]),
        ("rsplan show n", ["nanjing"]),
        ("rsplan show suzhou urban", ["urban-new-jobs"]),
        ("rsplan show 苏州 urban", ["urban-new-jobs"]),
        ("rsplan log suzhou maternity", []),
        ("rsplan log nanjing maternity", ["maternity-insured"]),
        ("rsplan record suzhou 城镇", ["城镇新增就业人数", "城镇登记失业率"]),
        ("rsplan record suzhou urban-new-jobs 2025-06 18 --basis p", ["period", "ptd"]),
        ("rsplan record suzhou urban-new-jobs 2025-06 18 --bound at", ["at_least", "at_most"]),
        ("rsplan status --plan 1", ["13fyp", "14fyp"]),
        ("rsplan status suzhou --group soc", ["social-insurance"]),
        ("rsplan status --group soc", ["social-security", "social-insurance"]),
        ("rsplan status --only on", ["on_track"]),
        ("rsplan status --only met,be", ["met,behind"]),
        ("rsplan status --only 滞", ["滞后"]),
        ("rsplan status --kind c", ["cumulative", "composition", "change"]),
        ("rsplan status --scope ", ["headline", "text", "all"]),
        ("rsplan status --format j", ["json", "jsonl"]),
        ("rsplan export --indicator new-p", ["new-professionals", "new-postdocs"]),
        ("rsplan import t.csv --city n", ["nanjing"]),
    ],
)
def test_a_shell_is_offered_what_fits(line: str, offered: list[str]) -> None:
    assert completed(line) == offered


def test_completion_knows_own_target_files_and_is_silent_about_broken_ones(tmp_path: Path) -> None:
    own = tmp_path / "linhai.yaml"
    own.write_text(TARGETS, encoding="utf-8")
    assert completed("rsplan status --city l", targets=str(own)) == ["linhai"]
    assert completed("rsplan show linhai in", targets=str(own)) == ["insured"]
    own.write_text("city: {}\n", encoding="utf-8")
    assert completed("rsplan status --city l", targets=str(own)) == []


def test_completion_reads_no_data_and_loads_no_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shell waits for it at every tab."""
    read: list[Any] = []
    monkeypatch.setattr("rsplan.read.csv_observations.read_observations", lambda *args, **more: read.append(args))
    context = click.Context(click.Command("show"))
    context.params = {"city": "suzhou", "targets": (), "data": (str(tmp_path / "none.csv"),)}
    offered = complete_indicators(context, click.Argument(["indicator"]), "registered")
    assert [one.value for one in offered] == ["registered-unemployment-rate"]
    assert offered[0].help == "城镇登记失业率"
    assert read == []
