"""`rsplan compare`: plans side by side; docs/methodology.md, section 9. Numbers by hand, from targets/."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from rsplan.cli.program import run
from rsplan.comparison import Difference, Measure, Relation
from rsplan.schemas.bundle import schema_text

AS_OF = ("--as-of", "2026-01-31")

Compare = Callable[..., Any]


@pytest.fixture
def compare(capsys: pytest.CaptureFixture[str]) -> Compare:
    """The document that the command writes."""

    def compared(*args: str) -> Any:
        capsys.readouterr()
        code = run(["compare", *args, "--format", "json"])
        out, err = capsys.readouterr()
        assert code == 0, err
        return json.loads(out)

    return compared


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What is said of a refused call."""

    def called(*args: str) -> str:
        capsys.readouterr()
        assert run(["compare", *args, "--lang", "en"]) == 2
        return capsys.readouterr().err

    return called


def by_relation(report: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in report["rows"]:
        found.setdefault(row["relation"], []).append(row["id"])
    return found


# --- two cities -------------------------------------------------------------------------------------------------------

#: The shared rows of the two plans of 2021 to 2025, and what their targets are: 14 have the same name, two have not.
SAME_NAME = {
    "urban-new-jobs": ("[85]", "〔130〕"),
    "registered-unemployment-rate": ("3以内", "4以内"),
    "subsidised-training": ("[100]", "〔80〕"),
    "pension-contribution-rate": ("90", "90以上"),
    "basic-pension-insured": ("873", "〔420〕"),
    "unemployment-insured": ("550", "〔350〕"),
    "work-injury-insured": ("650", "〔363〕"),
    "new-postdocs": ("[1000 ]", "〔3000〕"),
    "skill-certificates": ("[40]", "〔50〕"),
    "mediation-success-rate": ("60", "65"),
    "arbitration-closure-rate": ("92", "93"),
    "inspection-case-closure-rate": ("100", "98"),
    "e-card-coverage": ("70", "70以上"),
    "service-praise-rate": ("95", "95"),
}
OTHER_NAME = {"new-entrepreneurs": ("[10]", "〔15〕"), "skilled-per-10k-workers": ("1100", "1180")}
SUZHOU_ONLY = {"local-graduate-employment-rate", "professional-certificates"}
NANJING_ONLY = {
    *("surveyed-unemployment-rate", "unplaced-graduate-employment-rate", "new-insured-graduates", "new-professionals"),
}


def test_the_rows_of_the_two_plans(compare: Compare) -> None:
    report = compare("suzhou", "nanjing", *AS_OF)
    assert [plan["city"]["id"] for plan in report["plans"]] == ["suzhou", "nanjing"]
    shared = [row for row in report["rows"] if row["relation"] == "shared"]
    printed = {row["id"]: tuple(target["target"]["printed"] for target in row["targets"]) for row in shared}
    assert printed == SAME_NAME | OTHER_NAME
    assert {row["id"] for row in shared if "name" in row["differences"]} == set(OTHER_NAME)
    only = [row for row in report["rows"] if row["relation"] == "only"]
    assert {row["id"] for row in only if row["targets"][0]["city"] == "suzhou"} == SUZHOU_ONLY
    assert {row["id"] for row in only if row["targets"][0]["city"] == "nanjing"} == NANJING_ONLY


def test_another_unit_is_told(compare: Compare) -> None:
    """Certificates: 万人次 in Suzhou, 万人 in Nanjing."""
    rows = compare("suzhou", "nanjing", *AS_OF)["rows"]
    assert [row["id"] for row in rows if "counted" in row["differences"]] == ["skill-certificates"]


#: From targets/*.yaml: rates in points, stocks a year, sums a year against the plan before; None without a baseline.
STRENGTH = {
    # 85 ÷ 5 = 17 against 89.22 ÷ 5 = 17.844; 130 ÷ 5 = 26 against 142.85 ÷ 5 = 28.57
    "urban-new-jobs": (("amount", -4.729881), ("amount", -8.995450)),
    "registered-unemployment-rate": (("points", 3 - 1.77), ("points", 4 - 1.71)),
    "subsidised-training": (None, None),
    "pension-contribution-rate": (None, None),
    "basic-pension-insured": (None, None),
    # (550 ÷ 536.96)^(1/5) − 1; Nanjing's baseline is a figure of 2020 published later, (350 ÷ 329.2354)^(1/5) − 1
    "unemployment-insured": (("growth", 0.481047), ("growth", 1.230715)),
    # (650 ÷ 621.11)^(1/5) − 1; (363 ÷ 340.36)^(1/5) − 1
    "work-injury-insured": (("growth", 0.913430), ("growth", 1.296309)),
    "new-postdocs": (None, None),
    "skill-certificates": (None, None),
    "mediation-success-rate": (("points", 60 - 75.26), ("points", 65 - 88)),
    "arbitration-closure-rate": (("points", 92 - 97.18), ("points", 93 - 100)),
    "inspection-case-closure-rate": (("points", 0), ("points", -2)),
    "e-card-coverage": (None, None),
    "service-praise-rate": (None, None),
    # 10 ÷ 9.65 − 1; 15 ÷ 17.77 − 1
    "new-entrepreneurs": (("amount", 3.626943), ("amount", -15.588070)),
    # (1180 ÷ 1059)^(1/5) − 1; Suzhou's result of 2020 is an empty cell
    "skilled-per-10k-workers": (None, ("growth", 2.187367)),
    "local-graduate-employment-rate": (("points", 95 - 98.36),),
    # 50 ÷ 113.43 − 1, of a row without a target in the plan before
    "new-insured-graduates": (("amount", -55.919951),),
}


def test_every_strength_is_that_of_the_target_files(compare: Compare) -> None:
    report = compare("suzhou", "nanjing", *AS_OF)
    for row in report["rows"]:
        wanted = STRENGTH.get(row["id"], (None,) * len(row["targets"]))
        for target, expected in zip(row["targets"], wanted, strict=True):
            strength = target["strength"]
            if expected is None:
                assert strength is None, (row["id"], target["city"])
            else:
                assert strength["by"] == expected[0]
                assert strength["value"] == pytest.approx(expected[1], abs=2e-6), (row["id"], target["city"])


def test_a_baseline_from_the_data_gives_a_strength_as_well(compare: Compare) -> None:
    """Nanjing's unemployment insurance has no baseline in its plan; a figure of 2020 was published."""
    row = next(row for row in compare("suzhou", "nanjing")["rows"] if row["id"] == "unemployment-insured")
    strength = row["targets"][1]["strength"]
    assert strength["by"] == "growth"
    assert strength["value"] == pytest.approx(((350 / strength["against"]) ** 0.2 - 1) * 100, abs=1e-5)
    assert strength["source"]


def test_the_order_is_that_of_the_cities_named(compare: Compare) -> None:
    assert [plan["city"]["id"] for plan in compare("nanjing", "suzhou")["plans"]] == ["nanjing", "suzhou"]
    assert [plan["city"]["id"] for plan in compare()["plans"]] == ["nanjing", "suzhou"]


def test_targets_of_the_text_are_compared_on_request(compare: Compare) -> None:
    shared = by_relation(compare("suzhou", "nanjing", "--scope", "all"))["shared"]
    assert set(shared) == {*SAME_NAME, *OTHER_NAME, "statutory-insurance-coverage", "zero-employment-households"}


# --- two plans of one city --------------------------------------------------------------------------------------------


def test_the_plans_of_suzhou_in_time(compare: Compare) -> None:
    report = compare("suzhou", "--plan", "13fyp", "--with", "14fyp", *AS_OF)
    assert report["in_time"] is True
    differences = {row["id"]: set(row["differences"]) for row in report["rows"] if row["relation"] == "carried_on"}
    assert differences == {
        "urban-new-jobs": {"stronger"},  # 75 to 85
        "registered-unemployment-rate": {"stronger"},  # 3.5 to 3
        "local-graduate-employment-rate": {"name"},  # 95 and 95以上
        "new-entrepreneurs": {"name", "stronger"},  # 8.59 to 10
        "work-injury-insured": {"stronger"},  # 429 to 650
        "professionals-total": {"scope", "stronger"},  # 203 in the table, more than 275 in the text
        "highly-skilled-total": {"scope", "stronger"},  # 60, more than 85
        "skilled-per-10k-workers": {"name", "stronger"},  # 720 to 1100
        "mediation-success-rate": {"weaker"},  # 70 to 60
        "arbitration-closure-rate": {"weaker"},  # 96.5 to 92
        "inspection-case-closure-rate": {"name"},  # 100 and 100
    }
    found = by_relation(report)
    assert set(found["dropped"]) == {
        *("jobseeker-training", "skill-appraisal-certificates", "basic-pension-enrolment-rate"),
        *("unemployment-insurance-enrolment-rate", "land-lost-farmers-coverage-rate"),
        *("retiree-community-management-rate", "talent-total", "highly-skilled-share", "high-level-talent-total"),
        *("high-level-talent-per-10k", "labour-contract-rate", "social-card-holding-rate"),
    }
    assert set(found["new"]) == {
        *("subsidised-training", "pension-contribution-rate", "basic-pension-insured", "unemployment-insured"),
        *("professional-certificates", "new-postdocs", "skill-certificates", "e-card-coverage", "service-praise-rate"),
    }


#: Tables 1 and 2 of Nanjing's document, row by row: what both have, with the targets as printed.
NANJING_CARRIED_ON = {
    "urban-new-jobs": ("〔70〕", "〔130〕", {"stronger"}),  # rows 1 and 1
    "new-entrepreneurs": ("〔6〕", "〔15〕", {"stronger"}),  # 5 and 4
    "new-insured-graduates": ("**", "50", set()),  # 8 and 6: ** is no target to be held against
    "registered-unemployment-rate": ("<4", "4以内", {"weaker"}),  # 9 and 3: 4 itself will do
    "work-injury-insured": ("270", "〔363〕", {"name", "stronger"}),  # 15 and 10: 城镇职工 is left out
    "skilled-per-10k-workers": ("880", "1180", {"stronger"}),  # 20 and 15
    "arbitration-closure-rate": ("≥94", "93", {"weaker"}),  # 22 and 16
    "mediation-success-rate": ("≥72", "65", {"weaker"}),  # 23 and 17
    "inspection-case-closure-rate": ("100", "98", {"name", "weaker"}),  # 24 and 18: 按期结案率, 结案率
}
NANJING_DROPPED = {
    "re-employed": "〔30〕",
    "hardship-re-employed": "5",
    "rural-transfer-employment-rate": "83",
    "startup-driven-jobs": "〔40〕",
    "student-entrepreneurs": "〔2〕",
    "graduate-employment-rate": "≥92",
    "skills-training": "〔150〕",
    "basic-pension-coverage-rate": "≥98",
    "basic-medical-coverage-rate": "≥98",
    "unemployment-insurance-coverage-rate": "≥98",
    "maternity-insured": "256",
    "professionals-total": "〔151〕",
    "professional-grade-shares": "14∶42∶44",
    "highly-skilled-total": "〔46〕",
    "labour-contract-rate": "≥99",
    "social-card-holding-rate": "≥99",
    "grassroots-staffing-rate": "100",
    "grassroots-certified-rate": "100",
}
NANJING_NEW = {
    "surveyed-unemployment-rate": "5左右",
    "unplaced-graduate-employment-rate": "95",
    "subsidised-training": "〔80〕",
    "basic-pension-insured": "〔420〕",
    "unemployment-insured": "〔350〕",
    "pension-contribution-rate": "90以上",
    "new-professionals": "〔30〕",
    "new-postdocs": "〔3000〕",
    "skill-certificates": "〔50〕",
    "e-card-coverage": "70以上",
    "service-praise-rate": "95",
}


def test_the_plans_of_nanjing_in_time(compare: Compare) -> None:
    """27 rows of table 1 and 20 of table 2: 9 in both, 18 and 11 in one of them."""
    rows: dict[str, dict[str, Any]] = {}
    for row in compare("nanjing", "--plan", "13fyp", "--with", "14fyp", *AS_OF)["rows"]:
        printed = tuple(target["target"]["printed"] for target in row["targets"] if target)
        rows.setdefault(row["relation"], {})[row["id"]] = (*printed, set(row["differences"]))
    assert rows["carried_on"] == NANJING_CARRIED_ON
    assert rows["dropped"] == {name: (printed, set()) for name, printed in NANJING_DROPPED.items()}
    assert rows["new"] == {name: (printed, set()) for name, printed in NANJING_NEW.items()}
    assert (len(NANJING_CARRIED_ON), len(NANJING_DROPPED), len(NANJING_NEW)) == (9, 18, 11)


def test_the_plan_before_is_the_one_compared_unless_another_is_named(compare: Compare) -> None:
    assert [plan["plan"] for plan in compare("suzhou", "--with", "14fyp")["plans"]] == ["13fyp", "14fyp"]


# --- refused ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("suzhou",), "two cities at least"),
        (("suzhou", "--with", "13fyp"), "no other plan"),
        (("suzhou", "--plan", "14fyp", "--with", "14fyp"), "no other plan"),
        (("suzhou", "--plan", "14fyp", "--with", "13fyp"), "use --plan 13fyp --with 14fyp"),
        (("suzhou", "nanjing", "--with", "14fyp"), "name one city"),
        (("suzhou", "nanjing", "--plan", "all"), "one plan of each city"),
        (("suzhou", "wuxi"), "wuxi"),
    ],
)
def test_what_cannot_be_compared_is_said(refused: Callable[..., str], args: tuple[str, ...], says: str) -> None:
    assert says in refused(*args)


FOLLOWING = """\
city: {id: suzhou, name: {zh: 苏州市}}
documents: {plan: {title: {zh: 规划}, state: draft}}
plans:
  - {id: 15fyp, title: {zh: 规划}, document: plan, state: draft, start: 2026-01-01, end: 2030-12-31, indicators: [ONE]}
"""
ONE = (
    "{id: work-injury-insured, name: {zh: 工伤保险参保人数}, unit: {zh: 万人}, kind: stock, better: higher, "
    'target: {printed: "700", where: 表1}}'
)


def test_plans_of_different_years_are_refused_with_the_plan_that_both_have(
    refused: Callable[..., str], compare: Compare, tmp_path: Path
) -> None:
    own = tmp_path / "15fyp.yaml"
    own.write_text(FOLLOWING.replace("ONE", ONE), encoding="utf-8")
    args = ("suzhou", "nanjing", "--targets", str(own), "--as-of", "2026-11-01")
    said = " ".join(refused(*args).split())
    assert "nanjing has no plan of 2026-2030 (15fyp); use --plan 14fyp" in said
    assert [plan["plan"] for plan in compare(*args, "--plan", "14fyp")["plans"]] == ["14fyp", "14fyp"]


# --- formats ----------------------------------------------------------------------------------------------------------


def test_a_row_of_csv_is_one_target(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", "suzhou", "nanjing", "--format", "csv", *AS_OF]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == 16 * 2 + 2 + 4
    first = rows[0]
    assert (first["city"], first["id"], first["relation"]) == ("suzhou", "urban-new-jobs", "shared")
    assert (first["strength_by"], first["strength_value"]) == ("amount", "-4.729881")


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("args", [("suzhou", "nanjing"), ("suzhou", "--with", "14fyp")])
def test_the_table_fits_the_terminal(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    args: tuple[str, ...],
    lang: str,
    width: int,
) -> None:
    import unicodedata

    monkeypatch.setenv("COLUMNS", str(width))
    assert run(["compare", *args, "--lang", lang]) == 0
    lines = capsys.readouterr().out.splitlines()
    cells = [sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line.rstrip()) for line in lines]
    assert max(cells) <= width


def test_an_own_plan_is_compared_with_a_shipped_one(compare: Compare, tmp_path: Path) -> None:
    """A city with a growth, a change and a target in words."""
    own = tmp_path / "wuxi.yaml"
    own.write_text(
        """\
city: {id: wuxi, name: {zh: 无锡市}}
documents: {plan: {title: {zh: 规划}, state: issued}}
plans:
  - id: 14fyp
    title: {zh: 规划}
    document: plan
    state: issued
    start: 2021-01-01
    end: 2025-12-31
    indicators:
      - id: income
        name: {zh: 居民人均可支配收入}
        unit: {zh: 元}
        kind: growth
        better: higher
        target: {printed: 年均增长7.5%左右, where: 表1}
        baseline: {printed: "50000", where: 表1}
      - id: coverage
        name: {zh: 参保率}
        unit: {zh: "%"}
        kind: change
        by: points
        better: higher
        target: {printed: 提高4个百分点, where: 表1}
        baseline: {printed: "91", where: 表1}
      - id: wages
        name: {zh: 工资}
        unit: {zh: 元}
        kind: stock
        better: higher
        target: {printed: 与经济增长基本同步, where: 表1, comparator: none}
""",
        encoding="utf-8",
    )
    report = compare("wuxi", "suzhou", "--targets", str(own))
    targets = {row["id"]: row["targets"][0] for row in report["rows"]}
    assert targets["income"]["strength"] == {"by": "growth", "value": 7.5, "against": 50000, "source": "表1"}
    assert targets["coverage"]["strength"] == {"by": "points", "value": 4, "against": 91, "source": "表1"}
    assert (targets["wages"]["strength"], targets["wages"]["status"]) == (None, "not_quantified")


# --- the schema -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("args", [("suzhou", "nanjing", "--scope", "all"), ("nanjing", "--with", "14fyp")])
def test_what_is_written_fits_its_schema(
    compare: Compare, capsys: pytest.CaptureFixture[str], args: tuple[str, ...]
) -> None:
    schema = json.loads(schema_text("compare"))
    check = jsonschema.validators.validator_for(schema)
    check(schema).validate(compare(*args))
    line = {"$schema": schema["$schema"], "$ref": "#/$defs/line", "$defs": schema["$defs"]}
    assert run(["compare", *args, "--format", "jsonl"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines
    for one in lines:
        check(line).validate(json.loads(one))


def test_the_words_of_the_schema_are_those_of_the_program() -> None:
    found = json.loads(schema_text("compare"))["$defs"]
    assert found["relation"]["enum"] == list(Relation)
    assert found["differences"]["items"]["enum"] == list(Difference)
    assert found["compared_target"]["properties"]["strength"]["properties"]["by"]["enum"] == list(Measure)
