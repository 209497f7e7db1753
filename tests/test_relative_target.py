"""Targets relative to another series; docs/methodology.md, section 1. Numbers are worked out by hand."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from builders import PLACE, assess_of, indicator, level, observation, plan, target
from test_schemas import schema_of, validator

from rsplan.audit.run import audit
from rsplan.calc.assess import Assessment
from rsplan.calc.explain.figure_derivations import explain, numbers
from rsplan.calc.forecast.forecast import forecast_of
from rsplan.calc.forecast.values import Refusal
from rsplan.calc.pace import pace_of
from rsplan.calc.verdict import Status
from rsplan.calc.year_assessment import assess_year
from rsplan.cli.program import run
from rsplan.errors import InvalidInput
from rsplan.model.enums import Basis, Better, Bound, Comparator, Judged, Kind
from rsplan.model.observations import Observation
from rsplan.model.plan import Indicator, RelativeTo
from rsplan.read.plan_library import load
from rsplan.survey import EvaluationContext

#: The growth of the product, and that of the productivity, which is to be higher.
PRODUCT = [level("2021", "8.1", published="2022-01-20"), level("2022", "3.0", published="2023-01-20", order=1)]
OWN = [level("2021", "7.9", published="2022-01-20"), level("2022", "3.6", published="2023-01-20", order=1)]


def aimed(
    comparator: Comparator = Comparator.MORE_THAN,
    *series: Observation,
    tolerance: str | None = None,
    better: Better = Better.HIGHER,
) -> Indicator:
    relative = RelativeTo("gdp-growth", comparator, None if tolerance is None else Decimal(tolerance), PLACE, series)
    aim = target(None, printed="高于GDP增速")._replace(in_words=True, relative_to=relative)
    return indicator(Kind.RATE, aim, unit="%", name="productivity-growth", better=better)


def assessed(*own: Observation, as_of: str, **changes: Any) -> Assessment:
    return assess_of(aimed(Comparator.MORE_THAN, *PRODUCT), *own, as_of=as_of, **changes)


# --- the number, and the verdict -------------------------------------------------------------------------------------


def test_the_figure_of_the_same_days_is_the_number() -> None:
    """7.9 - 8.1 = -0.2 in 2021; 3.6 - 3.0 = 0.6 in 2022."""
    first, second = assessed(*OWN[:1], as_of="2021-12-31"), assessed(*OWN, as_of="2022-12-31")
    assert [one.target.values for one in (first, second)] == [(Decimal("8.1"),), (Decimal("3.0"),)]
    assert [one.value("margin") for one in (first, second)] == [Fraction("-0.2"), Fraction("0.6")]
    assert [one.status for one in (first, second)] == [Status.BEHIND, Status.ON_TRACK]
    assert second.value("completion_rate") == 1
    assert first.value("completion_rate") == Fraction("7.9") / Fraction("8.1")


@pytest.mark.parametrize(("last", "status"), [("4.1", Status.MET), ("4.0", Status.MISSED)])
def test_the_last_year_decides(last: str, status: Status) -> None:
    subject = aimed(Comparator.MORE_THAN, level("2025", "4.0"))
    assert assess_of(subject, *OWN, level("2025", last), as_of="2026-03-01").status is status


@pytest.mark.parametrize(
    ("comparator", "own", "status"),
    [
        (Comparator.MORE_THAN, "3.0", Status.BEHIND),
        (Comparator.AT_LEAST, "3.0", Status.ON_TRACK),
        (Comparator.ABOUT, "2.85", Status.ON_TRACK),  # 5 % of 3.0 is 0.15
        (Comparator.ABOUT, "2.84", Status.BEHIND),
    ],
)
def test_the_comparator_is_that_of_the_file(comparator: Comparator, own: str, status: Status) -> None:
    subject = aimed(comparator, *PRODUCT)
    assert assess_of(subject, level("2022", own), as_of="2022-12-31").status is status


def test_a_stated_tolerance_is_in_the_unit() -> None:
    subject = aimed(Comparator.ABOUT, *PRODUCT, tolerance="0.5")
    assessment = assess_of(subject, level("2022", "2.5"), as_of="2022-12-31")
    assert (assessment.limit, assessment.status) == (Fraction("2.5"), Status.ON_TRACK)
    assert not assessment.target.tolerance_assumed


def test_less_may_be_better() -> None:
    subject = aimed(Comparator.LESS_THAN, level("2022", "5.5"), better=Better.LOWER)
    assert assess_of(subject, level("2022", "5.4"), as_of="2022-12-31").status is Status.ON_TRACK
    assert assess_of(subject, level("2022", "5.5"), as_of="2022-12-31").status is Status.BEHIND


# --- without a figure of the same days -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        [],
        [level("2022-06", "3.0")],
        [level("2022", "3.0", bound=Bound.AT_LEAST)],
        [observation("2022", "3.0", Basis.MEAN)],
        [level("2020", "2.2")],
    ],
)
def test_without_a_figure_of_the_same_days_nothing_is_judged(other: list[Observation]) -> None:
    assessment = assess_of(aimed(Comparator.MORE_THAN, *other), *OWN, as_of="2022-12-31")
    assert assessment.status is Status.NOT_QUANTIFIED
    assert assessment.reason.key == "reason.no_reference"
    assert assessment.reason.details["reference"] == "gdp-growth"
    assert assessment.limit is None
    assert assessment.evidence is None
    assert assessment.actual is not None  # what is known is shown all the same
    assert assessment.actual.value == Fraction("3.6")


def test_later_figures_wait_for_those_of_the_other_series() -> None:
    assessment = assessed(*OWN, level("2023", "1.0", order=2), as_of="2023-12-31")
    assert assessment.actual is not None
    assert (assessment.actual.through, assessment.status) == (date(2022, 12, 31), Status.ON_TRACK)
    keys = [getattr(note, "key", "") for note in assessment.notes]
    assert keys == ["note.relative", "note.relative_later"]


def test_what_was_not_known_yet_is_no_number() -> None:
    """On the last day of 2022 the figures of that year were still to come."""
    assessment = assessed(*OWN, as_of="2022-12-31", known_on="2022-12-31")
    assert assessment.target.values == (Decimal("8.1"),)
    assert assessed(*OWN, as_of="2022-12-31", known_on="2022-01-19").status is Status.NOT_QUANTIFIED


def test_a_provisional_number_makes_the_verdict_provisional() -> None:
    provisional = level("2022", "3.0")._replace(provisional=True)
    assessment = assess_of(aimed(Comparator.MORE_THAN, provisional), *OWN, as_of="2022-12-31")
    assert assessment.evidence is not None
    assert assessment.evidence.grade == "provisional"


# --- the year, the pace, the forecast, the explanation ---------------------------------------------------------------


def test_a_year_has_its_own_number() -> None:
    assessment = assessed(*OWN, as_of="2023-06-30")
    years = [assess_year(assessment, year, OWN, date(2023, 6, 30), None, assessment.rules) for year in (2021, 2022)]
    assert [year.standing.target.values for year in years] == [(Decimal("8.1"),), (Decimal("3.0"),)]
    assert [year.standing.status for year in years] == [Status.MISSED, Status.MET]
    assert [year.origin for year in years] == ["held", "held"]


def test_nothing_is_planned_or_forecast() -> None:
    assessment = assessed(*OWN, as_of="2022-12-31")
    years = pace_of(assessment).years
    assert [year.actual for year in years[:2]] == [Fraction("7.9"), Fraction("3.6")]
    assert {value for year in years for value in (year.planned, year.required)} == {None}
    assert forecast_of(assessment, None).refused is Refusal.RELATIVE
    assert assessment.maintenance_record is not None
    assert assessment.maintenance_record.breaches.number == 0  # 2021 had another number


def test_the_number_is_derived_from_the_other_series() -> None:
    assessment = assessed(*OWN, as_of="2022-12-31")
    found = dict(numbers(assessment))
    assert (found["T"].value, found["T"].rule) == (Fraction(3), "reference")
    assert found["T"].inputs["R"].value == 3
    margin = next(one for one in explain(assessment) if one.name == "margin")
    assert margin.value == Fraction("0.6")


# --- files -----------------------------------------------------------------------------------------------------------

FILE = """\
city: {id: testcity, name: {zh: 测试市}}
documents:
  d: {title: {zh: 规划}, state: issued}
plans:
  - id: 14fyp
    title: {zh: 规划}
    document: d
    state: issued
    start: 2021-01-01
    end: 2025-12-31
    groups: []
    indicators:
      - id: gdp-growth
        name: {zh: 地区生产总值增长}
        unit: {zh: "%"}
        kind: rate
        better: higher
        target: {printed: 6左右, where: 表1}
      - id: jobs
        name: {zh: 城镇新增就业}
        unit: {zh: 万人}
        kind: cumulative
        better: higher
        target: {printed: 〔60〕, where: 表1}
      - id: insured
        name: {zh: 参保人数}
        unit: {zh: 万人}
        kind: stock
        better: higher
        target: {printed: "700", where: 表1}
      - id: share
        name: {zh: 就业占比}
        unit: {zh: ‰}
        kind: rate
        better: higher
        target: {printed: "60", where: 表1}
      - id: productivity-growth
        name: {zh: 全员劳动生产率增长}
        unit: {zh: "%"}
        kind: rate
        better: higher
        target: {printed: 高于GDP增速, where: 表1, comparator: more_than, relative_to: {indicator: gdp-growth}}
"""
DATA = """\
city,indicator,period,value,basis,bound,provisional,published,source,note
testcity,gdp-growth,2021,8.1,level,,,2022-01-20,公报,
testcity,gdp-growth,2022,3.0,level,,,2023-01-20,公报,
testcity,productivity-growth,2021,7.9,level,,,2022-01-20,公报,
testcity,productivity-growth,2022,3.6,level,,,2023-01-20,公报,
testcity,productivity-growth,2023,5.6,level,,,2024-01-20,公报,
"""


@pytest.fixture
def program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    monkeypatch.chdir(tmp_path)
    Path("own.yaml").write_text(FILE, encoding="utf-8")
    Path("d.csv").write_text(DATA, encoding="utf-8")

    def called(*args: str) -> tuple[int, str, str]:
        code = run([*args, "--targets", "own.yaml", "--data", "d.csv", "--as-of", "2024-02-01"])
        return code, *capsys.readouterr()

    return called


def test_a_file_names_the_other_series(program: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = program("status", "testcity", "--format", "json")
    assert code == 0
    document = json.loads(out)
    validator(schema_of("status")).validate(document)
    (row,) = [one for one in document["plans"][0]["indicators"] if one["id"] == "productivity-growth"]
    relative = row["target"]["relative_to"]
    assert (row["status"], row["target"]["value"], row["target"]["comparator"]) == ("on_track", 3, "more_than")
    assert (relative["indicator"], relative["figure"]["period"], relative["figure"]["value"]) == (
        "gdp-growth",
        "2022",
        3,
    )
    assert all(one["target"]["relative_to"] is None for one in document["plans"][0]["indicators"] if one is not row)


def test_the_history_is_that_of_the_pairs(program: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = program("log", "testcity", "productivity-growth", "--format", "json")
    assert code == 0
    steps = json.loads(out)["plans"][0]["indicators"][0]["entries"]
    assert [one["status"] for one in steps] == ["behind", "on_track", "on_track"]


def test_a_figure_of_the_other_series_is_new_data(
    program: Callable[..., tuple[int, str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    late = DATA.replace("gdp-growth,2022,3.0,level,,,2023-01-20", "gdp-growth,2022,3.0,level,,,2024-01-30")
    Path("d.csv").write_text(late, encoding="utf-8")
    days = ("--since", "2024-01-25", "--until", "2024-02-01")
    assert run(["changes", "testcity", *days, "--format", "json", "--targets", "own.yaml", "--data", "d.csv"]) == 0
    out = capsys.readouterr().out
    assert '"step": "new_data"' in out
    assert '"step": "target"' not in out


def test_every_command_reads_it(program: Callable[..., tuple[int, str, str]]) -> None:
    for args in (
        ("show", "testcity", "productivity-growth", "--explain"),
        ("status", "testcity", "--year", "2022"),
        ("pace", "testcity"),
        ("forecast", "testcity"),
        ("list", "testcity"),
        ("report", "testcity", "--format", "md"),
        ("chart", "testcity", "productivity-growth"),
        ("audit", "testcity"),
    ):
        code, _, err = program(*args)
        assert (code, err) in ((0, ""), (1, "")), args


def test_the_audit_names_figures_without_their_counterpart(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(FILE, encoding="utf-8")
    (tmp_path / "d.csv").write_text(DATA, encoding="utf-8")
    library = load((str(tmp_path / "own.yaml"),), (str(tmp_path / "d.csv"),), ("testcity",))
    (found,) = [one for one in audit(library, EvaluationContext(date(2024, 2, 1))).findings if one.code == "RS510"]
    assert found.details == {"reference": "gdp-growth", "periods": "2023"}
    assert found.printed == "高于GDP增速"
    known = (tmp_path / "d.csv").read_text(encoding="utf-8") + "testcity,gdp-growth,2023,5.2,level,,,2024-01-20,公报,\n"
    (tmp_path / "d.csv").write_text(known, encoding="utf-8")
    library = load((str(tmp_path / "own.yaml"),), (str(tmp_path / "d.csv"),), ("testcity",))
    assert "RS510" not in [one.code for one in audit(library, EvaluationContext(date(2024, 2, 1))).findings]


RELATIVE = "comparator: more_than, relative_to: {indicator: gdp-growth}"
CIRCLE = "comparator: more_than, relative_to: {indicator: productivity-growth}"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (RELATIVE, "comparator: more_than, relative_to: {indicator: nothing}", "relative_unknown"),
        (RELATIVE, "comparator: more_than, relative_to: {indicator: productivity-growth}", "relative_to_itself"),
        (RELATIVE, "comparator: more_than, relative_to: {indicator: jobs}", "relative_other_kind"),
        (RELATIVE, "comparator: more_than, relative_to: {indicator: insured}", "relative_other_kind"),
        (RELATIVE, "comparator: more_than, relative_to: {indicator: share}", "relative_other_unit"),
        ("printed: 6左右, where: 表1", f"printed: 高于自身, where: 表1, {CIRCLE}", "relative_in_circle"),
        (RELATIVE, "relative_to: {indicator: gdp-growth}", "relative_comparator"),
        (RELATIVE, "comparator: none, relative_to: {indicator: gdp-growth}", "relative_comparator"),
        (RELATIVE, "comparator: between, relative_to: {indicator: gdp-growth}", "relative_comparator"),
        (RELATIVE, "comparator: at_most, relative_to: {indicator: gdp-growth}", "wrong_way"),
        (RELATIVE, f"value: 5, {RELATIVE}", "relative_with_value"),
        (RELATIVE, f"hold: true, {RELATIVE}", "relative_with_value"),
        (RELATIVE, f"tolerance: 1, {RELATIVE}", "tolerance_without_about"),
        (
            f"printed: 高于GDP增速, where: 表1, {RELATIVE}",
            f"printed: 6以上, where: 表1, {RELATIVE}",
            "relative_with_figure",
        ),
        (RELATIVE, "comparator: more_than, relative_to: gdp-growth", "not_a_mapping"),
        (RELATIVE, "comparator: more_than, relative_to: {}", "missing_key"),
        ("printed: 〔60〕, where: 表1", f"printed: 高于GDP增速, where: 表1, {RELATIVE}", "relative_kind"),
    ],
)
def test_what_cannot_be_held_against_each_other_is_refused(old: str, new: str, code: str, tmp_path: Path) -> None:
    assert old in FILE
    (tmp_path / "own.yaml").write_text(FILE.replace(old, new), encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        load((str(tmp_path / "own.yaml"),))
    assert {problem.code for problem in refused.value.problems} == {code}


def test_a_mean_over_the_plan_has_no_counterpart(tmp_path: Path) -> None:
    text = FILE.replace(
        "        target: {printed: 高于", f"        judged: {Judged.PLAN_MEAN}\n        target: {{printed: 高于"
    )
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        load((str(tmp_path / "own.yaml"),))
    assert [problem.code for problem in refused.value.problems] == ["relative_kind"]


def test_a_withdrawn_number_counts_until_its_withdrawal_was_known(tmp_path: Path) -> None:
    line = "testcity,gdp-growth,2022,3.0,level,{},,2023-01-20,公报,{}\n"
    text = DATA + line.format("retracted", "retracted (2024-01-01): 有误")
    (tmp_path / "own.yaml").write_text(FILE, encoding="utf-8")
    (tmp_path / "d.csv").write_text(text, encoding="utf-8")
    library = load((str(tmp_path / "own.yaml"),), (str(tmp_path / "d.csv"),), ("testcity",))

    def number(known_on: date | None) -> tuple[Any, ...]:
        (subject,) = [one for one in library.as_known(known_on).plans[0].indicators if one.target.relative_to]
        assert subject.target.relative_to is not None
        return tuple(one.period.text for one in subject.target.relative_to.series)

    assert number(date(2023, 6, 30)) == ("2021", "2022")
    assert number(None) == ("2021",)


def test_plans_keep_the_place_of_the_relation() -> None:
    assert plan(aimed()).indicators[0].target.relative_to is not None
