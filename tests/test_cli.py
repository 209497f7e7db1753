"""The command line as the README and docs/json.md describe it: commands, options, formats, exit codes."""

import csv
import hashlib
import io
import json
import os
import re
import stat
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from test_shipped_plans import TABLES

from rsplan.cli.output import FORMATS as WRITERS
from rsplan.cli.program import COMMANDS, run
from rsplan.cli.streams import write_file
from rsplan.errors import RsplanError
from rsplan.journal.slips import slips_in_data
from rsplan.read.shipped import TARGETS
from rsplan.text import LANGUAGES
from rsplan.text.language import language
from rsplan.version import __version__

FORMATS = [*WRITERS]
CITIES = ["nanjing", "suzhou"]
PLANS = ["13fyp", "14fyp"]

#: A day after the last shipped observation.
TODAY = "2026-11-21"


class Ran(NamedTuple):
    """What a run printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> Any:
        """Standard output as JSON with exact numbers."""
        return json.loads(self.out, parse_float=Decimal, parse_int=Decimal)


Rsplan = Callable[..., Ran]


@pytest.fixture
def rsplan(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Rsplan:
    """Run the program in this process, as if in an English terminal without settings."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    for name in [name for name in os.environ if name.startswith("RSPLAN_") and name != "RSPLAN_CACHE"]:
        monkeypatch.delenv(name)

    def call(*args: str) -> Ran:
        capsys.readouterr()
        code = run(args)
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return Ran(code, captured.out, captured.err)

    return call


def indicators(report: Any) -> list[Mapping[str, Any]]:
    return [one for plan in report["plans"] for one in plan["indicators"]]


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], str]:
    def written(name: str, text: str) -> str:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return written


Write = Callable[[str, str], str]

OWN_PLAN = """\
city: {id: suzhou, name: {zh: 苏州市, en: Suzhou}}
documents: {own: {title: {zh: 规划, en: Plan}, state: issued}}
plans:
  - id: 14fyp
    title: {zh: 自有规划, en: Own plan}
    document: own
    state: issued
    start: 2021-01-01
    end: 2025-12-31
    indicators:
      - id: urban-new-jobs
        number: 1
        name: {zh: 城镇新增就业人数, en: New urban jobs}
        unit: {zh: 万人, en: "10,000 persons"}
        kind: cumulative
        better: higher
        target: {printed: "100", where: 表1}
"""
DATA = "city,indicator,period,value,published\nsuzhou,urban-new-jobs,2021,17.5,2022-03-01\n"


# --- acceptance ------------------------------------------------------------------------------------------------------

ROWS = {("nanjing", "13fyp"): 27, ("nanjing", "14fyp"): 20, ("suzhou", "13fyp"): 23, ("suzhou", "14fyp"): 18}

#: Rows of Nanjing's table 1 whose printed rate is another than the methodology's: rates that it does not cap
#: (4, 10), a row without a target (8), shares and a stock that it caps at 100 % (18, 20).
NOT_BY_THE_RULE = {"4", "8", "10", "18", "20"}


@pytest.mark.parametrize(("city", "plan"), list(ROWS))
def test_acceptance_2_the_tables_of_both_documents_are_there_with_their_printed_figures(
    city: str, plan: str, rsplan: Rsplan
) -> None:
    found = indicators(rsplan("status", "--city", city, "--plan", plan, "--format", "json").report)
    assert len(found) == ROWS[city, plan]
    table = TABLES[city, plan]
    assert [one["number"] for one in found] == [str(row.number) for row in table]
    assert [one["target"]["printed"] for one in found] == [row.target for row in table]
    assert {one["scope"] for one in found} == {"headline"}
    if plan == "13fyp":
        printed = [one["actual"]["printed"] if one["actual"] else "" for one in found]
        assert printed == [row.result for row in table]


def test_acceptance_2_printed_completion_rates_that_follow_the_rule_are_shown_to_their_digits(rsplan: Rsplan) -> None:
    found = indicators(rsplan("status", "--city", "nanjing", "--plan", "13fyp", "--format", "json").report)
    compared = 0
    for row in found:
        published = row["published_completion"]
        assert published["printed"].endswith("%")
        if row["number"] in NOT_BY_THE_RULE:
            continue
        digits = published["printed"].removesuffix("%")
        places = len(digits.partition(".")[2])
        percent = Fraction(row["completion_rate"]) * 100
        assert Fraction(int(percent * 10**places + Fraction(1, 2)), 10**places) == Fraction(digits), row["number"]
        compared += 1
    assert compared == 27 - len(NOT_BY_THE_RULE)


@pytest.mark.parametrize(("city", "plan"), [("nanjing", "14fyp"), ("suzhou", "14fyp")])
def test_acceptance_2_scope_all_adds_every_target_of_the_text(city: str, plan: str, rsplan: Rsplan) -> None:
    asked = "status", "--city", city, "--plan", plan, "--format", "json"
    headline, every = (indicators(rsplan(*asked, "--scope", scope).report) for scope in ("headline", "all"))
    assert every[: len(headline)] == headline
    added = every[len(headline) :]
    assert len(added) >= {"nanjing": 33, "suzhou": 15}[city]
    assert {one["scope"] for one in added} == {"text"}


def test_acceptance_3_suzhous_new_urban_jobs_are_met_and_nothing_is_claimed_of_what_is_unknown(rsplan: Rsplan) -> None:
    found = indicators(rsplan("status", "--city", "suzhou", "--as-of", TODAY, "--format", "json").report)
    jobs = found[0]
    assert (jobs["status"], jobs["pass"]) == ("met", True)
    # 23.18 + 41.75 + 41.52 of 85
    assert (jobs["actual"]["value"], jobs["target"]["value"]) == (Decimal("106.45"), 85)
    assert (jobs["actual"]["bound"], jobs["actual"]["missing"]) == ("at_least", ["2021", "2022"])
    unknown = [one for one in found if one["actual"] is None]
    assert len(unknown) == 14
    assert {(one["status"], one["pass"], one["completion_rate"]) for one in unknown} == {("no_data", None, None)}
    shown = rsplan("status", "--city", "suzhou", "--as-of", TODAY, "--lang", "en").out
    for word in (">=106.45", "[85]", "2021", "2022"):
        assert word in shown


@pytest.mark.parametrize("as_of", ["2016-06-30", "2018-12-31", "2020-12-31", "2021-12-31", "2023-06-30", TODAY])
def test_acceptance_4_the_pace_of_every_sum_adds_up(as_of: str, rsplan: Rsplan) -> None:
    asked = "pace", "--plan", "all", "--scope", "all", "--as-of", as_of, "--format", "json"
    sums = [one for one in indicators(rsplan(*asked).report) if one["kind"] == "cumulative" and one["target"]["value"]]
    assert len(sums) > 40
    for row in sums:
        goal = row["target"]["value"]
        planned = [year["planned"] for year in row["years"]]
        assert sum(planned) == goal, row["id"]
        required = [year["required"] for year in row["years"] if year["required"] is not None]
        actual = row["actual"]["value"] if row["actual"] else None
        if required and actual is not None:
            assert actual + sum(required) == max(goal, actual), row["id"]
        if row["unit"]["zh"][0] in "人家个场名期户所":
            assert all(part == int(part) for part in [*planned, *required]), row["id"]


# --- every command in every format -----------------------------------------------------------------------------------

#: What a command needs; commands that are not named here are called with --help alone.
CALLS: dict[str, list[list[str]]] = {
    "status": [["--plan", "all", "--scope", "all"]],
    "pace": [["--plan", "all", "--scope", "all"]],
    "forecast": [["--plan", "all", "--scope", "all"], ["--backtest"]],
    "list": [["--plan", "all", "--scope", "all"]],
    "show": [[], ["--explain"]],
}
EVERY_CALL = [
    pytest.param([name, *more], id=" ".join([name, *more])) for name, calls in CALLS.items() for more in calls
]


def with_city(call: list[str], city: str) -> list[str]:
    return [call[0], city, "urban-new-jobs", *call[1:]] if call[0] == "show" else [*call, "--city", city]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize("call", EVERY_CALL)
def test_every_command_answers_in_every_format_and_language(
    call: list[str], city: str, format_: str, lang: str, rsplan: Rsplan
) -> None:
    ran = rsplan(*with_city(call, city), "--format", format_, "--lang", lang)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.strip()
    assert ran.out.endswith("\n")
    assert "\r" not in ran.out
    match format_:
        case "json":
            assert ran.report["schema"].startswith("rsplan.")
        case "jsonl":
            assert all(isinstance(json.loads(line), dict) for line in ran.out.splitlines())
        case "csv":
            header, *rows = csv.reader(io.StringIO(ran.out, newline=""))
            assert len(set(header)) == len(header)
            assert rows
            assert {len(row) for row in rows} == {len(header)}
        case "markdown":
            assert ran.out.startswith("## ")


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize("command", ["status", "pace", "list"])
def test_every_plan_of_every_city_can_be_asked_for(command: str, city: str, plan: str, rsplan: Rsplan) -> None:
    report = rsplan(command, "--city", city, "--plan", plan, "--format", "json").report
    assert [(one["city"]["id"], one["plan"]) for one in report["plans"]] == [(city, plan)]
    assert len(report["plans"][0]["indicators"]) == ROWS[city, plan]


def test_without_a_city_all_cities_are_shown(rsplan: Rsplan) -> None:
    report = rsplan("status", "--as-of", TODAY, "--format", "json").report
    assert [(one["city"]["id"], one["plan"]) for one in report["plans"]] == [("nanjing", "14fyp"), ("suzhou", "14fyp")]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_every_command_has_a_help_in_both_languages(command: str, lang: str, flag: str, rsplan: Rsplan) -> None:
    ran = rsplan("--lang", lang, command, flag)
    assert (ran.code, ran.err) == (0, "")
    assert f"rsplan {command}" in ran.out
    assert bool(re.search("[\u4e00-\u9fff]{3}", ran.out)) is (lang == "zh")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_has_a_help(command: str, rsplan: Rsplan) -> None:
    out = rsplan(command, "--help", "--lang", "en").out
    options = re.findall(r"^  (-[^\n]*?)(?:\s{2,}(\S.*))?$(?=\n(\s{10,}\S)?)", out, re.MULTILINE)
    assert options
    assert [option for option, words, following in options if not (words or following)] == []


def test_the_help_names_every_command_with_what_it_answers(rsplan: Rsplan) -> None:
    for lang in LANGUAGES:
        out = rsplan("--help", "--lang", lang).out
        assert all(re.search(rf"^  {command} +\S", out, re.MULTILINE) for command in COMMANDS)


def test_the_version_is_printed(rsplan: Rsplan) -> None:
    assert rsplan("--version") == Ran(0, f"rsplan {__version__}\n", "")


def test_without_a_command_the_help_is_on_standard_error(rsplan: Rsplan) -> None:
    ran = rsplan()
    assert (ran.code, ran.out) == (2, "")
    assert "status" in ran.err


# --- usage errors ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["statsu"], "status"),
        (["nonsense"], "status, pace"),
        (["status", "--city", "suzou"], "suzhou"),
        (["status", "--city", "x"], "nanjing, suzhou"),
        (["status", "--plan", "14fpy"], "14fyp"),
        (["status", "--plan", "x"], "13fyp, 14fyp, all"),
        (["status", "--city", "suzhou", "--group", "employmnt"], "employment"),
        (["status", "--group", "x"], "employment"),
        (["status", "--only", "behnd"], "behind"),
        (["status", "--fail-on", "x,met"], "on_track"),
        (["show", "suzhou", "urban-new-job"], "urban-new-jobs"),
        (["show", "suzhou", "x"], "rsplan list --city suzhou --scope all"),
        (["show", "suzou", "urban-new-jobs"], "suzhou"),
        (["status", "--format", "xml"], "json"),
        (["status", "--kind", "sum"], "cumulative"),
        (["status", "--nature", "x"], "binding"),
        (["status", "--scope", "x"], "headline"),
        (["status", "--lang", "fr"], "zh"),
        (["status", "--color", "x"], "never"),
        (["status", "--as-of", "2023-02-30"], "2023-02-30"),
        (["status", "--as-of", "1.6.2023"], "2023-06-30"),
        (["status", "--as-of", "yesterday"], "yesterday"),
        (["status", "--known-on", "2023-13-01"], "2023-13-01"),
        (["status", "--as-of", "1000-01-01"], "1900"),
        (["status", "--ahead-by", "ten"], "ten"),
        (["status", "--slack", "1e3"], "1e3"),
        (["status", "--stale-after", "-1"], "-1"),
        (["status", "--nonsense"], "--nonsense"),
        (["status", "superfluous"], "superfluous"),
        (["show", "suzhou"], "INDICATOR"),
        (["status", "--as-of", "2015-12-31"], "13fyp, 14fyp"),
        (["status", "-o", "no/such/folder/x.json"], "no/such/folder/x.json"),
    ],
)
def test_a_usage_error_says_what_would_be_right_and_ends_in_2(
    args: list[str], said: str, lang: str, rsplan: Rsplan
) -> None:
    ran = rsplan("--lang", lang, *args)
    assert (ran.code, ran.out) == (2, "")
    assert (said.replace(", ", "、") if lang == "zh" else said) in ran.err


@pytest.mark.parametrize("args", [["audit", "--ignore", "RS999"], ["forecast", "--assume", "x"]])
def test_a_value_that_is_refused_after_it_was_read_is_refused_in_chinese(args: list[str], rsplan: Rsplan) -> None:
    ran = rsplan(*args, "--lang", "zh")
    assert ran.code == 2
    assert ran.err.split("\n")[-2].startswith(f"错误：'{args[1]}' 的值无效：")


def test_an_error_is_in_the_language_asked_for(rsplan: Rsplan) -> None:
    assert re.search("[\u4e00-\u9fff]", rsplan("status", "--city", "x", "--lang", "zh").err)
    assert not re.search("[\u4e00-\u9fff]", rsplan("status", "--city", "x", "--lang", "en").err)


# --- verdicts and exit codes -----------------------------------------------------------------------------------------


def test_a_report_that_ran_well_ends_in_0_whatever_it_says(rsplan: Rsplan, write: Write) -> None:
    behind = write("data.csv", "indicator,period,value\nurban-new-jobs,2021,1\n")
    asked = "status", "--city", "suzhou", "--as-of", "2021-12-31", "--data", behind, "--no-published"
    assert rsplan(*asked).code == 0
    ran = rsplan(*asked, "--fail-on", "behind,missed", "--format", "json")
    assert ran.code == 1
    assert indicators(ran.report)[0]["status"] == "behind"
    assert rsplan(*asked, "--fail-on", "missed").code == 0
    assert rsplan(*asked, "--fail-on", "missed，behind").code == 1


def test_fail_on_writes_the_report_all_the_same(rsplan: Rsplan, tmp_path: Path) -> None:
    path = tmp_path / "status.json"
    ran = rsplan("status", "--city", "suzhou", "--as-of", TODAY, "--fail-on", "no_data", "-o", str(path))
    assert (ran.code, ran.out, ran.err) == (1, "", "")
    assert json.loads(path.read_text(encoding="utf-8"))["schema"] == "rsplan.status/1"


def test_fail_on_judges_what_is_shown(rsplan: Rsplan) -> None:
    asked = "status", "--city", "suzhou", "--as-of", TODAY, "--fail-on", "no_data"
    assert rsplan(*asked, "--only", "met").code == 0


YEARLY = (
    "indicator,period,value\n"
    "urban-new-jobs,2021,20\n"  # 20 of 17 in the year, and 20 of 85 after the first of five years
    "urban-new-jobs,2022,14\n"  # 14 of 17 in the year, 34 of 34 in the plan
)


def test_with_a_year_the_verdict_of_the_year_decides_what_is_shown_counted_and_failed(
    rsplan: Rsplan, write: Write
) -> None:
    data = write("data.csv", YEARLY)
    asked = "status", "--city", "suzhou", "--as-of", "2022-12-31", "--data", data, "--no-published"
    whole, of_year = (
        rsplan(*asked, "--format", "json").report,
        rsplan(*asked, "--year", "2022", "--format", "json").report,
    )
    assert whole["plans"][0]["year_summary"] is None
    assert whole["plans"][0]["summary"] == of_year["plans"][0]["summary"]
    assert of_year["plans"][0]["summary"]["by_status"]["on_track"] == 1
    assert of_year["plans"][0]["year_summary"]["by_status"]["missed"] == 1
    assert of_year["plans"][0]["year_summary"]["total"] == 18
    missed = rsplan(*asked, "--year", "2022", "--only", "missed", "--format", "json").report
    assert [one["id"] for one in indicators(missed)] == ["urban-new-jobs"]
    assert missed["plans"][0]["year_summary"]["by_status"] == {"missed": 1}
    assert indicators(rsplan(*asked, "--year", "2022", "--only", "on_track", "--format", "json").report) == []
    assert rsplan(*asked, "--year", "2022", "--fail-on", "missed").code == 1
    assert rsplan(*asked, "--year", "2022", "--fail-on", "on_track").code == 0
    assert rsplan(*asked, "--fail-on", "on_track").code == 1


PROVISIONAL = "indicator,period,value,provisional\nurban-new-jobs,2021,20,true\nnew-entrepreneurs,2021,0.1,\n"


def test_marks_are_words_of_only_and_of_fail_on(rsplan: Rsplan, write: Write) -> None:
    data = write("data.csv", PROVISIONAL)
    asked = "status", "--city", "suzhou", "--as-of", "2021-12-31", "--data", data, "--no-published"

    def shown(words: str) -> list[str]:
        report = rsplan(*asked, "--only", words, "--format", "json").report
        return [one["id"] for one in indicators(report)]

    assert shown("provisional") == ["urban-new-jobs"]
    assert shown("provisional,stale") == ["urban-new-jobs"]
    assert shown("behind,provisional") == []
    assert shown("behind,on_track,provisional,breach") == ["urban-new-jobs"]
    assert rsplan(*asked, "--fail-on", "provisional").code == 1
    assert rsplan(*asked, "--fail-on", "stale,breach").code == 0
    assert rsplan(*asked, "--fail-on", "met,provisional").code == 1
    assert "breach" in rsplan(*asked, "--only", "provisory").err


# --- check -----------------------------------------------------------------------------------------------------------

BROKEN_PLAN = OWN_PLAN.replace("better: higher", "better: up").replace("end: 2025-12-31", "end: 2025-02-30")


def test_check_is_silent_and_0_where_all_is_well(rsplan: Rsplan, write: Write) -> None:
    assert rsplan("check") == Ran(0, "", "")
    assert rsplan("check", write("suzhou.yaml", OWN_PLAN), write("data.csv", DATA)) == Ran(0, "", "")


def test_check_names_every_problem_of_every_file_and_ends_in_1(rsplan: Rsplan, write: Write) -> None:
    plan = write("suzhou.yaml", BROKEN_PLAN)
    data = write("data.csv", "indicator,period,value,bound\nx,2021,1,most\n")
    ran = rsplan("check", plan, data)
    assert (ran.code, ran.err) == (1, "")
    found = re.findall(rf"^({re.escape(plan)}|{re.escape(data)}):(\d+):(\d+): (\w+) \S", ran.out, re.MULTILINE)
    assert [(path, int(line)) for path, line, _, _ in found] == [(plan, 9), (plan, 16), (data, 2), (data, 2)]
    for excerpt in ("end: 2025-02-30", "better: up", "x,2021,1,most"):
        assert re.search(rf"^ +{re.escape(excerpt)}$", ran.out, re.MULTILINE)
    assert ran.out.count("→") == 4


def test_check_warns_of_slips_in_data_files_and_ends_in_0(rsplan: Rsplan, write: Write) -> None:
    """100 in five years: 17500 is a thousand times a year's part of it; the cell begins at column 28."""
    plan = write("suzhou.yaml", OWN_PLAN)
    slip = "suzhou,urban-new-jobs,2021,17500,2022-03-01"
    data = write("data.csv", f"city,indicator,period,value,published\n{slip}\n")
    ran = rsplan("check", plan, data)
    assert (ran.code, ran.err) == (0, "")
    place, excerpt, remedy = ran.out.splitlines()
    assert place.startswith(f"{data}:2:28: Warning: value_too_large 17500 ")
    assert excerpt.strip() == slip
    assert "is 17.5 meant?" in remedy
    (record,) = rsplan("check", plan, data, "--format", "json").report["problems"]
    assert (record["severity"], record["code"], record["line"], record["column"]) == (
        "warning",
        "value_too_large",
        2,
        28,
    )
    assert [one["path"] for one in rsplan("check", plan, data, "--format", "json").report["inputs"]][-1] == data
    assert rsplan("check", plan, "--lang", "zh", data).out.startswith(f"{data}:2:28: 警告：value_too_large 17500 ")


def test_check_warns_of_slips_on_standard_input(rsplan: Rsplan, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    plan, text = write("suzhou.yaml", OWN_PLAN), b"city,indicator,period,value\nsuzhou,urban-new-jobs,2021,17500\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
    ran = rsplan("check", plan, "-")
    assert (ran.code, ran.out.splitlines()[0].split(" ")[:3]) == (0, ["<stdin>:2:1:", "Warning:", "value_too_large"])


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_slip_is_placed_under_a_header_in_quotes_and_whatever_ends_the_lines(
    newline: str, rsplan: Rsplan, tmp_path: Path
) -> None:
    """As R and old editors write them."""
    data = tmp_path / "own.csv"
    text = '"city","indicator","period","value"\n"suzhou","urban-new-jobs","2022",1640\n'
    data.write_bytes(text.replace("\n", newline).encode())
    ran = rsplan("check", str(data), "--lang", "en")
    assert (ran.code, ran.out.splitlines()[0].split(" ")[:3]) == (0, [f"{data}:2:34:", "Warning:", "value_too_large"])


def test_a_slip_is_named_where_the_file_is_gone_or_another_meanwhile(
    rsplan: Rsplan, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write("own.csv", "city,indicator,period,value\nsuzhou,urban-new-jobs,2022,1640\n")
    for text in ("x", "", '"city', "a\rb\n", "city,indicator,period,value\n"):
        monkeypatch.setattr(
            "rsplan.journal.slips.slips_in_data",
            lambda library, text=text, real=slips_in_data: [*real(library), Path(data).write_text(text, "utf-8")][:-1],
        )
        write("own.csv", "city,indicator,period,value\nsuzhou,urban-new-jobs,2022,1640\n")
        ran = rsplan("check", data, "--lang", "en")
        assert (ran.code, ran.out.splitlines()[0].split(" ")[:3]) == (
            0,
            [f"{data}:2:1:", "Warning:", "value_too_large"],
        )


def test_check_of_what_cannot_be_read_ends_in_2(rsplan: Rsplan, tmp_path: Path) -> None:
    for missing in ("none.yaml", "none.csv"):
        ran = rsplan("check", str(tmp_path / missing))
        assert ran.code == 2
        assert "not_found" in ran.out + ran.err
    assert rsplan("check", str(tmp_path)).code == 2


@pytest.mark.parametrize("format_", ["json", "jsonl", "csv"])
def test_check_has_its_problems_as_records(format_: str, rsplan: Rsplan, write: Write) -> None:
    path = write("suzhou.yaml", BROKEN_PLAN)
    ran = rsplan("check", path, "--format", format_)
    assert ran.code == 1
    records: list[Mapping[str, Any]]
    match format_:
        case "json":
            assert ran.report["schema"] == "rsplan.check/1"
            records = ran.report["problems"]
        case "jsonl":
            records = [json.loads(line) for line in ran.out.splitlines()]
        case _:
            records = list(csv.DictReader(io.StringIO(ran.out, newline="")))
    assert [(one["file"], str(one["line"]), one["severity"]) for one in records] == [
        (path, "9", "error"),
        (path, "16", "error"),
    ]
    assert all(one["message"] and one["hint"] and one["code"] for one in records)


def test_check_of_valid_files_is_an_empty_document_in_json_and_nothing_in_json_lines(rsplan: Rsplan) -> None:
    ran = rsplan("check", "--format", "json")
    assert (ran.code, ran.report["problems"]) == (0, [])
    assert rsplan("check", "--format", "jsonl") == Ran(0, "", "")
    assert rsplan("check", "--format", "csv").out.startswith("file,line,column,code")


@pytest.mark.parametrize("command", [["status"], ["pace"], ["list"], ["show", "suzhou", "urban-new-jobs"]])
def test_an_invalid_input_is_reported_whole_by_every_command_and_ends_in_2(
    command: list[str], rsplan: Rsplan, write: Write
) -> None:
    path = write("suzhou.yaml", BROKEN_PLAN)
    ran = rsplan(*command, "--targets", path)
    assert (ran.code, ran.out) == (2, "")
    assert [int(line) for line in re.findall(rf"^{re.escape(path)}:(\d+):\d+: \w+ ", ran.err, re.MULTILINE)] == [9, 16]


def test_problems_are_records_where_json_was_asked_for(rsplan: Rsplan, write: Write) -> None:
    path = write("suzhou.yaml", BROKEN_PLAN)
    ran = rsplan("status", "--targets", path, "--format", "json")
    assert (ran.code, ran.out) == (2, "")
    assert [one["line"] for one in json.loads(ran.err)["problems"]] == [9, 16]


@pytest.mark.parametrize("option", ["--targets", "--data"])
def test_an_input_that_is_missing_ends_in_2(option: str, rsplan: Rsplan) -> None:
    ran = rsplan("status", option, "none.xyz")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("none.xyz: not_found")


# --- dates -----------------------------------------------------------------------------------------------------------


def test_before_any_data_every_target_is_without_data(rsplan: Rsplan) -> None:
    found = indicators(rsplan("status", "--as-of", "2016-01-01", "--format", "json").report)
    assert {one["status"] for one in found} <= {"no_data", "no_target"}
    assert {one["elapsed"] for one in found} == {None}


def test_a_plan_may_be_asked_for_before_it_begins(rsplan: Rsplan) -> None:
    ran = rsplan("status", "--plan", "14fyp", "--as-of", "2015-12-31", "--format", "json")
    assert {one["status"] for one in indicators(ran.report)} == {"no_data"}


def test_after_the_plans_end_the_figures_stay_those_of_their_data(rsplan: Rsplan) -> None:
    late, later = (
        indicators(rsplan("status", "--city", "suzhou", "--as-of", day, "--format", "json").report)
        for day in (TODAY, "2199-12-31")
    )
    assert late == later


def test_as_of_counts_what_had_ended_by_then(rsplan: Rsplan) -> None:
    asked = "status", "--city", "suzhou", "--as-of", "2024-12-30", "--format", "json"
    (jobs, *_) = indicators(rsplan(*asked).report)
    assert [part["period"] for part in jobs["actual"]["parts"]] == ["2023"]


def test_known_on_shows_the_figures_as_they_were_known(rsplan: Rsplan) -> None:
    """2023 was published on 27 February 2024, 2024 on 12 January 2025."""
    asked = "status", "--city", "suzhou", "--as-of", "2024-12-31", "--format", "json"
    report = rsplan(*asked, "--known-on", "2025-01-11").report
    assert report["known_on"] == "2025-01-11"
    assert indicators(report)[0]["actual"]["value"] == Decimal("23.18")
    assert indicators(rsplan(*asked, "--known-on", "2024-02-26").report)[0]["actual"] is None
    # 23.18 + 41.75
    assert indicators(rsplan(*asked, "--known-on", "2025-01-12").report)[0]["actual"]["value"] == Decimal("64.93")


# --- inputs ----------------------------------------------------------------------------------------------------------


def test_no_published_leaves_the_observations_out_and_the_baselines_in(rsplan: Rsplan) -> None:
    asked = "status", "--plan", "all", "--scope", "all", "--format", "json"
    without = indicators(rsplan(*asked, "--no-published").report)
    assert {one["status"] for one in without} <= {"no_data", "no_target", "not_quantified"}
    baselines = [one["baseline"] for one in without]
    given = [one["baseline"] for one in indicators(rsplan(*asked).report)]
    assert baselines == [one if one and one["origin"] == "document" else None for one in given]
    assert any(baselines)


def test_a_plan_in_targets_replaces_the_shipped_one_of_its_city_and_id(rsplan: Rsplan, write: Write) -> None:
    path = write("own.yaml", OWN_PLAN)
    report = rsplan("status", "--targets", path, "--plan", "all", "--format", "json").report
    titles = {(one["city"]["id"], one["plan"]): one["title"]["en"] for one in report["plans"]}
    assert len(titles) == 4
    assert titles["suzhou", "14fyp"] == "Own plan"
    assert {one["path"] for one in report["inputs"]} == {"targets/nanjing.yaml", "targets/suzhou.yaml", path}


def test_targets_may_be_a_folder(rsplan: Rsplan, write: Write) -> None:
    folder = os.path.dirname(write("own.yaml", OWN_PLAN))
    report = rsplan("status", "--targets", folder, "--city", "suzhou", "--format", "json").report
    assert report["plans"][0]["title"]["en"] == "Own plan"


def value_of(ran: Ran) -> Decimal:
    found = indicators(ran.report)[0]["actual"]
    return Decimal(found["value"])


ASKED = ("status", "--city", "suzhou", "--as-of", "2021-12-31", "--format", "json")


def test_data_join_what_is_published(rsplan: Rsplan, write: Write) -> None:
    ran = rsplan(*ASKED, "--data", write("data.csv", DATA))
    assert value_of(ran) == Decimal("17.5")
    assert [one["path"] for one in ran.report["inputs"]][-1].endswith("data.csv")


def test_later_files_count_before_earlier_ones(rsplan: Rsplan, write: Write) -> None:
    first, second = write("a.csv", DATA), write("b.csv", DATA.replace("17.5", "18.25"))
    assert value_of(rsplan(*ASKED, "--data", first, "--data", second)) == Decimal("18.25")
    assert value_of(rsplan(*ASKED, "--data", second, "--data", first)) == Decimal("17.5")


def test_the_city_of_a_data_file_may_be_that_of_the_option(rsplan: Rsplan, write: Write) -> None:
    path = write("data.csv", "indicator,period,value\nurban-new-jobs,2021,17.5\n")
    assert value_of(rsplan(*ASKED, "--data", path)) == Decimal("17.5")
    assert rsplan("status", "--data", path).code == 2


class _Stdin(NamedTuple):
    buffer: io.BytesIO


def test_a_dash_is_standard_input(rsplan: Rsplan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", _Stdin(io.BytesIO(DATA.encode("gb18030"))))
    assert value_of(rsplan(*ASKED, "--data", "-")) == Decimal("17.5")


def test_inputs_may_be_named_in_the_environment(rsplan: Rsplan, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    first, two = write("a.csv", DATA), write("b.csv", DATA.replace("2021,17.5", "2022,1"))
    monkeypatch.setenv("RSPLAN_DATA", os.pathsep.join([first, two]))
    monkeypatch.setenv("RSPLAN_TARGETS", write("own.yaml", OWN_PLAN))
    ran = rsplan("status", "--city", "suzhou", "--as-of", "2022-12-31", "--format", "json")
    assert value_of(ran) == Decimal("18.5")
    assert ran.report["plans"][0]["title"]["en"] == "Own plan"


def test_an_option_counts_before_the_environment(rsplan: Rsplan, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RSPLAN_DATA", write("a.csv", DATA))
    assert value_of(rsplan(*ASKED, "--data", write("b.csv", DATA.replace("17.5", "3")))) == 3


# --- filters and rules -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "key", "words"),
    [
        (["--kind", "rate"], "kind", {"rate"}),
        (["--kind", "rate", "--kind", "stock"], "kind", {"rate", "stock"}),
        (["--nature", "binding"], "nature", {"binding"}),
        (["--only", "no_data"], "status", {"no_data"}),
        (["--only", "no_data,incomplete"], "status", {"no_data", "incomplete"}),
    ],
)
@pytest.mark.parametrize("command", ["status", "pace"])
def test_filters_leave_what_was_asked_for(
    command: str, args: list[str], key: str, words: set[str], rsplan: Rsplan
) -> None:
    found = indicators(rsplan(command, "--city", "nanjing", "--as-of", TODAY, *args, "--format", "json").report)
    if key in found[0]:
        assert {one[key] for one in found} == words
    assert 0 < len(found) < 20


@pytest.mark.parametrize("group", ["employment", "就业创业", "Employment and entrepreneurship"])
def test_a_group_is_named_by_its_id_or_by_its_name(group: str, rsplan: Rsplan) -> None:
    found = indicators(rsplan("status", "--city", "suzhou", "--group", group, "--format", "json").report)
    assert [one["number"] for one in found] == ["1", "2", "3", "4", "5"]


def test_rules_are_repeated_and_count(rsplan: Rsplan, write: Write) -> None:
    # 18.7 of 85 after a fifth of the time is 22 %: 2 points ahead
    path = write("data.csv", DATA.replace("17.5", "18.7"))
    plain = rsplan(*ASKED, "--data", path)
    assert indicators(plain.report)[0]["status"] == "on_track"
    eager = rsplan(*ASKED, "--data", path, "--ahead-by", "1.5", "--slack", "2", "--stale-after", "6")
    assert eager.report["rules"] == {"ahead_by": Decimal("1.5"), "slack": 2, "stale_after": 6}
    assert indicators(eager.report)[0]["status"] == "ahead"


# --- output ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("x.json", "{"),
        ("x.jsonl", '{"city": "suzhou"'),
        ("x.csv", "city,plan,"),
        ("x.md", "## "),
        ("x.JSON", "{"),
        ("x.txt", "苏州市"),
        ("x", "苏州市"),
    ],
)
def test_the_extension_of_a_file_chooses_the_format(name: str, start: str, rsplan: Rsplan, tmp_path: Path) -> None:
    path = tmp_path / name
    assert rsplan("status", "--city", "suzhou", "--lang", "zh", "-o", str(path)) == Ran(0, "", "")
    written = path.read_bytes().decode("utf-8")
    assert written.startswith(start)
    assert "\r" not in written
    assert written.endswith("\n")


def test_the_format_asked_for_counts_before_the_extension(rsplan: Rsplan, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    rsplan("status", "--city", "suzhou", "--format", "json", "-o", str(path))
    assert path.read_text(encoding="utf-8").startswith("{")


@pytest.mark.parametrize("format_", ["json", "jsonl", "csv", "markdown"])
def test_a_file_holds_what_standard_output_would(format_: str, rsplan: Rsplan, tmp_path: Path) -> None:
    path = tmp_path / "x"
    asked = "status", "--city", "nanjing", "--as-of", TODAY, "--format", format_
    out = rsplan(*asked).out
    rsplan(*asked, "-o", str(path))
    if format_ != "markdown":
        assert path.read_text(encoding="utf-8") == out
    assert path.read_bytes()[:3] != b"\xef\xbb\xbf"


def test_a_byte_order_mark_stands_only_where_it_was_asked_for(rsplan: Rsplan, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    rsplan("status", "--city", "suzhou", "--bom", "-o", str(path))
    assert path.read_bytes().startswith(b"\xef\xbb\xbfcity,plan,")
    assert path.read_bytes().count(b"\xef\xbb\xbf") == 1
    assert rsplan("status", "--city", "suzhou", "--format", "csv").out.startswith("city,plan,")
    rsplan("status", "--city", "suzhou", "--bom", "--format", "json", "-o", str(path))
    assert path.read_bytes().startswith(b"{")


NOTHING = ("--only", "behind", "--city", "suzhou", "--as-of", TODAY)


@pytest.mark.parametrize("command", ["status", "pace"])
def test_nothing_found_is_a_header_in_csv_nothing_in_json_lines_and_a_word_in_a_table(
    command: str, rsplan: Rsplan
) -> None:
    some = rsplan(command, "--city", "suzhou", "--as-of", TODAY, "--format", "csv").out
    assert rsplan(command, *NOTHING, "--format", "csv").out == some[: some.index("\n") + 1]
    assert rsplan(command, *NOTHING, "--format", "jsonl") == Ran(0, "", "")
    assert indicators(rsplan(command, *NOTHING, "--format", "json").report) == []
    assert rsplan(command, *NOTHING, "--lang", "en").out.strip()


def test_a_list_of_nothing_has_its_header(rsplan: Rsplan) -> None:
    some = rsplan("list", "--format", "csv").out
    assert (
        rsplan("list", "--kind", "annual", "--nature", "binding", "--format", "csv").out == some[: some.index("\n") + 1]
    )


def test_json_lines_and_csv_have_one_indicator_a_row(rsplan: Rsplan) -> None:
    asked = "status", "--plan", "all", "--as-of", TODAY
    lines = [json.loads(line) for line in rsplan(*asked, "--format", "jsonl").out.splitlines()]
    rows = list(csv.DictReader(io.StringIO(rsplan(*asked, "--format", "csv").out, newline="")))
    # 27 + 20 + 23 + 18
    assert len(lines) == len(rows) == 88
    assert [(one["city"], one["plan"], one["id"]) for one in lines] == [
        (one["city"], one["plan"], one["id"]) for one in rows
    ]


def test_pace_has_one_year_a_row_in_csv(rsplan: Rsplan) -> None:
    out = rsplan("pace", "--city", "suzhou", "--as-of", "2023-06-30", "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(out, newline="")))
    # 18 indicators, 5 years
    assert len(rows) == 90
    assert [row["year"] for row in rows[:6]] == ["2021", "2022", "2023", "2024", "2025", "2021"]
    assert (rows[0]["id"], rows[0]["year_planned"]) == ("urban-new-jobs", "17")


def test_an_existing_file_is_replaced_and_keeps_its_mode(rsplan: Rsplan, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)
    assert rsplan("list", "-o", str(path)).code == 0
    assert path.read_text(encoding="utf-8").startswith("{")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["x.json"]


def test_a_failed_write_leaves_the_old_file_whole(
    rsplan: Rsplan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.json"
    path.write_text("old", encoding="utf-8")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    ran = rsplan("status", "-o", str(path))
    assert (ran.code, ran.out) == (2, "")
    assert "No space left on device" in ran.err
    assert path.read_text(encoding="utf-8") == "old"
    assert os.listdir(tmp_path) == ["x.json"]


def test_an_interrupted_write_leaves_the_old_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("old", encoding="utf-8")

    def pieces() -> Iterator[str]:
        yield "new"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_file(pieces(), str(path))
    assert path.read_text(encoding="utf-8") == "old"
    assert os.listdir(tmp_path) == ["x.json"]


def test_an_invalid_input_leaves_the_old_file_whole(rsplan: Rsplan, write: Write, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("old", encoding="utf-8")
    assert rsplan("status", "--targets", write("own.yaml", BROKEN_PLAN), "-o", str(path)).code == 2
    assert path.read_text(encoding="utf-8") == "old"


def test_a_folder_is_no_file_to_write_to(tmp_path: Path) -> None:
    with pytest.raises(RsplanError) as caught:
        write_file(["x"], str(tmp_path))
    assert caught.value.key == "error.cannot_write"
    assert os.listdir(tmp_path) == []


def test_a_link_stays_a_link_and_its_file_gets_the_text(rsplan: Rsplan, tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text("old", encoding="utf-8")
    link.symlink_to(real)
    assert rsplan("list", "-o", str(link)).code == 0
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8").startswith("{")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_what_is_no_plain_file_is_written_into_never_replaced(tmp_path: Path) -> None:
    """A named pipe stands for /dev/stdout and /dev/null."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    received: list[str] = []
    reader = threading.Thread(target=lambda: received.append(_read(path)), daemon=True)
    reader.start()
    write_file(["one ", "two"], str(path))
    assert stat.S_ISFIFO(path.stat().st_mode)
    reader.join(timeout=10)
    assert received == ["one two"]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# --- language and colour ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "environ", "lang"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.GBK"}, "zh"),
        ([], {"LANG": "en_GB.UTF-8"}, "en"),
        ([], {"LANG": "C"}, "en"),
        ([], {"LANG": "de_DE"}, "en"),
        ([], {"LANG": "zh_CN", "LC_ALL": "C"}, "en"),
        ([], {"LANG": "zh_CN", "LC_MESSAGES": "en_US"}, "en"),
        ([], {"LANG": "en_US", "LC_MESSAGES": "zh_TW"}, "zh"),
        ([], {"LANG": "en_US", "LC_ALL": "zh_CN", "LC_MESSAGES": "en_US"}, "zh"),
        ([], {"LANG": "zh_CN", "LC_ALL": ""}, "zh"),
        ([], {"LANG": "en_US", "RSPLAN_LANG": "zh"}, "zh"),
        ([], {"LANG": "zh_CN", "RSPLAN_LANG": "en"}, "en"),
        ([], {"LANG": "zh_CN", "RSPLAN_LANG": ""}, "zh"),
        (["--lang", "zh"], {"RSPLAN_LANG": "en"}, "zh"),
        (["--lang=en"], {"RSPLAN_LANG": "zh"}, "en"),
        (["status", "--lang", "zh"], {}, "zh"),
        (["status", "--", "--lang", "zh"], {}, "en"),
        (["status", "--lang"], {}, "en"),
    ],
)
def test_the_language_is_that_of_the_option_the_variable_or_the_locale(
    args: list[str], environ: dict[str, str], lang: str
) -> None:
    assert language(args, environ) == lang


def test_the_language_is_read_from_the_environment(rsplan: Rsplan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RSPLAN_LANG", "zh")
    assert "城镇新增就业人数" in rsplan("status", "--city", "suzhou").out
    assert "New urban jobs" in rsplan("status", "--city", "suzhou", "--lang", "en").out
    monkeypatch.delenv("RSPLAN_LANG")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "城镇新增就业人数" in rsplan("status", "--city", "suzhou").out


def test_json_is_the_same_in_both_languages(rsplan: Rsplan) -> None:
    for command in (["status"], ["pace"], ["show", "suzhou", "urban-new-jobs", "--explain"]):
        zh, en = (rsplan(*command, "--as-of", TODAY, "--format", "json", "--lang", lang).out for lang in LANGUAGES)
        assert zh == en


def test_colour_is_for_terminals_unless_it_is_asked_for(rsplan: Rsplan) -> None:
    asked = "status", "--city", "suzhou"
    plain = rsplan(*asked).out
    assert "\x1b" not in plain
    assert rsplan(*asked, "--color", "never").out == plain
    always = rsplan(*asked, "--color", "always").out
    assert "\x1b[" in always
    assert re.sub(r"\x1b\[[0-9;]*m", "", always) == plain


@pytest.mark.parametrize("format_", ["json", "jsonl", "csv", "markdown"])
def test_colour_never_gets_into_what_machines_read(format_: str, rsplan: Rsplan) -> None:
    assert "\x1b" not in rsplan("status", "--city", "suzhou", "--format", format_, "--color", "always").out


# --- show and list ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("city", CITIES)
def test_show_takes_the_latest_plan_that_has_the_indicator(city: str, rsplan: Rsplan) -> None:
    report = rsplan("list", "--city", city, "--scope", "all", "--format", "json").report
    before, running = ({one["id"] for one in plan["indicators"]} for plan in report["plans"])
    assert before - running
    for name in [*sorted(before - running)[:3], *sorted(running)[:3]]:
        found = rsplan("show", city, name, "--as-of", TODAY, "--format", "json").report
        assert [one["plan"] for one in found["plans"]] == ["14fyp" if name in running else "13fyp"]


def test_show_is_one_indicator_of_the_status_with_its_observations(rsplan: Rsplan) -> None:
    asked = "--as-of", TODAY, "--format", "json"
    shown = indicators(rsplan("show", "suzhou", "urban-new-jobs", *asked).report)[0]
    (known, *_) = indicators(rsplan("status", "--city", "suzhou", *asked).report)
    assert {key: shown[key] for key in known} == known
    periods = {(one["period"], one["basis"]): one["counted"] for one in shown["observations"]}
    assert periods == {
        ("2023", "period"): True,
        ("2024", "period"): True,
        ("2025-05", "ytd"): False,
        ("2025", "period"): True,
    }


def test_an_explanation_ends_in_printed_figures_and_lines_of_files(rsplan: Rsplan) -> None:
    found = indicators(rsplan("show", "suzhou", "urban-new-jobs", "--explain", "--format", "json").report)[0]

    def origins(derivation: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
        if derivation["origin"]:
            yield derivation["origin"]
        for inner in derivation["inputs"].values():
            yield from origins(inner)

    for figure in found["figures"]:
        assert figure["formula"]
        assert list(origins(figure)) or not figure["inputs"]
    rate = next(one for one in found["figures"] if one["name"] == "completion_rate")
    assert {one["printed"] for one in origins(rate)} >= {"[85]"}
    # 106.45 / 85
    assert Fraction(rate["exact"]) == Fraction("106.45") / 85


def test_list_without_a_city_names_the_plans_and_with_one_its_indicators(rsplan: Rsplan) -> None:
    plans = rsplan("list", "--lang", "en").out
    assert all(word in plans for word in (*CITIES, *PLANS))
    assert "urban-new-jobs" not in plans
    assert "urban-new-jobs" in rsplan("list", "--city", "suzhou", "--lang", "en").out


def test_a_markdown_report_says_what_it_rests_on(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever is handed the report can tell from which bytes it was made."""
    assert run(["status", "--city", "suzhou", "--format", "markdown", "--lang", "en"]) == 0
    data = Path(TARGETS, "suzhou.yaml").read_bytes()
    assert f"targets/suzhou.yaml: sha256 {hashlib.sha256(data).hexdigest()}, indicators: 59" in capsys.readouterr().out


@pytest.mark.parametrize("option", ["--ahead-by", "--slack"])
def test_a_threshold_below_zero_is_refused(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It would call ahead what is late, and behind what is on time."""
    assert run(["status", "--lang", "en", f"{option}=-5"]) == 2
    assert "-5 is below zero" in capsys.readouterr().err


def test_check_warns_where_two_target_files_call_a_city_differently(rsplan: Rsplan, write: Write) -> None:
    plan = write("own.yaml", OWN_PLAN.replace("zh: 苏州市", "zh: 苏洲市").replace("id: 14fyp", "id: own"))
    ran = rsplan("check", plan)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{plan}:4:1: Warning: city_named_otherwise ")
    assert "苏洲市" in ran.out
    assert "targets/suzhou.yaml" in ran.out


def test_a_plan_that_stands_for_a_shipped_one_is_said_once(rsplan: Rsplan, write: Write) -> None:
    plan = write("own.yaml", OWN_PLAN)
    said = f"{plan}: its plan 14fyp of Suzhou stands for the shipped one\n"
    assert rsplan("status", "--targets", plan, "--city", "suzhou").err.count(said) == 1
    assert said not in rsplan("status", "--targets", plan, "--city", "nanjing").err
    other = write("other.yaml", OWN_PLAN.replace("id: 14fyp", "id: own"))
    assert "stands for" not in rsplan("status", "--targets", other, "--city", "suzhou").err


@pytest.mark.parametrize(
    ("args", "name"),
    [
        (("status", "--data", ""), "--data"),
        (("status", "--targets", ""), "--targets"),
        (("status", "-o", ""), "--output"),
        (("check", ""), "FILE"),
        (("record", "suzhou", "urban-new-jobs", "2022", "16.4", "--data", ""), "--data"),
    ],
)
def test_a_file_without_a_name_is_refused_by_the_name_of_its_option(
    args: tuple[str, ...], name: str, rsplan: Rsplan
) -> None:
    ran = rsplan(*args)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"Error: {name} names no file: the name is empty\n"


@pytest.mark.parametrize(
    "command", [("record", "suzhou", "urban-new-jobs", "2022", "16.4", "--data"), ("status", "-o")]
)
def test_a_name_that_ends_like_a_folder_makes_no_file(command: tuple[str, ...], rsplan: Rsplan, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    ran = rsplan(*command, f"{path}/")
    assert (ran.code, "it is a folder" in ran.err, path.exists()) == (2, True, False)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can become somebody else")
def test_a_file_in_a_folder_that_may_not_be_entered_is_not_said_to_be_missing(rsplan: Rsplan, tmp_path: Path) -> None:
    from rsplan.errors import InvalidInput
    from rsplan.read.input_text import read_bytes

    (tmp_path / "closed").mkdir(mode=0o700)
    (tmp_path / "closed" / "x.csv").write_text("x", encoding="utf-8")
    os.seteuid(65534)
    try:
        with pytest.raises(InvalidInput) as caught:
            read_bytes(str(tmp_path / "closed" / "x.csv"), "x.csv", 9)
    finally:
        os.seteuid(0)
    assert [problem.code for problem in caught.value.problems] == ["unreadable"]
