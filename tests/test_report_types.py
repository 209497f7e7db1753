"""The declared types of records: every report is built as its type says, and the columns of CSV are those of the type.

mypy checks the keys; the tests below check the rest: the order of the keys, the values, and the schemas.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints, is_typeddict

import pytest
from builders import assess_of, day, indicator, observation, survey_of
from desk import LATER, Desk

from rsplan.audit.findings import Severity
from rsplan.audit.run import audit
from rsplan.calc.figure_formulas import DEFINITIONS
from rsplan.calc.forecast.scenario import Scenario
from rsplan.calc.verdict import Status
from rsplan.comparison import compare_cities
from rsplan.documents.document_file import read_document
from rsplan.journal.export import export_observations
from rsplan.journal.history import histories
from rsplan.model.bilingual import Text
from rsplan.model.enums import BOUND_SIGNS, Bound
from rsplan.read.plan_library import load
from rsplan.render.csv_writer import CsvColumn, columns_of, names_of
from rsplan.report.records.allocate import ALLOCATE_ROWS
from rsplan.report.records.audit import FINDING_ROWS, AuditReport, audit_record
from rsplan.report.records.changes import CHANGE_STEP_ROWS, CHANGES_ROWS
from rsplan.report.records.check import CHECK_ROWS, CheckReport, check_record
from rsplan.report.records.common import Rows
from rsplan.report.records.common_types import TextRecord
from rsplan.report.records.compare import COMPARE_ROWS, NARROW_COMPARE_ROWS, CompareReport, compare_record
from rsplan.report.records.due import DUE_ROWS
from rsplan.report.records.export import EXPORT_ROWS, ExportReport, export_record
from rsplan.report.records.forecast import FORECAST_LINES, FORECAST_ROWS, ForecastReport, forecast_record
from rsplan.report.records.import_ import IMPORT_ROWS, ImportReport, import_record
from rsplan.report.records.list_ import LIST_ROWS, ListReport, list_record
from rsplan.report.records.log import LOG_ROWS, LogReport, log_record
from rsplan.report.records.new import NEW_ROWS
from rsplan.report.records.pace import PACE_ROWS, PACE_YEAR_ROWS, PaceReport, pace_record
from rsplan.report.records.record import RECORD_ROWS, RecordReport, record_record
from rsplan.report.records.retract import RETRACT_ROWS
from rsplan.report.records.settings import SETTINGS_ROWS
from rsplan.report.records.show import NARROW_SHOW_ROWS, SHOW_ROWS, ShowReport, show_record
from rsplan.report.records.show_explain import EXPLAIN_ROWS, FIGURE_ROWS, ExplainReport, explain_record
from rsplan.report.records.status import STATUS_ROWS, status_record
from rsplan.report.records.status_narrow import NARROW_ROWS, NARROW_YEAR_ROWS
from rsplan.report.records.status_types import IndicatorRecord, PaceFigures, StatusReport
from rsplan.report.records.summary import SUMMARY_ROWS
from rsplan.report.records.task import TASK_ROWS
from rsplan.report.records.upgrade import UPGRADE_ROWS
from rsplan.report.records.verify import VERIFY_ROWS, VerifyReport, verify_record
from rsplan.report.tables.audit import SEVERITY_STYLES
from rsplan.report.tables.cells import IN_PERCENT, IN_UNITS, STATUS_SIGNS, STATUS_STYLES, STATUS_WIDTH
from rsplan.schemas.bundle import FOLDER, bundled, names
from rsplan.survey import ALL_PLANS, EvaluationContext, Filters, assess_all
from rsplan.table_import.figures_to_rows import ImportDefaults
from rsplan.table_import.importer import ImportRequest, import_table
from rsplan.text import LANGUAGES, catalogue
from rsplan.verify.verification import verify

#: The rows of JSON Lines by the schema whose `line` they are.
LINES: Mapping[str, Rows[Any, Any]] = {
    "status": STATUS_ROWS,
    "summary": SUMMARY_ROWS,
    "pace": PACE_ROWS,
    "forecast": FORECAST_LINES,
    "allocate": ALLOCATE_ROWS,
    "list": LIST_ROWS,
    "compare": COMPARE_ROWS,
    "show": SHOW_ROWS,
    "explain": EXPLAIN_ROWS,
    "record": RECORD_ROWS,
    "task": TASK_ROWS,
    "changes": CHANGES_ROWS,
    "due": DUE_ROWS,
    "log": LOG_ROWS,
    "retract": RETRACT_ROWS,
    "upgrade": UPGRADE_ROWS,
    "new": NEW_ROWS,
    "settings": SETTINGS_ROWS,
    "import": IMPORT_ROWS,
    "export": EXPORT_ROWS,
    "audit": FINDING_ROWS,
    "verify": VERIFY_ROWS,
    "check": CHECK_ROWS,
}

#: The rows of CSV; some have others than in JSON Lines, and `export` writes the data file itself.
CSV_ROWS: Mapping[str, Rows[Any, Any]] = {
    name: rows
    for name, rows in LINES.items()
    if name not in ("summary", "pace", "forecast", "explain", "export", "changes")
} | {
    "pace by year": PACE_YEAR_ROWS,
    "forecast by scenario": FORECAST_ROWS,
    "status as shown": NARROW_ROWS,
    "status of a year as shown": NARROW_YEAR_ROWS,
    "show as shown": NARROW_SHOW_ROWS,
    "compare as shown": NARROW_COMPARE_ROWS,
    "explain by figure": FIGURE_ROWS,
    "changes by step": CHANGE_STEP_ROWS,
}


def unlike(value: object, kind: Any, at: str = "$") -> Iterator[str]:
    """Every place where the value is not of the declared type, or its keys are not in the declared order."""
    kinds = get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)
    if not any(_plainly(value, one) for one in kinds):
        yield f"{at}: {value!r} is no {kind}"
    for inner_kind in kinds:
        if is_typeddict(inner_kind) and isinstance(value, dict):
            hints = get_type_hints(inner_kind)
            if list(value) != list(hints):
                yield f"{at}: {list(value)} are not {list(hints)}"
                return
            for key, inner in hints.items():
                yield from unlike(value[key], inner, f"{at}.{key}")
        elif get_origin(inner_kind) in (list, Iterable) and isinstance(value, list):
            for index, member in enumerate(value):
                yield from unlike(member, get_args(inner_kind)[0], f"{at}[{index}]")
        elif get_origin(inner_kind) is Mapping and isinstance(value, Mapping):
            for key, member in value.items():
                yield from unlike(member, get_args(inner_kind)[1], f"{at}.{key}")


def _plainly(value: object, kind: Any) -> bool:
    """Whether the value is of the type, apart from its members; a boolean is no integer."""
    if is_typeddict(kind):
        return type(value) is dict
    if kind is int:
        return type(value) is int
    origin = get_origin(kind) or kind
    return isinstance(value, origin) and (origin is not Iterable or not isinstance(value, str))


@pytest.mark.parametrize("as_of", ["2015-01-01", "2018-06-30", "2023-06-30", "2026-11-21"])
def test_the_reports_of_the_shipped_plans_are_of_their_types(as_of: str) -> None:
    library = load()
    filters = Filters(every_scope=True)
    survey = assess_all(library, EvaluationContext(day(as_of)), (ALL_PLANS,), filters)
    of_year = assess_all(library, EvaluationContext(day(as_of)), (), filters, year=2023)
    plans = [(plan, list(plan.indicators)) for plan in library.plans]
    audited = audit(library, EvaluationContext(day(as_of)), (ALL_PLANS,), filters)
    compared = compare_cities(library, EvaluationContext(day(as_of)), (), ("14fyp",), filters)
    reports: list[tuple[object, Any]] = [
        (status_record(survey), StatusReport),
        (status_record(of_year), StatusReport),
        (pace_record(survey), PaceReport),
        (forecast_record(survey, [Scenario("x")]), ForecastReport),
        (show_record(survey), ShowReport),
        (explain_record(survey), ExplainReport),
        (list_record(plans, library.inputs), ListReport),
        (compare_record(compared), CompareReport),
        (audit_record(audited), AuditReport),
    ]
    for report, kind in reports:
        assert next(unlike(report, kind), None) is None


def test_the_reports_of_an_own_data_file_are_of_their_types(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.record("jobs 2021 12.5", published="2022-01-20")
    recorded = desk.record("jobs 2021 11.5", published="2022-06-01", note="census")
    table = tmp_path / "table.csv"
    table.write_text("indicator,period,value,note\njobs,2021,10,n\njobs,2022,x,\njobs,2023,12,\n", encoding="utf-8")
    request = ImportRequest(str(table), day("2026-06-30"), defaults=ImportDefaults("linhai"))
    imported = import_table(request, desk.inputs(), partial=True, dry_run=True)
    assert imported.problems
    library = desk.loaded()
    known = histories(library, LATER, ("all",), "linhai", "jobs")
    observations = list(export_observations(library, library.plans, (), None, within=False))
    reports: list[tuple[object, Any]] = [
        (record_record(recorded), RecordReport),
        (log_record(known, LATER, library.inputs), LogReport),
        (import_record(imported, "zh"), ImportReport),
        (check_record(imported.problems, "en", library.inputs), CheckReport),
        (export_record(observations, library.inputs), ExportReport),
    ]
    for report, kind in reports:
        assert next(unlike(report, kind), None) is None


def test_the_report_of_a_plan_document_is_of_its_type() -> None:
    example = Path(__file__).parents[1] / "docs" / "examples" / "verify"
    library = load([f"{example}.yaml"], cities=("example",))
    report = verify_record(verify(library, read_document(f"{example}.txt")))
    assert report["unclaimed"]
    assert next(unlike(report, VerifyReport), None) is None


def test_a_key_a_value_or_an_order_that_the_type_does_not_have_is_seen() -> None:
    """Else the test above would say nothing."""
    report = dict(status_record(survey_of(assess_of(indicator(), observation("2021", "3"), as_of="2021-12-31"))))
    assert [*unlike(report, StatusReport)] == []
    assert [*unlike(report | {"more": 1}, StatusReport)]
    assert [*unlike(report | {"as_of": None}, StatusReport)]
    assert [*unlike(dict(reversed(report.items())), StatusReport)]


@pytest.mark.parametrize("name", CSV_ROWS)
def test_the_columns_of_csv_follow_from_the_type_and_have_different_names(name: str) -> None:
    columns = names_of(columns_of(CSV_ROWS[name].row()))
    assert len(columns) == len(set(columns)) > 3


def test_a_record_that_may_be_null_has_its_columns() -> None:
    columns = names_of(columns_of(RECORD_ROWS.row()))
    assert {"before_actual_value", "before_actual_missing", "after_actual_value", "target_revised_from_reason_zh"} <= {
        *columns
    }
    assert "before_actual" not in columns


@pytest.mark.parametrize("name", LINES)
def test_a_line_has_the_keys_of_its_schema(name: str) -> None:
    assert set(get_type_hints(LINES[name].row())) == set(_properties(name))


def _keys_of(columns: Iterable[CsvColumn]) -> Iterator[str]:
    """The keys of the columns, and of those within them."""
    for column in columns:
        yield column.key
        yield from _keys_of(column.columns)


def csv_keys() -> set[str]:
    """The keys that lead to any column of any CSV, and the word of a share."""
    return {key for rows in CSV_ROWS.values() for key in _keys_of(columns_of(rows.row()))} | {"share"}


def test_every_column_of_csv_has_a_heading_in_words() -> None:
    """A column is named after the keys that lead to it; each of them has a word in both languages."""
    known = {key.removeprefix("csv.") for key in catalogue("zh") if key.startswith("csv.")}
    assert csv_keys() == known


@pytest.mark.parametrize("name", CSV_ROWS)
def test_the_narrow_columns_are_columns(name: str) -> None:
    rows = CSV_ROWS[name]
    assert set(rows.narrow) <= set(names_of(columns_of(rows.row())))


def test_every_output_with_a_schema_has_rows() -> None:
    assert set(LINES) == set(names()) - {"targets", "observations"}


def _properties(name: str) -> Iterator[str]:
    """The keys of the line of a schema, those of the definitions that it builds on included."""
    schema = bundled(_read(name))

    def keys(part: Any) -> Iterator[str]:
        if "$ref" in part:
            yield from keys(schema["$defs"][part["$ref"].removeprefix("#/$defs/")])
        for inner in (one for word in ("allOf", "oneOf", "anyOf") for one in part.get(word, ())):
            yield from keys(inner)
        yield from part.get("properties", {})

    return keys(schema["$defs"]["line"])


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    return found


def test_every_figure_has_a_place_in_the_record_of_its_indicator() -> None:
    keys = get_type_hints(IndicatorRecord).keys() | get_type_hints(PaceFigures).keys()
    assert {name for name, _ in DEFINITIONS} <= keys


# --- tables that have an entry for every member ----------------------------------------------------------------------


def test_every_language_has_its_texts_in_files_and_records_and_its_width_in_tables() -> None:
    assert Text._fields == LANGUAGES
    assert tuple(get_type_hints(TextRecord)) == LANGUAGES
    assert tuple(STATUS_WIDTH) == LANGUAGES


def test_every_bound_has_a_sign() -> None:
    assert tuple(BOUND_SIGNS) == tuple(Bound)
    assert [BOUND_SIGNS[bound] for bound in (Bound.EXACT, Bound.AT_LEAST, Bound.AT_MOST)] == ["", "≥", "≤"]


def test_every_verdict_and_every_severity_has_its_emphasis() -> None:
    assert STATUS_STYLES.keys() == STATUS_SIGNS.keys() == set(Status)
    assert SEVERITY_STYLES.keys() == set(Severity)


def test_every_figure_is_shown_in_per_cent_or_in_its_unit() -> None:
    assert IN_PERCENT.isdisjoint(IN_UNITS)
    assert {*(name for name, _ in DEFINITIONS), "reach_months"} == IN_PERCENT | IN_UNITS
