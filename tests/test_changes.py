"""What changed between two days, or since a report: states, steps, order, verdicts; docs/month.md."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from builders import assess_of, indicator
from desk import HEADER, TARGETS

from rsplan.calc.verdict import Status
from rsplan.cli.program import run
from rsplan.journal.changes import RANKS, Standing, Step, TargetChange

#: `jobs` is to add up to 60 in 60 months, one a month.
FIRST = HEADER.rstrip() + ",via,entered,by\n"
UNTIL_OCTOBER = (
    "linhai,jobs,2021,12,period,,,2022-01-15,,,,,\n"
    "linhai,jobs,2022-09,9,ytd,,,2022-10-10,,,,,\n"
    "linhai,rate,2022-09,3.5,level,,,2022-10-10,,,,,\n"
    "linhai,trained,2021,15,period,,,2022-01-15,,,,,\n"
)
#: In November the figure to September is corrected to 9.3, and the one to October is 9.8.
NOVEMBER = (
    "linhai,jobs,2022-09,9.3,ytd,,,2022-11-05,,,,,\n"
    "linhai,jobs,2022-10,9.8,ytd,,,2022-11-10,,,,,\n"
    "linhai,rate,2022-10,4.2,level,,,2022-11-10,,,,,\n"
)


class Done(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out, parse_float=Decimal)

    @property
    def changed(self) -> dict[str, Any]:
        (plan,) = self.json["plans"]
        return {one["id"]: one for one in plan["indicators"]}

    def figure(self, indicator: str, name: str) -> Any:
        (found,) = [one for one in self.changed[indicator]["figures"] if one["name"] == name]
        return found


Program = Callable[..., Done]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en")
    monkeypatch.delenv("COLUMNS", raising=False)
    (tmp_path / "linhai.yaml").write_text(TARGETS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def program(folder: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    def called(*args: str) -> Done:
        files = ("--targets", "linhai.yaml", "--data", "own.csv", "--city", "linhai")
        code = run((args[0], *files, *args[1:]))
        printed = capsys.readouterr()
        return Done(code, printed.out, printed.err)

    return called


def write(folder: Path, *lines: str) -> None:
    (folder / "own.csv").write_text("".join((FIRST, *lines)), encoding="utf-8")


BETWEEN = ("changes", "--since", "2022-10-31", "--until", "2022-11-30")


def steps_of(figure: Any) -> list[tuple[str, Any]]:
    return [(one["step"], one["change"]) for one in figure["steps"]]


def test_a_revision_and_new_data_are_two_steps_that_add_up(program: Program, folder: Path) -> None:
    """21 by September; 21.3 once it is corrected; 21.8 by October."""
    write(folder, UNTIL_OCTOBER, NOVEMBER)
    actual = program(*BETWEEN, "--format", "json").figure("jobs", "actual")
    assert (actual["before"], actual["after"], actual["change"]) == (21, Decimal("21.8"), Decimal("0.8"))
    assert steps_of(actual) == [("revision", Decimal("0.3")), ("new_data", Decimal("0.5"))]


def test_a_verdict_that_is_lower_is_worse(program: Program, folder: Path) -> None:
    """The rate is to stay within 4; jobs are 22 behind the straight line's 22 at 21.8."""
    write(folder, UNTIL_OCTOBER, NOVEMBER)
    done = program(*BETWEEN, "--fail-on", "worse", "--format", "json")
    verdicts = {name: (one["verdict"]["before"], one["verdict"]["after"]) for name, one in done.changed.items()}
    assert verdicts == {"jobs": ("on_track", "behind"), "rate": ("on_track", "behind")}
    assert done.changed["rate"]["verdict"]["steps"] == [{"step": "new_data", "before": "on_track", "after": "behind"}]
    assert done.json["plans"][0]["summary"] == {
        "total": 5,
        "changed": 2,
        "worse": 2,
        "better": 0,
        "not_compared": 0,
    }
    assert done.code == 1
    assert program(*BETWEEN, "--format", "json").code == 0


def test_nothing_worse_is_no_failure(program: Program, folder: Path) -> None:
    write(folder, UNTIL_OCTOBER, "linhai,jobs,2022-10,10.2,ytd,,,2022-11-10,,,,,\n")
    assert program(*BETWEEN, "--fail-on", "worse").code == 0


def test_a_retraction_is_a_step_of_its_own(program: Program, folder: Path) -> None:
    """The 9 to September is withdrawn on 20 November: 12 of 2021 are left, until 10.2 to October are known."""
    write(
        folder,
        UNTIL_OCTOBER,
        "linhai,jobs,2022-09,9,ytd,retracted,,2022-10-10,,wrong,,2022-11-20,\n",
        "linhai,jobs,2022-10,10.2,ytd,,,2022-11-10,,,,,\n",
    )
    actual = program(*BETWEEN, "--format", "json").figure("jobs", "actual")
    assert steps_of(actual) == [("retraction", -9), ("new_data", Decimal("10.2"))]


def test_time_alone_makes_data_old(program: Program, folder: Path) -> None:
    """Nothing is known after 2021: from the end of 2022 on, what is left counts from the day of the report.

    48 in the 37 months from 30 November 2022 are 15.567568 a year, in the 36 from the end of the year 16.
    """
    write(folder, "linhai,jobs,2021,12,period,,,2022-01-15,,,,,\n")
    found = program("changes", "--since", "2022-11-30", "--until", "2022-12-31", "--format", "json")
    needed = found.figure("jobs", "required_per_year")
    assert (needed["before"], needed["after"]) == (Decimal("15.567568"), 16)
    assert steps_of(needed) == [("time", Decimal("0.432432"))]


REVISED = """target: {printed: 60, where: 表2},
         revised: [{printed: 48, where: 附件, date: 2022-11-15, reason: {zh: 调整, en: x}, source: s}]}"""


def test_a_revised_target_is_the_step_after_the_data(program: Program, folder: Path) -> None:
    """9.8 of 60 are 21.8 / 60 by October; of 48 they are 21.8 / 48."""
    text = TARGETS.replace("target: {printed: 60, where: 表2}}", REVISED)
    (folder / "linhai.yaml").write_text(text, encoding="utf-8")
    write(folder, UNTIL_OCTOBER, NOVEMBER)
    done = program(*BETWEEN, "--format", "json")
    assert done.code == 0, done.err
    rate = done.figure("jobs", "completion_rate")
    assert [step for step, _ in steps_of(rate)] == ["revision", "new_data", "target"]
    assert (rate["before"], rate["after"]) == (Decimal("0.35"), Decimal("0.454167"))
    assert sum(change for _, change in steps_of(rate)) == rate["change"]


def test_the_states_are_those_of_status(program: Program, folder: Path) -> None:
    write(folder, UNTIL_OCTOBER, NOVEMBER)
    done = program(*BETWEEN, "--format", "json")
    for day, side in (("2022-10-31", "before"), ("2022-11-30", "after")):
        status = program("status", "--as-of", day, "--known-on", day, "--format", "json")
        (plan,) = status.json["plans"]
        by_id = {one["id"]: one for one in plan["indicators"]}
        for name, change in done.changed.items():
            assert change["verdict"][side] == by_id[name]["status"]
            for figure in change["figures"]:
                known = by_id[name]["actual"]["value"] if figure["name"] == "actual" else None
                held = known or by_id[name].get(figure["name"], by_id[name]["pace"].get(figure["name"]))
                assert figure[side] == held, figure["name"]


def test_a_figure_that_is_gone_between_has_no_amount_that_its_steps_could_not_add_up_to(
    program: Program, folder: Path
) -> None:
    """The only figure is withdrawn, and another one comes: between them there is no sum to subtract from."""
    write(
        folder,
        "linhai,jobs,2022-09,9,ytd,,,2022-10-10,,,,,\n",
        "linhai,jobs,2022-09,9,ytd,retracted,,2022-10-10,,wrong,,2022-11-20,\n",
        "linhai,jobs,2022-10,10.2,ytd,,,2022-11-10,,,,,\n",
    )
    actual = program(*BETWEEN, "--format", "json").figure("jobs", "actual")
    assert (actual["before"], actual["after"]) == (9, Decimal("10.2"))
    assert steps_of(actual) == [("retraction", None), ("new_data", None)]
    assert actual["change"] is None


def test_a_verdict_that_is_no_longer_decided_is_not_better() -> None:
    def change(before: Status, after: Status) -> TargetChange:
        return TargetChange(assess_of(indicator()), Standing(before, {}), [(Step.TIME, Standing(after, {}))])

    assert not change(Status.BEHIND, Status.INCOMPLETE).is_better
    assert not change(Status.BEHIND, Status.INCOMPLETE).is_worse
    assert change(Status.MISSED, Status.BEHIND).is_better
    assert change(Status.INCOMPLETE, Status.MET).is_better
    assert change(Status.INCOMPLETE, Status.BEHIND).is_worse


def test_all_steps_of_all_figures_add_up_in_their_order(program: Program, folder: Path) -> None:
    write(
        folder,
        UNTIL_OCTOBER,
        NOVEMBER,
        "linhai,trained,2021,15,period,retracted,,2022-01-15,,wrong,,2022-11-20,\n",
        "linhai,trained,2022-10,9,ytd,,,2022-11-20,,,,,\n",
    )
    order = [str(step) for step in Step]
    done = program(*BETWEEN, "--format", "json")
    assert set(done.changed) == {"jobs", "rate", "trained"}
    for change in done.changed.values():
        for figure in change["figures"]:
            steps = figure["steps"]
            assert [one["step"] for one in steps] == sorted((one["step"] for one in steps), key=order.index)
            chain = [figure["before"], *(one["after"] for one in steps)]
            assert [one["before"] for one in steps] == chain[:-1]
            assert chain[-1] == figure["after"]
            amounts = [one["change"] for one in steps]
            assert figure["change"] == (None if None in amounts else sum(amounts))


# --- against a report ------------------------------------------------------------------------------------------------


def report(program: Program, folder: Path, *options: str) -> Path:
    path = folder / "october.json"
    assert program("status", "--as-of", "2022-10-31", "-o", str(path), *options).code == 0
    return path


def test_against_a_report_the_rules_are_the_last_step(program: Program, folder: Path) -> None:
    """At 21 of the 21 expected jobs are on track; 9.8 to October are 0.2 behind 22: a third of a point."""
    write(folder, UNTIL_OCTOBER)
    path = report(program, folder)
    write(folder, UNTIL_OCTOBER, NOVEMBER)
    done = program("changes", "--since", str(path), "--until", "2022-11-30", "--slack", "1", "--format", "json")
    assert done.json["since_file"] == str(path)
    assert str(path) in [one["path"] for one in done.json["inputs"]]
    assert done.changed["jobs"]["verdict"]["steps"] == [
        {"step": "new_data", "before": "on_track", "after": "behind"},
        {"step": "rules", "before": "behind", "after": "on_track"},
    ]
    assert done.changed["jobs"]["verdict"]["worse"] is False


def test_a_report_of_the_same_state_shows_no_change(program: Program, folder: Path) -> None:
    """A third of 60 is 20: figures that a report rounds are no change."""
    write(folder, "linhai,jobs,2021,7,period,,,2022-01-15,,,,,\n")
    path = report(program, folder)
    assert program("changes", "--since", str(path), "--until", "2022-10-31", "--format", "json").changed == {}


def test_a_report_of_an_earlier_day_knew_what_was_published_until_it_was_made(program: Program, folder: Path) -> None:
    """Made in November as of the end of October, it has the 9.8 of October that were published in November."""
    write(folder, UNTIL_OCTOBER, NOVEMBER)
    path = report(program, folder)
    assert json.loads(path.read_text(encoding="utf-8"))["known_on"] is None
    assert program("changes", "--since", str(path), "--until", "2022-10-31", "--format", "json").changed == {}
    done = program("changes", "--since", str(path), "--until", "2022-11-30", "--format", "json")
    assert done.json["since_known_on"] is None
    steps = {one["step"] for each in done.changed.values() for one in each["verdict"]["steps"]}
    steps |= {one["step"] for each in done.changed.values() for figure in each["figures"] for one in figure["steps"]}
    assert steps <= {"time"}


def test_what_was_entered_after_the_report_is_new_although_it_was_published_before(
    program: Program, folder: Path
) -> None:
    write(folder, UNTIL_OCTOBER)
    path = report(program, folder)
    write(folder, UNTIL_OCTOBER, "linhai,insured,2022-06,85,level,,,2022-07-10,,,,2022-11-20,\n")
    done = program("changes", "--since", str(path), "--until", "2022-11-30", "--format", "json")
    assert steps_of(done.figure("insured", "actual")) == [("new_data", None)]


def test_a_report_made_later_as_known_on_its_day_has_what_was_published_by_then(program: Program, folder: Path) -> None:
    """As the monthly job makes it: figures of July that are entered in November are in a report as known in October."""
    july = "linhai,insured,2022-06,85,level,,,2022-07-10,,,,2022-11-20,\n"
    write(folder, UNTIL_OCTOBER, july)
    path = report(program, folder, "--known-on", "2022-10-31")
    write(folder, UNTIL_OCTOBER, july, "linhai,insured,2022-09,86,level,,,2022-11-10,,,,2022-11-21,\n")
    done = program("changes", "--since", str(path), "--until", "2022-11-30", "--format", "json")
    assert steps_of(done.figure("insured", "actual")) == [("new_data", 1)]


def test_what_the_files_of_today_cannot_explain_is_other(program: Program, folder: Path) -> None:
    """A line without a day of entry was added after the report: no date tells it from what was there."""
    write(folder, UNTIL_OCTOBER)
    path = report(program, folder)
    write(folder, UNTIL_OCTOBER.replace("2021,12,period", "2021,11,period"))
    options = ("changes", "--since", str(path), "--until", "2022-11-30")
    actual = program(*options, "--format", "json").figure("jobs", "actual")
    assert steps_of(actual) == [("other", -1)]
    assert "other: the files of today give another state" in program(*options).out


def test_a_target_that_the_file_gives_otherwise_is_the_step_target(program: Program, folder: Path) -> None:
    write(folder, UNTIL_OCTOBER)
    path = report(program, folder)
    text = TARGETS.replace("target: {printed: 60, where: 表2}", "target: {printed: 48, where: 表2}")
    (folder / "linhai.yaml").write_text(text, encoding="utf-8")
    done = program("changes", "--since", str(path), "--until", "2022-10-31", "--format", "json")
    rate = done.figure("jobs", "completion_rate")
    assert (rate["before"], rate["after"]) == (Decimal("0.35"), Decimal("0.4375"))  # 21 of 60, and of 48
    assert [step for step, _ in steps_of(rate)] == ["target"]


def test_a_target_that_the_report_leaves_out_is_said(program: Program, folder: Path) -> None:
    write(folder, UNTIL_OCTOBER)
    path = report(program, folder, "--only", "on_track")
    done = program("changes", "--since", str(path), "--until", "2022-10-31", "--format", "json")
    assert done.json["plans"][0]["summary"]["not_compared"] == 2  # all but jobs, the rate, and 15 trained of 12
    assert "not in the file, not compared: Insured" in program("changes", "--since", str(path)).out


def test_a_report_with_nothing_to_compare_is_refused(program: Program, folder: Path) -> None:
    write(folder, UNTIL_OCTOBER)
    path = report(program, folder)
    whole = json.loads(path.read_text(encoding="utf-8"))
    other_city, other_plan = json.loads(json.dumps(whole)), json.loads(json.dumps(whole))
    other_city["plans"][0]["city"]["id"] = "wuxi"
    other_plan["plans"][0]["plan"] = "11fyp"
    for report_ in (other_city, other_plan, whole | {"plans": []}):
        path.write_text(json.dumps(report_), encoding="utf-8")
        done = program("changes", "--since", str(path), "--fail-on", "worse")
        assert (done.code, "nothing could be compared" in done.err) == (2, True)


def test_what_only_the_report_has_is_named(program: Program, folder: Path) -> None:
    write(folder, UNTIL_OCTOBER)
    path = report(program, folder)
    whole = json.loads(path.read_text(encoding="utf-8"))
    (plan,) = whole["plans"]
    gone = plan["indicators"][0] | {"id": "gone", "name": {"zh": "旧指标", "en": "Gone"}}
    other = {**plan, "plan": "11fyp", "indicators": [gone]}
    plan["indicators"].append(gone)
    whole["plans"].append(other)
    path.write_text(json.dumps(whole), encoding="utf-8")
    options = ("changes", "--since", str(path), "--until", "2022-11-30")
    assert "no longer in the plan, not compared: Gone, 11fyp Gone" in program(*options).out
    found = [(one["plan"], one["id"]) for one in program(*options, "--format", "json").json["gone"]]
    assert found == [(plan["plan"], "gone"), ("11fyp", "gone")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "not_json"),
        ("[]", "not_a_status_report"),
        ('{"schema": "rsplan.pace/1"}', "not_a_status_report"),
        ('{"schema": "rsplan.status/1", "as_of": "2022-10-31"}', "status_report_lacks"),
        ('{"schema": "rsplan.status/1", "as_of": "yesterday", "rules": {}}', "status_report_unreadable"),
        ("[" * 100_000, "status_report_unreadable"),
    ],
)
def test_a_file_that_is_no_report_is_refused(program: Program, folder: Path, text: str, code: str) -> None:
    write(folder, UNTIL_OCTOBER)
    (folder / "x.json").write_text(text, encoding="utf-8")
    done = program("changes", "--since", "x.json", "--format", "json")
    (problem,) = json.loads(done.err)["problems"]
    assert (done.code, problem["code"], problem["file"]) == (2, code, "x.json")


def test_a_day_after_the_last_one_and_a_file_that_is_not_there_are_refused(program: Program, folder: Path) -> None:
    write(folder, UNTIL_OCTOBER)
    done = program("changes", "--since", "2022-12-31", "--until", "2022-11-30")
    assert (done.code, "2022-12-31 is later than 2022-11-30" in done.err) == (2, True)
    assert program("changes", "--since", "gone.json").code == 2


def test_the_report_compared_with_is_never_replaced(program: Program, folder: Path) -> None:
    write(folder, UNTIL_OCTOBER)
    path = report(program, folder)
    before = path.read_bytes()
    done = program("changes", "--since", str(path), "-o", str(path))
    assert (done.code, path.read_bytes()) == (2, before)


def test_every_verdict_has_a_rank_by_whether_it_passes() -> None:
    assert set(RANKS) == set(Status)
    by_pass: dict[bool | None, set[int]] = {}
    for status, rank in RANKS.items():
        by_pass.setdefault(status.passes, set()).add(rank)
    assert max(by_pass[True]) < min(by_pass[None]) <= max(by_pass[None]) < min(by_pass[False])


@pytest.mark.parametrize("name", ["table", "markdown", "csv", "jsonl"])
def test_every_format_has_the_steps(program: Program, folder: Path, name: str) -> None:
    write(folder, UNTIL_OCTOBER, NOVEMBER)
    done = program(*BETWEEN, "--format", name)
    assert done.code == 0
    words = set("".join(" " if sign in '",+:' else sign for sign in done.out).split())
    assert {"revision", "0.3", "21.8"} <= words


def test_the_last_day_is_today_without_another(program: Program, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rsplan.cli.options.today", lambda: date(2022, 11, 30))
    write(folder, UNTIL_OCTOBER, NOVEMBER)
    assert program("changes", "--since", "2022-10-31", "--format", "json").json["until"] == "2022-11-30"


def test_a_report_compares_the_same_states(program: Program, folder: Path) -> None:
    """At the end of October 12 + 9 = 21 was known; 9.8 by October came on 10 November."""
    write(folder, UNTIL_OCTOBER, NOVEMBER)
    dates = ("--since", "2022-09-30")
    alone = program("changes", *dates, "--until", "2022-10-31", "--format", "markdown").out
    told = program("report", *dates, "--as-of", "2022-10-31", "--plan", "14fyp").out
    table = alone[alone.index("\n") : alone.rindex("|")]  # without its title, and the files that it names
    assert "| 21 |" in table
    assert table in told
    assert "This section takes what was known on the day alone; other than in the rest of the report: Jobs" in told
    known = program("report", *dates, "--as-of", "2022-10-31", "--known-on", "2022-10-31", "--plan", "14fyp").out
    assert table in known
    assert "This section takes" not in known


def test_a_report_says_which_knowledge_it_compares(program: Program, folder: Path) -> None:
    write(folder, UNTIL_OCTOBER, NOVEMBER)
    dates = ("--since", "2022-09-30", "--as-of", "2022-10-31")
    later = program("report", *dates, "--known-on", "2022-11-30", "--plan", "14fyp").out
    assert "2022-09-30 (as known on 2022-09-30) to 2022-10-31 (as known on 2022-11-30)" in later
    assert "| 21.8 |" in later
    earlier = program("report", *dates, "--known-on", "2022-09-15", "--plan", "14fyp").out
    assert "2022-09-30 (as known on 2022-09-15) to 2022-10-31 (as known on 2022-09-15)" in earlier
    assert "21" not in earlier.split("## Changes")[1].split("## All")[0].replace("2021", "")
