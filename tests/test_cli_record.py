"""`rsplan record` and `rsplan log` as a user meets them: options, files, formats, exit codes (README)."""

import csv
import io
import json
import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from desk import HEADER, NEW_HEADER, TARGETS

from rsplan.cli.options import today
from rsplan.cli.program import run


class Done(NamedTuple):
    """What a run of the program left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Rsplan = Callable[..., Done]


@pytest.fixture
def rsplan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Rsplan:
    """The program in a folder of its own, in English, as of the last day of the plan."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "linhai.yaml").write_text(TARGETS, encoding="utf-8")
    monkeypatch.setenv("RSPLAN_TARGETS", "linhai.yaml")
    monkeypatch.setenv("RSPLAN_LANG", "en")

    def called(*args: str) -> Done:
        code = run([*args, "--as-of", "2025-12-31"])
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return called


def jobs(*more: str) -> tuple[str, ...]:
    return ("record", "linhai", "jobs", *more)


# --- record: where it is written -------------------------------------------------------------------------------------


def test_without_a_file_it_is_observations_csv_here(rsplan: Rsplan, tmp_path: Path) -> None:
    assert rsplan(*jobs("2021", "12.5")).code == 0
    text = (tmp_path / "observations.csv").read_text(encoding="utf-8")
    assert text == f"{NEW_HEADER}linhai,jobs,2021,12.5,period,,,,,,,{today()},\n"


def test_it_is_the_first_file_of_the_environment_and_the_others_are_read(
    rsplan: Rsplan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "b.csv").write_text(f"{HEADER}linhai,jobs,2022,13,,,,,,\n", encoding="utf-8")
    monkeypatch.setenv("RSPLAN_DATA", "a.csv:b.csv")
    done = rsplan(*jobs("2021", "12.5", "--format", "json"))
    assert done.json["file"] == "a.csv"
    assert done.json["plans"][0]["indicators"][0]["after"]["actual"]["value"] == 25.5
    assert "2021" not in (tmp_path / "b.csv").read_text(encoding="utf-8")


def test_an_option_comes_before_the_environment(
    rsplan: Rsplan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RSPLAN_DATA", "a.csv")
    rsplan(*jobs("2021", "12.5", "--data", "c.csv"))
    assert [path.name for path in tmp_path.glob("*.csv")] == ["c.csv"]


def test_a_mean_of_a_rate_is_reported_like_any_other_figure(rsplan: Rsplan) -> None:
    done = rsplan("record", "linhai", "rate", "2021", "3.1", "--basis", "mean")
    assert (done.code, "mean over the period: 2021-01-01 to 2021-12-31" in done.out) == (0, True), done.err


def test_standard_input_cannot_be_recorded_in(rsplan: Rsplan) -> None:
    done = rsplan(*jobs("2021", "12.5", "--data", "-"))
    assert (done.code, done.out) == (2, "")


def test_a_file_that_cannot_be_written_is_said(rsplan: Rsplan) -> None:
    done = rsplan(*jobs("2021", "12.5", "--data", "nowhere/x.csv"))
    assert (done.code, done.out) == (2, "")
    assert done.err == "Error: cannot write nowhere/x.csv: its folder does not exist\n"


# --- record: what is printed -----------------------------------------------------------------------------------------


def test_it_says_what_was_written_and_what_changed(rsplan: Rsplan) -> None:
    """12.5 in a year of 12 are on track, 11.5 behind: 11.5 ÷ 60 = 19.2 %."""
    rsplan(*jobs("2021", "12.5", "--published", "2022-01-20"))
    done = rsplan(*jobs("2021", "11.5", "--published", "2022-06-01", "--source", "yearbook"))
    lines = [line.strip() for line in done.out.splitlines()]
    assert lines[:3] == [
        "Recorded as line 3 of observations.csv:",
        f"linhai,jobs,2021,11.5,period,,,2022-06-01,yearbook,,,{today()},",
        "within the period: 2021-01-01 to 2021-12-31",
    ]
    assert lines[3].startswith("revises 12.5 to 11.5 (2022-01-20, observations.csv:2)")
    assert "The verdict flips: on track before, behind now" in lines
    assert [line.split() for line in lines if line.startswith(("done", "verdict"))] == [
        ["done", "20.8%", "19.2%"],
        ["verdict", "on", "track", "behind"],
    ]
    assert lines[-1] == "History: rsplan log linhai jobs"
    assert done.err == ""


def test_a_dry_run_writes_nothing(rsplan: Rsplan, tmp_path: Path) -> None:
    for option in ("-n", "--dry-run"):
        done = rsplan(*jobs("2021", "12.5", option))
        assert done.code == 0
        assert done.out.startswith("Nothing is written; this would be line 2 of the new file observations.csv:\n")
        assert list(tmp_path.glob("*.csv")) == []


def test_warnings_go_to_standard_error_and_stop_nothing(rsplan: Rsplan) -> None:
    done = rsplan(*jobs("2015", "9"))
    assert done.code == 0
    assert done.err.startswith("Warning: 2015-01-01 to 2015-12-31 falls within no plan")
    assert "Recorded" in done.out


def test_json_holds_the_warnings_itself(rsplan: Rsplan) -> None:
    done = rsplan(*jobs("2015", "9", "--format", "json"))
    assert done.err == ""
    assert [one["code"] for one in done.json["warnings"]] == ["no_plan"]
    assert done.json["plans"] == []


def test_what_is_refused_is_a_problem_with_exit_code_2(rsplan: Rsplan, tmp_path: Path) -> None:
    rsplan(*jobs("2021-05", "5", "--basis", "ytd"))
    before = (tmp_path / "observations.csv").read_bytes()
    done = rsplan(*jobs("2021-06", "4", "--basis", "ytd"))
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("<arguments>: sum_falls 4 up to 2021-06-30 is less than 5 up to 2021-05-31")
    assert "--force REASON" in done.err
    assert (tmp_path / "observations.csv").read_bytes() == before


def test_problems_are_records_where_json_is_asked_for(rsplan: Rsplan) -> None:
    rsplan(*jobs("2021", "12"))
    done = rsplan(*jobs("2021", "12", "--format", "json"))
    assert (done.code, done.out) == (2, "")
    assert [one["code"] for one in json.loads(done.err)["problems"]] == ["duplicate"]


def test_force_needs_a_reason_and_keeps_it(rsplan: Rsplan) -> None:
    rsplan(*jobs("2021", "12"))
    assert rsplan(*jobs("2021", "12", "--force", " ")).code == 2
    done = rsplan(*jobs("2021", "12", "--force", "second source", "--format", "json"))
    assert done.json["forced"] == ["duplicate"]
    assert done.json["observation"]["note"] == dict.fromkeys(("zh", "en"), "forced (duplicate): second source")


def test_an_unknown_option_is_named_with_the_one_that_was_meant(rsplan: Rsplan) -> None:
    for name, near in (("--publishd", "--published"), ("--sorce=x", "--source")):
        done = rsplan("record", "linhai", "new-jobs", "2022", "30", name, "2023-01-15")
        assert done.code == 2
        assert name.partition("=")[0] in done.err
        assert near in done.err


def test_a_negative_value_is_no_option_and_an_unknown_option_is_refused(rsplan: Rsplan) -> None:
    entered = rsplan("record", "linhai", "rate", "2021", "-0.5", "--force", "as published")
    assert "linhai,rate,2021,-0.5,level" in entered.out
    for words in (("--bassi", "ytd"), ("-x",), ("--force-all",)):
        done = rsplan(*jobs("2022", "12", *words))
        assert (done.code, done.out) == (2, "")


@pytest.mark.parametrize(
    "words", [("--basis", "month"), ("--bound", "unknown"), ("--published",), ("--stale-after", "x")]
)
def test_options_take_only_their_words(rsplan: Rsplan, words: tuple[str, ...]) -> None:
    assert rsplan(*jobs("2022", "12", *words)).code == 2


def test_every_format_says_the_same(rsplan: Rsplan) -> None:
    rsplan(*jobs("2021", "12.5"))
    words = jobs("2022", "12.6", "-n", "--format")
    whole = rsplan(*words, "json").json
    (line,) = map(json.loads, rsplan(*words, "jsonl").out.splitlines())
    (row,) = csv.DictReader(io.StringIO(rsplan(*words, "csv").out))
    assert (whole["schema"], whole["written"]) == ("rsplan.record/1", False)
    assert line == {"city": "linhai", "plan": "14fyp", **whole["plans"][0]["indicators"][0]}
    assert (row["before_actual_value"], row["after_actual_value"]) == ("12.5", "25.1")
    assert "| actual | 12.5 to 2021-12-31 old data | 25.1 to 2022-12-31 old data |" in rsplan(*words, "markdown").out
    assert "25.1" in rsplan(*words, "table").out


def test_csv_has_the_same_columns_whether_something_was_known_before_or_not(rsplan: Rsplan) -> None:
    """Of the first observation there is no actual before; of one outside every plan there is no row."""
    first, second, outside = (
        list(csv.reader(io.StringIO(rsplan(*jobs(period, "12.5", "--format", "csv")).out)))
        for period in ("2021", "2022", "2040")
    )
    assert first[0] == second[0] == outside[0]
    assert [len(table) for table in (first, second, outside)] == [2, 2, 1]
    known = first[0].index("before_actual_value")
    assert (first[1][known], second[1][known]) == ("", "12.5")


def test_it_speaks_chinese(rsplan: Rsplan) -> None:
    done = rsplan(*jobs("2021", "12.5", "--lang", "zh"))
    assert done.out.startswith("已新建 observations.csv 并记入第2行：\n")
    assert "评价变化：由无数据变为达到序时进度" in done.out


# --- log -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def revised(rsplan: Rsplan) -> Rsplan:
    rsplan(*jobs("2021", "12.5", "--published", "2022-01-20", "--source", "bulletin"))
    rsplan(*jobs("2021", "11.5", "--published", "2022-06-01", "--note", "census"))
    return rsplan


LOG = ("log", "linhai", "jobs", "--data", "observations.csv")


def test_the_log_shows_each_entry_what_it_replaced_and_the_flip(revised: Rsplan) -> None:
    done = revised(*LOG)
    assert (done.code, done.err) == (0, "")
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert lines[0] == "Jobs (10,000 persons)"
    first = next(line for line in lines if line.startswith("2022-01-20"))
    assert first == "2022-01-20 2021 period 12.5 12.5 on track bulletin"
    second = next(line for line in lines if line.startswith("2022-06-01"))
    assert second == "2022-06-01 2021 period 11.5 12.5 11.5 behind census"
    assert any("FLIPS, was on track" in line for line in lines)
    assert any("(observations.csv:3)" in line for line in lines)


def test_the_log_in_every_format(revised: Rsplan) -> None:
    entries = revised(*LOG, "--format", "json").json["plans"][0]["indicators"][0]["entries"]
    assert [(one["value"], one["status"], one["flips"]) for one in entries] == [
        (12.5, "on_track", False),
        (11.5, "behind", True),
    ]
    assert entries[1]["replaces"]["value"] == 12.5
    lines = [json.loads(line) for line in revised(*LOG, "--format", "jsonl").out.splitlines()]
    assert lines == [{"city": "linhai", "plan": "14fyp", "id": "jobs", **entry} for entry in entries]
    rows = list(csv.DictReader(io.StringIO(revised(*LOG, "--format", "csv").out)))
    assert [(row["value"], row["replaces_value"], row["flips"]) for row in rows] == [
        ("12.5", "", "false"),
        ("11.5", "12.5", "true"),
    ]
    assert "| 2022-06-01 | 2021 | period | 11.5 | 12.5 |" in revised(*LOG, "--format", "markdown").out
    assert "【反转】原为达到序时进度" in revised(*LOG, "--lang", "zh").out


def test_the_table_shows_the_last_hundred_entries_and_all_of_them_where_asked(rsplan: Rsplan, tmp_path: Path) -> None:
    days = [date(2021, 1, 2) + timedelta(number) for number in range(105)]
    lines = [f"linhai,rate,{day},{1 + number / 1000:.3f},level,,,,,\n" for number, day in enumerate(days)]
    (tmp_path / "observations.csv").write_text(HEADER + "".join(lines), encoding="utf-8")
    short = rsplan("log", "linhai", "rate", "--data", "observations.csv").out.splitlines()
    assert short[-1] == "The last 100 of 105 entries (--all shows all of them)."
    assert "2021-01-07 2021-01-07" in " ".join(" ".join(short).split())
    assert "2021-01-06 2021-01-06" not in " ".join(" ".join(short).split())
    assert sum("observations.csv:" in line for line in short) == 100
    full = rsplan("log", "linhai", "rate", "--data", "observations.csv", "--all").out
    assert full.count("observations.csv:") == 105
    assert "The last" not in full
    rows = rsplan("log", "linhai", "rate", "--data", "observations.csv", "--format", "jsonl").out.splitlines()
    assert len(rows) == 105
    markdown = rsplan("log", "linhai", "rate", "--data", "observations.csv", "--format", "markdown").out
    assert markdown.count("(observations.csv:") == 100


def test_a_file_whose_lines_end_in_carriage_returns_is_added_to(rsplan: Rsplan, tmp_path: Path) -> None:
    file = tmp_path / "observations.csv"
    file.write_bytes((HEADER + "linhai,jobs,2021,12.5,period,,,,,\n").replace("\n", "\r").encode())
    done = rsplan(*jobs("2022", "13"))
    assert (done.code, done.out.splitlines()[0]) == (0, "Recorded as line 3 of observations.csv:")
    assert file.read_bytes().count(b"\r") == 3
    assert b"\n" not in file.read_bytes()
    entries = rsplan("log", "linhai", "jobs", "--data", "observations.csv", "--format", "json")
    assert len(entries.json["plans"][0]["indicators"][0]["entries"]) == 2


#: Names that no text can hold as they are: bytes of GBK, a tab, signs that steer a terminal or turn text round.
ODD_NAMES = [os.fsdecode(b"\xd4\xc2\xb1\xa8.csv"), "a\tb.csv", "a\x1b[31mb.csv", "a\u200bb.csv", "a\u202eb.csv"]


@pytest.mark.parametrize("name", ODD_NAMES, ids=ascii)
def test_a_data_file_whose_name_is_no_plain_text_is_recorded_in(rsplan: Rsplan, tmp_path: Path, name: str) -> None:
    for year, value in (("2021", "12.5"), ("2022", "13")):
        done = rsplan(*jobs(year, value, "--data", name))
        assert (done.code, "\x1b" in done.out) == (0, False)
    assert len((tmp_path / name).read_text(encoding="utf-8").splitlines()) == 3
    assert rsplan(*jobs("2022", "13", "--data", name, "--format", "json")).code == 2


def test_known_on_cuts_the_history(revised: Rsplan) -> None:
    done = revised(*LOG, "--known-on", "2022-05-31", "--format", "json")
    assert [one["value"] for one in done.json["plans"][0]["indicators"][0]["entries"]] == [12.5]


def test_a_history_without_entries_has_its_columns(revised: Rsplan) -> None:
    full = revised(*LOG, "--format", "csv").out.splitlines()[0]
    assert revised("log", "linhai", "insured", "--format", "csv").out == full + "\n"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("log", "linhai", "jbos"), 2),
        (("log", "linhay", "jobs"), 2),
        (("log", "linhai", "rate", "--plan", "13fyp"), 2),
        (("log", "linhai", "rate", "--plan", "all"), 0),
        (("log", "linhai"), 2),
    ],
)
def test_exit_codes_of_the_log(rsplan: Rsplan, words: tuple[str, ...], code: int) -> None:
    assert rsplan(*words).code == code


def test_status_shows_what_record_said(revised: Rsplan) -> None:
    """The verdict after recording is the one that every other command gives."""
    said = revised(*jobs("2022", "12.6", "--format", "json")).json["plans"][0]["indicators"][0]["after"]
    status = revised("status", "--city", "linhai", "--data", "observations.csv", "--format", "json").json
    (found,) = [one for one in status["plans"][0]["indicators"] if one["id"] == "jobs"]
    bounds = {key: found["bounds"][key] for key in said["bounds"]}
    assert {key: found[key] for key in said} | {"bounds": bounds} == said


def test_shares_with_a_bound_have_its_sign_once(rsplan: Rsplan, tmp_path: Path) -> None:
    """As in every other table: the sign is that of the figure, not of each share."""
    (tmp_path / "own.csv").write_text(f"{HEADER}linhai,shares,2021,13:41:46,,at_least,,,,\n", encoding="utf-8")
    lines = rsplan("log", "linhai", "shares", "--data", "own.csv").out.splitlines()
    row = next(line for line in lines if line.startswith("2021-12-31"))
    assert row.split()[3:5] == [">=13:41:46", ">=13:41:46"]


@pytest.mark.parametrize(
    ("entered", "known_on", "counts"),
    [
        ("2023-03-05", "2023-12-31", 17),  # the entry stands in for the date, and is the later one
        ("2023-03-05", "2023-02-01", 18),
        ("2023-01-31", "2023-12-31", 18),
        ("2023-01-31", "2023-01-31", 17),
        ("", "2023-12-31", 18),
        ("", "2022-12-31", 17),  # known since the last day of its period
    ],
)
def test_a_figure_without_a_date_of_publication_is_as_old_as_its_entry(
    entered: str, known_on: str, counts: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "own.csv"
    header, own = "city,indicator,period,value,published,entered\n", "suzhou,urban-new-jobs,2022"
    data.write_text(f"{header}{own},17,,{entered}\n{own},18,2023-02-01,2023-02-02\n", encoding="utf-8")
    words = ["show", "suzhou", "urban-new-jobs", "--plan", "14fyp", "--no-published", "--data", str(data)]
    capsys.readouterr()
    assert run([*words, "--as-of", "2022-12-31", "--known-on", known_on, "--format", "json"]) == 0
    (plan,) = json.loads(capsys.readouterr().out)["plans"]
    (indicator,) = plan["indicators"]
    assert indicator["actual"]["value"] == counts
