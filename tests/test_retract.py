"""A figure of the data file taken back: the line before counts again, and nothing that was known is forgotten."""

import json
import os
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from desk import HEADER, LATER, NEW_HEADER, TARGETS, Desk
from hypothesis import given, settings
from hypothesis import strategies as st

from rsplan.errors import RsplanError
from rsplan.journal.export import data_row, export_observations
from rsplan.journal.history import histories
from rsplan.journal.retracting import Retracted, RetractionRequest, retract
from rsplan.model.enums import Basis, Bound
from rsplan.model.observations import Observation, Retraction
from rsplan.model.period import parse_period
from rsplan.read.csv_observations import DataFile, read_observations
from rsplan.read.plan_library import Library, load, series_of
from rsplan.read.yaml_target_file import read_targets

KEY = ("linhai", "jobs")
DAY = date(2025, 7, 1)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def take_back(desk: Desk, period: str, *others: str, indicator: str = "jobs", **given: Any) -> Retracted:
    reason = str(given.pop("reason", "月份填错"))
    dry_run = bool(given.pop("dry_run", False))
    request = RetractionRequest("linhai", indicator, parse_period(period), reason, DAY)
    return retract(request._replace(**given), desk.inputs(*others), LATER, dry_run=dry_run)


def refusal(desk: Desk, period: str, *others: str, **given: Any) -> RsplanError:
    before = desk.stored
    with pytest.raises(RsplanError) as caught:
        take_back(desk, period, *others, **given)
    assert desk.stored == before
    return caught.value


def known(desk: Desk, known_on: str | None = None) -> list[str]:
    """The values of the jobs that count as known on the day."""
    library = desk.loaded().as_known(date.fromisoformat(known_on) if known_on else None)
    return [str(one.value) for one in library.observations.get(KEY, ())]


# --- what is withdrawn -----------------------------------------------------------------------------------------------


def test_the_line_stands_once_more_with_the_bound_and_the_reason(desk: Desk) -> None:
    desk.record("jobs 2021 12.50", published="2022-01-20", source="公报，第1页", via="press")
    done = take_back(desk, "2021", by="张三")
    assert (
        done.text == 'linhai,jobs,2021,12.5,period,retracted,,2022-01-20,公报，第1页,月份填错,press,2025-07-01,"张三"'
    )
    assert desk.lines[-1] == done.text
    assert (done.written, done.line, done.counts, [one.at.line for one in done.withdrawn]) == (True, 3, None, [2])
    assert known(desk) == []


def test_the_vintage_before_it_counts_again(desk: Desk) -> None:
    desk.record("jobs 2021 12.5", published="2022-01-20")
    desk.record("jobs 2021 11.5", published="2022-06-01")
    done = take_back(desk, "2021")
    assert done.counts is not None
    assert (done.counts.value, done.counts.at.line) == (Decimal("12.5"), 2)
    (change,) = done.changes
    assert change.before.actual is not None
    assert change.after.actual is not None
    assert (change.before.actual.value, change.after.actual.value) == (Fraction("11.5"), Fraction("12.5"))
    assert known(desk) == ["12.5"]


def test_an_older_vintage_is_withdrawn_by_its_line(desk: Desk) -> None:
    desk.record("jobs 2021 12.5", published="2022-01-20")
    desk.record("jobs 2021 11.5", published="2022-06-01")
    take_back(desk, "2021", line=2)
    assert known(desk) == ["11.5"]


def test_a_figure_can_be_entered_anew(desk: Desk) -> None:
    desk.record("jobs 2021 12.5", published="2022-01-20")
    take_back(desk, "2021")
    assert desk.record("jobs 2021 12.5", published="2022-01-20").replaces is None
    assert known(desk) == ["12.5"]
    take_back(desk, "2021")
    assert known(desk) == []


def test_known_on_before_it_still_sees_the_figure(desk: Desk) -> None:
    desk.record("jobs 2021 12.5", published="2022-01-20")
    take_back(desk, "2021")
    assert known(desk, "2025-06-30") == ["12.5"]
    assert known(desk, "2025-07-01") == []


@pytest.mark.parametrize("header", ["indicator,period,value,bound,note", "indicator,period,value,bound"])
def test_the_day_stands_in_the_note_where_the_file_has_no_column_for_it(desk: Desk, header: str) -> None:
    """Without a note either, nothing says when: it is as if the figure had never been entered."""
    desk.file.write_text(f"{header}\njobs,2021,12.5,{',' * (header.count(',') - 3)}\n", encoding="utf-8")
    done = take_back(desk, "2021")
    has_note = header.endswith("note")
    assert desk.lines[0] == header
    assert done.text == f"jobs,2021,12.5,{'retracted,' if has_note else ''}" + (
        '"retracted (2025-07-01): 月份填错"' if has_note else '"retracted"'
    )
    assert [one.key for one in done.warnings] == [
        *([] if has_note else ["warning.reason_not_kept"]),
        "warning.columns_missing",
    ]
    assert (known(desk), known(desk, "2025-07-01")) == ([], [])
    assert known(desk, "2025-06-30") == (["12.5"] if has_note else [])


def test_a_file_without_the_column_needs_it_first(desk: Desk) -> None:
    desk.file.write_text("indicator,period,value\njobs,2021,12.5\n", encoding="utf-8")
    assert refusal(desk, "2021").key == "error.no_column"


def test_a_dry_run_writes_nothing(desk: Desk) -> None:
    desk.record("jobs 2021 12.5")
    before = desk.stored
    assert not take_back(desk, "2021", dry_run=True).written
    assert desk.stored == before


def test_a_bound_that_became_exact_counts_again(desk: Desk) -> None:
    """The two lines differ in their bound alone; the later one is meant."""
    desk.record("jobs 2021 12", bound="at_least", published="2022-01-20")
    desk.record("jobs 2021 12", published="2022-01-20")
    take_back(desk, "2021")
    (left,) = desk.loaded().observations[KEY]
    assert left.bound is Bound.AT_LEAST
    desk.record("jobs 2021 12", published="2022-01-20")
    assert refusal(desk, "2021", line=2).key == "error.retract_another"


def test_shares_and_the_other_kinds_are_withdrawn_too(desk: Desk) -> None:
    for indicator, period, value in (
        ("shares", "2021", "13:41:46"),
        ("rate", "2021-06", "3.2"),
        ("insured", "2021", "85"),
    ):
        desk.record(f"{indicator} {period} {value}")
        assert take_back(desk, period, indicator=indicator).counts is None


def test_a_data_file_may_have_any_name(desk: Desk, tmp_path: Path) -> None:
    for name in ("a\tb.csv", os.fsdecode("月报.csv".encode("gbk"))):
        desk.file = tmp_path / name
        desk.record("jobs 2021 12.5")
        assert take_back(desk, "2021").written


def test_the_same_days_are_found_however_they_are_spelt(desk: Desk) -> None:
    desk.record("insured 2021 85")
    assert take_back(desk, "2021-12-31", indicator="insured").written


# --- what is refused -------------------------------------------------------------------------------------------------


def test_several_bases_are_listed(desk: Desk) -> None:
    desk.record("jobs 2021-06 6", basis="ytd")
    desk.record("jobs 2021-06 1", basis="period")
    error = refusal(desk, "2021-06")
    assert error.key == "error.retract_several"
    assert error.details["lines"] == "2 (2021-06 ytd 6), 3 (2021-06 period 1)"
    assert take_back(desk, "2021-06", basis=Basis.YTD).withdrawn[0].value == 6
    assert take_back(desk, "2021-06").withdrawn[0].value == 1


def test_what_is_not_there_is_said_with_what_is(desk: Desk) -> None:
    assert refusal(desk, "2021").key == "error.retract_no_lines"
    desk.record("jobs 2021 12.5")
    error = refusal(desk, "2022")
    assert (error.key, error.details["lines"]) == ("error.retract_nothing", "2 (2021 period 12.5)")
    error = refusal(desk, "2021", line=7)
    assert (error.key, error.details["lines"]) == ("error.retract_no_such_line", "2 (2021 period 12.5)")
    take_back(desk, "2021")
    error = refusal(desk, "2021")
    assert (error.key, error.details["place"]) == ("error.retract_again", "3")


def test_published_figures_and_those_of_other_files_are_refused(desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text(f"{HEADER}linhai,jobs,2021,12.5,,,,,,\n", encoding="utf-8")
    error = refusal(desk, "2021", str(other))
    assert (error.key, error.details["other"]) == ("error.retract_other_file", str(other))
    target = "target: {printed: 60, where: 表2}}"
    figure = "{period: 2021, value: 12.4, basis: period, source: 公报}"
    observed = f"{target[:-1]},\n         observed: [{figure}]}}"
    desk.targets.write_text(TARGETS.replace(target, observed), encoding="utf-8")
    assert refusal(desk, "2021").key == "error.retract_published"


# --- what a line means -----------------------------------------------------------------------------------------------


def read(*lines: str) -> DataFile:
    known_series = series_of(read_targets("linhai.yaml", TARGETS.encode(), 0).plans)
    text = HEADER.rstrip() + ",via,entered,by\n" + "".join(f"linhai,jobs,{line}\n" for line in lines)
    return read_observations("data.csv", text.encode(), known_series, ("linhai",), 0)


def counting(*lines: str) -> list[int]:
    """The lines that nothing withdraws."""
    return sorted(one.at.line for one in read(*lines).observations.get(KEY, []))


LINE = "2021,12.5,period,,,2022-01-20,公报,,,,"
BACK = "2021,12.5,period,retracted,,2022-01-20,公报,错,,2025-07-01,"


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        ((LINE, BACK), []),
        ((BACK, LINE), [3]),
        ((LINE, BACK, LINE), [4]),
        ((LINE, BACK, LINE, BACK), []),
        ((LINE, LINE, BACK), []),
        ((LINE, BACK, BACK), []),
        ((LINE, BACK.replace("公报", "月报")), [2]),
        ((LINE, BACK.replace("12.5", "12.6")), [2]),
        ((LINE, BACK.replace("2022-01-20", "")), [2]),
        ((LINE, BACK.replace("2021,", "2022,")), [2]),
        ((LINE, BACK.replace("12.5", "12.50")), []),
        ((LINE.replace("2021,12.5,period", "2021-12,12.5,ytd"), BACK), [2]),
    ],
)
def test_a_line_acts_on_equal_lines_before_it(lines: tuple[str, ...], left: list[int]) -> None:
    assert counting(*lines) == left


def test_every_line_is_counted_among_the_inputs() -> None:
    assert read(LINE, BACK, LINE).number == 3


def test_it_acts_on_its_own_file_alone(desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    header = NEW_HEADER.removeprefix("\ufeff")
    desk.file.write_text(f"{header}linhai,jobs,{LINE}\n", encoding="utf-8")
    other.write_text(f"{header}linhai,jobs,{BACK}\n", encoding="utf-8")
    library = desk.loaded(str(other))
    assert [one.value for one in library.observations[KEY]] == [Decimal("12.5")]
    (idle,) = library.retractions[KEY]
    assert idle.withdrawn == ()


#: Lines of a few figures and their retractions, in any number and order.
FIGURES = [
    f"2021,{value},period,{{}},,{published},公报,,,{{}},"
    for value in ("12.5", "11.5")
    for published in ("2022-01-20", "2022-06-01")
]


@st.composite
def histories_of_lines(draw: st.DrawFn) -> list[tuple[int, bool, int]]:
    """Figures that are entered and withdrawn, each with the day on which that was done; the days go on."""
    steps = draw(st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.integers(0, 2)), max_size=12))
    days, day = [], 1
    for which, withdraws, later in steps:
        day += later
        days.append((which, withdraws, day))
    return days


def text_of(steps: Sequence[tuple[int, bool, int]]) -> list[str]:
    return [
        FIGURES[which].format("retracted" if withdraws else "", f"2025-07-{day:02}") for which, withdraws, day in steps
    ]


def still_there(steps: Sequence[tuple[int, bool, int]], day: int) -> list[int]:
    """The figures that are there on the day, by a model that knows nothing of files: a figure is there, or is not."""
    there: list[int] = []
    for which, withdraws, done in steps:
        if not withdraws:
            there.append(which)
        elif done <= day:
            there = [one for one in there if one != which]
    return sorted(there)


@settings(max_examples=200, deadline=None)
@given(histories_of_lines(), st.integers(0, 30))
def test_what_counts_on_a_day_is_what_was_entered_and_not_withdrawn_by_then(
    steps: list[tuple[int, bool, int]], day: int
) -> None:
    file = read(*text_of(steps))
    library = Library((), (), dict(file.observations), (), dict(file.retractions))
    found = library.as_known(date(2025, 7, day) if day else date(2025, 6, 30)).observations.get(KEY, ())
    values = [FIGURES.index(f"2021,{one.value},period,{{}},,{one.published},公报,,,{{}},") for one in found]
    assert sorted(values) == still_there(steps, day)
    assert [one.order for one in found] == sorted(one.order for one in found)


@settings(max_examples=100, deadline=None)
@given(histories_of_lines())
def test_one_library_is_known_as_of_a_day_once_or_twice_the_same(steps: list[tuple[int, bool, int]]) -> None:
    file = read(*text_of(steps))
    library = Library((), (), dict(file.observations), (), dict(file.retractions))
    once = library.as_known(date(2025, 7, 5))
    assert list(once.as_known(date(2025, 7, 5)).observations.get(KEY, ())) == list(once.observations.get(KEY, ()))


def test_the_order_of_retractions_of_different_figures_has_no_meaning() -> None:
    figures = text_of([(which, False, 1) for which in range(4)])
    withdrawing = text_of([(which, True, 2) for which in range(3)])
    assert {tuple(counting(*figures, *order)) for order in permutations(withdrawing)} == {(5,)}


# --- what other commands make of it ----------------------------------------------------------------------------------


def exported(library: Library) -> list[dict[str, str]]:
    return [
        data_row((one.city, one.indicator.id), one.observation) for one in export_observations(library, library.plans)
    ]


@settings(max_examples=60, deadline=None)
@given(histories_of_lines(), histories_of_lines())
def test_an_export_of_two_files_means_what_they_mean(
    tmp_path_factory: pytest.TempPathFactory, first: list[tuple[int, bool, int]], second: list[tuple[int, bool, int]]
) -> None:
    folder = tmp_path_factory.mktemp("export")
    desk = Desk(folder)
    header = NEW_HEADER.removeprefix("\ufeff")
    files = []
    for name, steps in (("a.csv", first), ("b.csv", second)):
        lines = "".join(f"linhai,jobs,{line}\n" for line in text_of(steps))
        (folder / name).write_text(header + lines, encoding="utf-8")
        files.append(str(folder / name))
    library = load([str(desk.targets)], files, ("linhai",))
    rows = exported(library)
    merged = folder / "merged.csv"
    merged.write_text(header + "".join(",".join(row.values()) + "\n" for row in rows), encoding="utf-8")
    read_back = load([str(desk.targets)], [str(merged)], ("linhai",))

    def figures(of: Library) -> set[tuple[object, ...]]:
        return {(one.value, one.published) for one in of.observations.get(KEY, ())}

    def counts(of: Library) -> Observation | None:
        return max(of.observations.get(KEY, ()), key=lambda one: (one.published, one.order), default=None)

    assert figures(read_back) == figures(library)
    left, right = counts(library), counts(read_back)
    assert (left and left.value) == (right and right.value)
    assert exported(read_back) == rows


def test_the_log_shows_the_figure_its_retraction_and_the_figure_before(desk: Desk) -> None:
    desk.record("jobs 2021 12.5", published="2022-01-20")
    desk.record("jobs 2021 11.5", published="2022-06-01")
    take_back(desk, "2021")
    (history,) = histories(desk.loaded(), LATER, ("14fyp",), *KEY)
    actuals = [step.after.actual.value if step.after.actual else None for step in history.steps]
    assert actuals == [Decimal("12.5"), Decimal("11.5"), Decimal("12.5")]
    last = history.steps[-1]
    assert isinstance(last.event, Retraction)
    assert last.replaces is not None
    assert (last.known_since, last.replaces.value) == (DAY, Decimal("11.5"))
    before = histories(desk.loaded(), LATER._replace(known_on=date(2025, 6, 30)), ("14fyp",), *KEY)
    assert len(before[0].steps) == 2


Program = Callable[..., tuple[int, str, str]]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Program:
    from rsplan.cli.program import run

    monkeypatch.chdir(tmp_path)
    (tmp_path / "linhai.yaml").write_text(TARGETS, encoding="utf-8")
    monkeypatch.setenv("RSPLAN_TARGETS", "linhai.yaml")
    monkeypatch.setenv("RSPLAN_LANG", "en")

    def called(*args: str) -> tuple[int, str, str]:
        code = run(args)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return called


def test_the_command_says_what_it_withdraws_and_what_counts(program: Program) -> None:
    program("record", "linhai", "jobs", "2021", "12.5", "--published", "2022-01-20")
    program("record", "linhai", "jobs", "2021", "11.5", "--published", "2022-06-01")
    code, out, err = program("retract", "linhai", "jobs", "2021", "--reason", "wrong table", "--targets", "linhai.yaml")
    assert (code, err) == (0, "")
    assert out.startswith("Withdrawn by line 4 of observations.csv:\n")
    assert "withdraws line 3: 2021 period 11.5" in out
    assert "for these days 12.5 counts again (observations.csv:2)" in out
    assert out.rstrip().endswith("History: rsplan log linhai jobs --targets linhai.yaml")
    code, out, _ = program("export", "--city", "linhai")
    assert [line.split(",")[5] for line in out.splitlines()[1:]] == ["", "", "retracted"]
    code, out, _ = program("log", "linhai", "jobs", "--format", "json")
    entries = json.loads(out)["plans"][0]["indicators"][0]["entries"]
    assert [(one["event"], one["bound"]) for one in entries] == [
        ("observation", "exact"),
        ("observation", "exact"),
        ("retraction", "retracted"),
    ]
    code, out, _ = program("log", "linhai", "jobs")
    assert "withdrawn" in out


def test_the_command_refuses_with_code_2(program: Program) -> None:
    program("record", "linhai", "jobs", "2021", "12.5")
    for args in (("2021", "--reason", " "), ("2022", "--reason", "x"), ("2021",), ("202a", "--reason", "x")):
        code, _, err = program("retract", "linhai", "jobs", *args)
        assert code == 2
        assert err


def test_a_line_that_withdraws_nothing_is_said(program: Program, tmp_path: Path) -> None:
    header = NEW_HEADER.removeprefix("\ufeff")
    (tmp_path / "observations.csv").write_text(f"{header}linhai,jobs,{BACK}\n", encoding="utf-8")
    code, _, err = program("status", "--city", "linhai")
    assert code == 0
    assert "observations.csv:2 withdraws nothing" in err


def test_a_withdrawn_figure_is_not_imported_again_from_a_table_and_is_from_an_export(
    program: Program, tmp_path: Path
) -> None:
    """The table of the year still has the figure that was wrong; an export has the whole history."""
    (tmp_path / "t.csv").write_text("指标,2021年,2022年\n就业（万人）,12.5,13\n", encoding="utf-8")
    table = ("import", "t.csv", "--city", "linhai", "--basis", "period")
    assert program(*table)[0] == 0
    assert program("retract", "linhai", "jobs", "2021", "--reason", "x")[0] == 0
    code, out, _ = program(*table)
    assert code == 0
    assert "withdrawn since (observations.csv:4)" in out
    assert len((tmp_path / "observations.csv").read_text(encoding="utf-8").splitlines()) == 4
    _, first, _ = program("export", "-o", "export.csv"), *program("export")[1:]
    assert program("import", "export.csv", "--data", "copy.csv")[0] == 0
    assert program("export", "--data", "copy.csv")[1] == program("export")[1]
    assert "retracted" in first
