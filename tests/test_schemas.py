"""Outputs and inputs against their JSON Schemas, by a validator that is no part of the program."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
import yaml

from rsplan.audit.findings import Severity
from rsplan.audit.recomputed_rates import RateRule
from rsplan.calc.verdict import Status
from rsplan.cli.program import COMMANDS as COMMANDS_OF_PROGRAM
from rsplan.cli.program import program, run
from rsplan.errors import InvalidInput, RsplanError
from rsplan.model import enums
from rsplan.read.csv_format import KNOWN_COLUMNS, REQUIRED
from rsplan.read.plan_library import load
from rsplan.read.yaml_nodes import Nodes
from rsplan.read.yaml_target_file import read_targets
from rsplan.render.json_writer import json_text
from rsplan.report.records.common import Rows
from rsplan.report.records.show import SHOW_ROWS, show_record
from rsplan.report.records.show_explain import EXPLAIN_ROWS, explain_record
from rsplan.report.records.status import status_record
from rsplan.schemas.bundle import FOLDER, names, schema_text
from rsplan.survey import ALL_PLANS, CompleteSurvey, EvaluationContext, Filters, assess_all
from rsplan.verify.lookup import LookupState, MismatchReason
from rsplan.verify.quotations import QuotationKind
from rsplan.verify.unclaimed import Rank

Schema = dict[str, Any]

ROOT = Path(__file__).parents[1]
TARGETS = sorted((ROOT / "targets").glob("*.yaml"))
INPUTS = ("targets", "observations")
OUTPUTS = [name for name in names() if name not in INPUTS]
DAYS = ("2015-12-31", "2018-12-31", "2020-12-31", "2023-06-30", "2026-11-21")
COMMANDS = ("status", "pace", "forecast", "list")


def schema_of(name: str) -> Schema:
    found: Schema = json.loads(schema_text(name))
    return found


def validator(schema: Schema) -> Any:
    return jsonschema.validators.validator_for(schema)(schema)


def line_of(name: str) -> Schema:
    """The schema of one line of JSON Lines."""
    schema = schema_of(name)
    return {"$schema": schema["$schema"], "$ref": "#/$defs/line", "$defs": schema["$defs"]}


def output(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    assert run(args) in (0, 1)
    return capsys.readouterr().out


# ----------------------------------------------------------------------------------------------------------------------
# The schemas themselves


def test_every_command_that_prints_json_has_a_schema() -> None:
    for name in COMMANDS_OF_PROGRAM:
        command = program("en").get_command(click.Context(click.Command("rsplan")), name)
        assert command is not None
        if any(option.name == "format_" for option in command.params):
            assert name in names()


@pytest.mark.parametrize("name", names())
def test_each_schema_is_a_valid_schema(name: str) -> None:
    schema = schema_of(name)
    jsonschema.validators.validator_for(schema).check_schema(schema)


def test_inputs_have_the_draft_that_editors_know_and_outputs_the_current_one() -> None:
    drafts = {name: schema_of(name)["$schema"] for name in names()}
    assert {drafts[name] for name in INPUTS} == {"http://json-schema.org/draft-07/schema#"}
    assert {drafts[name] for name in OUTPUTS} == {"https://json-schema.org/draft/2020-12/schema"}


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "$ref":
                yield value
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


@pytest.mark.parametrize("name", names())
def test_a_printed_schema_needs_no_other_file_and_holds_nothing_unused(name: str) -> None:
    schema = schema_of(name)
    section = "definitions" if name in INPUTS else "$defs"
    found = {ref.removeprefix(f"#/{section}/") for ref in references(schema)}
    assert found | {"line"} - found >= set(schema.get(section, {})) >= found


def test_the_definitions_of_one_output_do_not_shadow_the_shared_ones() -> None:
    common = json.loads((FOLDER / "common.schema.json").read_text(encoding="utf-8"))["$defs"]
    for name in OUTPUTS:
        own = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8")).get("$defs", {})
        assert not set(own) & set(common)


def words(kind: type[StrEnum], *, without: str = "") -> list[str]:
    return [str(one) for one in kind if str(one) != without]


def test_the_words_of_the_schemas_are_those_of_the_program() -> None:
    shared = schema_of("show")["$defs"]
    assert shared["status"]["enum"] == words(Status)
    assert shared["kind"]["enum"] == words(enums.Kind)
    assert shared["bound"]["enum"] == words(enums.Bound)
    assert shared["basis"]["enum"] == words(enums.Basis)
    assert shared["scope"]["enum"] == words(enums.Scope)
    assert shared["target"]["properties"]["comparator"]["enum"] == words(enums.Comparator)
    own = schema_of("targets")["definitions"]
    indicator, observation = own["indicator"]["properties"], own["observation"]["properties"]
    assert own["comparator"]["enum"] == words(enums.Comparator)
    assert own["state"]["enum"] == words(enums.State)
    assert indicator["kind"]["enum"] == words(enums.Kind)
    assert indicator["better"]["enum"] == words(enums.Better)
    assert indicator["nature"]["enum"] == words(enums.Nature)
    assert indicator["scope"]["enum"] == words(enums.Scope)
    assert observation["basis"]["enum"] == words(enums.Basis)
    assert observation["bound"]["enum"] == words(enums.Bound, without="unknown")


def test_the_words_of_audit_and_verify_are_those_of_the_program() -> None:
    audit, look_up = schema_of("audit")["$defs"], schema_of("verify")
    assert audit["finding"]["properties"]["severity"]["enum"] == words(Severity)
    assert audit["rule"]["enum"] == words(RateRule)
    properties = look_up["$defs"]["lookup"]["properties"]
    assert properties["what"]["enum"] == words(QuotationKind)
    assert properties["state"]["enum"] == words(LookupState)
    assert properties["lack"]["enum"] == [*words(MismatchReason), None]
    ranks = look_up["properties"]["unclaimed"]["items"]["properties"]["rank"]["enum"]
    assert ranks == [rank.name.lower() for rank in Rank]


def objects(part: Any) -> Iterator[Schema]:
    """Every object of the input schema with closed keys."""
    if isinstance(part, dict):
        if part.get("additionalProperties") is False:
            yield part
        for value in part.values():
            yield from objects(value)
    elif isinstance(part, list):
        for value in part:
            yield from objects(value)


def test_every_key_of_the_target_schema_says_what_it_is() -> None:
    schema = schema_of("targets")
    for node in objects(schema):
        for key, part in node["properties"].items():
            target = schema["definitions"][part["$ref"].split("/")[-1]] if "$ref" in part else part
            assert "description" in target, key


# ----------------------------------------------------------------------------------------------------------------------
# Outputs


def undocumented(value: Any, schema: Schema, whole: Schema) -> set[str]:
    """The keys of the value that the schema does not name, at any depth."""
    parts = list(branches(schema, whole))
    found: set[str] = set()
    if isinstance(value, dict):
        properties: dict[str, list[Schema]] = {}
        anything = [
            part["additionalProperties"] for part in parts if isinstance(part.get("additionalProperties"), dict)
        ]
        for part in parts:
            for key, inner in part.get("properties", {}).items():
                properties.setdefault(key, []).append(inner)
        for key, inner in value.items():
            if key in properties or anything:
                found |= undocumented(inner, {"allOf": properties.get(key, anything)}, whole)
            else:
                found.add(key)
    elif isinstance(value, list):
        items = [part["items"] for part in parts if "items" in part]
        for inner in value:
            found |= undocumented(inner, {"allOf": items}, whole)
    return found


def branches(schema: Schema, whole: Schema) -> Iterator[Schema]:
    """The schema with those that it takes in; conditions name no keys of their own."""
    yield schema
    if "$ref" in schema:
        yield from branches(whole["$defs"][schema["$ref"].split("/")[-1]], whole)
    for part in (*schema.get("allOf", ()), *schema.get("anyOf", ())):
        yield from branches(part, whole)


def required_where_named(schema: Any) -> Iterator[str]:
    """Keys that an output schema names beside `required` without requiring them."""
    if isinstance(schema, dict):
        if "properties" in schema and "required" in schema:
            yield from set(schema["properties"]) - set(schema["required"])
        for value in schema.values():
            yield from required_where_named(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from required_where_named(value)


@pytest.mark.parametrize("name", OUTPUTS)
def test_every_key_that_an_output_schema_names_is_always_there(name: str) -> None:
    assert not list(required_where_named(schema_of(name)))


def check(value: Any, name: str) -> None:
    schema = schema_of(name)
    validator(schema).validate(value)
    assert not undocumented(value, schema, schema)


@pytest.mark.slow
@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("name", COMMANDS)
def test_reports_are_what_their_schema_says_in_either_language(
    capsys: pytest.CaptureFixture[str], name: str, day: str
) -> None:
    args = (name, "--plan", "all", "--scope", "all", "--as-of", day, "--format")
    printed = output(capsys, *args, "json", "--lang", "zh")
    assert printed == output(capsys, *args, "json", "--lang", "en")
    found = json.loads(printed)
    assert sum(len(plan["indicators"]) for plan in found["plans"]) > 100
    check(found, name)
    lines = output(capsys, *args, "jsonl").splitlines()
    assert len(lines) == sum(len(plan["indicators"]) for plan in found["plans"])
    checker = validator(line_of(name))
    for line in lines:
        checker.validate(json.loads(line))


@pytest.mark.parametrize("name", COMMANDS)
def test_reports_of_nothing_are_what_their_schema_says(capsys: pytest.CaptureFixture[str], name: str) -> None:
    args = (name, "--nature", "binding", "--kind", "composition", "--plan", "all")
    check(json.loads(output(capsys, *args, "--format", "json")), name)
    assert output(capsys, *args, "--format", "jsonl") == ""


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("summary", ("status", "--summary", "--plan", "all", "--as-of", "2023-06-30", "--year", "2023")),
        ("summary", ("status", "--summary", "--as-of", "2023-06-30")),
        ("due", ("due", "--as-of", "2024-06-30")),
        ("changes", ("changes", "--since", "2023-01-31", "--until", "2025-01-31")),
    ],
)
def test_the_reports_of_the_month_are_what_their_schema_says(
    capsys: pytest.CaptureFixture[str], name: str, args: tuple[str, ...]
) -> None:
    found = json.loads(output(capsys, *args, "--format", "json"))
    check(found, name)
    checker = validator(line_of(name))
    lines = output(capsys, *args, "--format", "jsonl").splitlines()
    assert lines
    for line in lines:
        checker.validate(json.loads(line))


def test_a_task_and_what_it_replaces_are_what_the_schema_says(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for value in ("17", "18"):
        args = ("task", "suzhou", "urban-new-jobs", "2023", value, "--source", "s", "--format", "json")
        check(json.loads(output(capsys, *args)), "task")
    year = output(capsys, "status", "--city", "suzhou", "--year", "2023", "--as-of", "2023-12-31", "--format", "json")
    check(json.loads(year), "status")
    check(json.loads(output(capsys, "pace", "--city", "suzhou", "--as-of", "2023-12-31", "--format", "json")), "pace")
    shown = ("show", "suzhou", "urban-new-jobs", "--year", "2023", "--as-of", "2023-12-31", "--format", "json")
    check(json.loads(output(capsys, *shown)), "show")
    check(json.loads(output(capsys, *shown, "--explain")), "explain")


@pytest.mark.parametrize("year", ["2023", "2025"])
def test_a_year_asked_for_is_what_the_schema_says(capsys: pytest.CaptureFixture[str], year: str) -> None:
    args = ("status", "--year", year, "--scope", "all", "--as-of", f"{year}-12-31", "--format")
    found = json.loads(output(capsys, *args, "json"))
    assert {one["year"]["year"] for plan in found["plans"] for one in plan["indicators"]} == {int(year)}
    check(found, "status")
    for line in output(capsys, *args, "jsonl").splitlines():
        validator(line_of("status")).validate(json.loads(line))


@pytest.mark.parametrize("option", [("--known-on", "2021-06-30"), ("--no-published",), ("--slack", "2.5")])
def test_reports_with_other_options_are_what_their_schema_says(
    capsys: pytest.CaptureFixture[str], option: tuple[str, ...]
) -> None:
    for name in ("status", "pace"):
        args = (name, "--plan", "all", "--as-of", "2023-12-31", "--format", "json")
        check(json.loads(output(capsys, *args, *option)), name)


def alone(survey: CompleteSurvey) -> Iterator[CompleteSurvey]:
    """Each indicator of the survey as `rsplan show` has it."""
    for found in survey.plans:
        for assessment in found.assessments:
            yield survey._replace(plans=(found._replace(assessments=(assessment,)),))


def as_read(record: Mapping[str, object]) -> Any:
    return json.loads(json_text(record))


@pytest.mark.slow
@pytest.mark.parametrize("day", ["2020-12-31", "2023-06-30", "2026-11-21"])
def test_every_indicator_shown_and_explained_is_what_its_schema_says(day: str) -> None:
    survey = assess_all(load(), EvaluationContext(date.fromisoformat(day)), (ALL_PLANS,), Filters(every_scope=True))
    reports: list[tuple[str, Callable[[CompleteSurvey], Any], Rows[Any, Any]]] = [
        ("show", show_record, SHOW_ROWS),
        ("explain", explain_record, EXPLAIN_ROWS),
    ]
    for name, record, rows in reports:
        schema = schema_of(name)
        whole, line = validator(schema), validator(line_of(name))
        for found_alone in alone(survey):
            report = record(found_alone)
            found = as_read(report)
            whole.validate(found)
            assert not undocumented(found, schema, schema)
            for row in rows.of(report):
                line.validate(as_read(row))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_commands_print_what_is_shown_and_explained(capsys: pytest.CaptureFixture[str], lang: str) -> None:
    args = ("show", "suzhou", "urban-new-jobs", "--plan", "all", "--lang", lang)
    for name, option in (("show", ()), ("explain", ("--explain",))):
        check(json.loads(output(capsys, *args, *option, "--format", "json")), name)
        lines = output(capsys, *args, *option, "--format", "jsonl").splitlines()
        assert [json.loads(line)["plan"] for line in lines] == ["13fyp", "14fyp"]
        for line in lines:
            validator(line_of(name)).validate(json.loads(line))


@pytest.mark.parametrize("options", [(), ("--plan", "13fyp", "--ignore", "RS101,RS401"), ("--city", "suzhou")])
def test_the_audit_is_what_its_schema_says(capsys: pytest.CaptureFixture[str], options: tuple[str, ...]) -> None:
    args = ("audit", "--scope", "all", "--as-of", "2026-11-21", *options, "--format")
    printed = output(capsys, *args, "json", "--lang", "zh")
    assert printed == output(capsys, *args, "json", "--lang", "en")
    found = json.loads(printed)
    check(found, "audit")
    lines = output(capsys, *args, "jsonl").splitlines()
    assert len(lines) == len(found["findings"]) + len(found["accepted"])
    for line in lines:
        validator(line_of("audit")).validate(json.loads(line))


@pytest.mark.parametrize("options", [(), ("--city", "nanjing", "--known-on", "2021-12-31"), ("--no-published",)])
def test_what_is_handed_on_is_what_its_schema_says(
    capsys: pytest.CaptureFixture[str], options: tuple[str, ...]
) -> None:
    found = json.loads(output(capsys, "export", *options, "--format", "json"))
    check(found, "export")
    lines = output(capsys, "export", *options, "--format", "jsonl").splitlines()
    assert [json.loads(line) for line in lines] == found["observations"]
    for line in lines:
        validator(line_of("export")).validate(json.loads(line))


TABLE = """\
城市,指标,期间,数值,备注
苏州市,城镇新增就业人数,2022年,21.5,甲
苏州市,城镇新增就业人数,2023年,23.18,乙
苏州市,没有的指标,2022年,3,丙
苏州市,城镇登记失业率,2022年,,丁
"""


@pytest.mark.parametrize("options", [("--partial",), ("--partial", "--dry-run"), ()])
def test_what_was_imported_is_what_its_schema_says(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, options: tuple[str, ...]
) -> None:
    table, own = tmp_path / "table.csv", tmp_path / "own.csv"
    table.write_text(TABLE, encoding="utf-8")
    args = ("import", str(table), "--city", "suzhou", "--data", str(own), *options, "--format")
    refused = 0 if options else 2
    assert run([*args, "json"]) == refused
    found = json.loads(capsys.readouterr().out)
    check(found, "import")
    assert found["written"] is (options == ("--partial",))
    assert run([*args, "jsonl"]) == refused
    for line in capsys.readouterr().out.splitlines():
        validator(line_of("import")).validate(json.loads(line))


@pytest.mark.parametrize("indicator", ["urban-new-jobs", "basic-pension-coverage-rate"])
def test_the_log_is_what_its_schema_says(capsys: pytest.CaptureFixture[str], indicator: str) -> None:
    args = ("log", "nanjing", indicator, "--plan", "all", "--as-of", "2026-11-21", "--format")
    found = json.loads(output(capsys, *args, "json"))
    check(found, "log")
    lines = output(capsys, *args, "jsonl").splitlines()
    assert len(lines) == sum(len(one["entries"]) for plan in found["plans"] for one in plan["indicators"])
    for line in lines:
        validator(line_of("log")).validate(json.loads(line))


def test_a_revision_in_the_log_is_what_its_schema_says(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "linhai.yaml"
    file.write_text(FULL, encoding="utf-8")
    args = ("log", "linhai", "new-jobs", "--targets", str(file), "--as-of", "2024-12-31", "--format", "json")
    found = json.loads(output(capsys, *args))
    check(found, "log")
    assert {one["event"] for one in found["plans"][0]["indicators"][0]["entries"]} == {"observation", "target"}


@pytest.mark.parametrize("option", [(), ("--dry-run",)])
def test_what_was_recorded_is_what_its_schema_says(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, option: tuple[str, ...]
) -> None:
    entry = ("record", "suzhou", "urban-new-jobs", "2022", "21.5", "--source", "公报", "--published", "2023-02")
    args = (*entry, "--data", str(tmp_path / "own.csv"), "--as-of", "2026-11-21", *option, "--format")
    check(json.loads(output(capsys, *args, "json")), "record")
    (tmp_path / "own.csv").unlink(missing_ok=True)
    for line in output(capsys, *args, "jsonl").splitlines():
        validator(line_of("record")).validate(json.loads(line))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "南京市“十四五”规划\n一、基础\n（一）成效\n城镇新增就业142.85万人。\n二、目标\n新增专业技术人才达999万人以上。\n",
    ],
)
def test_the_look_up_in_a_document_is_what_its_schema_says(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str
) -> None:
    document = tmp_path / "plan.txt"
    document.write_text(text or "-\n", encoding="utf-8")
    args = ("verify", "--city", "nanjing", "--plan", "all", "--document", str(document), "--format")
    found = json.loads(output(capsys, *args, "json"))
    check(found, "verify")
    lines = output(capsys, *args, "jsonl").splitlines()
    assert len(lines) == len(found["lookups"]) + len(found["unclaimed"])
    for line in lines:
        validator(line_of("verify")).validate(json.loads(line))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_wrong_with_a_file_is_what_its_schema_says(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, lang: str
) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("city: {id: Linhai}\nplan: []\n", encoding="utf-8")
    for files, valid in (((), True), ((str(bad),), False)):
        found = json.loads(output(capsys, "check", *files, "--lang", lang, "--format", "json"))
        check(found, "check")
        assert (not found["problems"]) is valid is bool(found["inputs"])
        for line in output(capsys, "check", *files, "--lang", lang, "--format", "jsonl").splitlines():
            validator(line_of("check")).validate(json.loads(line))


def test_problems_on_standard_error_are_what_the_schema_says(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("indicator,period,value\nurban-new-jobs,2024,x\n", encoding="utf-8")
    assert run(["status", "--city", "suzhou", "--data", str(bad), "--format", "json"]) == 2
    check(json.loads(capsys.readouterr().err), "check")


def status_report() -> Any:
    return as_read(status_record(assess_all(load(), EvaluationContext(date(2020, 12, 31)), ("13fyp",))))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("status", "done"),
        ("pass", None),
        ("completion_rate", "0.5"),
        ("elapsed", True),
        ("kind", "sum"),
        ("number", 1),
        ("reached_on", "2023"),
        ("notes", ["text"]),
        ("target", None),
        ("stale", None),
    ],
)
def test_a_value_of_another_type_is_found(key: str, value: Any) -> None:
    report = status_report()
    record = next(one for one in report["plans"][0]["indicators"] if one["actual"] and one["status"] == "met")
    record[key] = value
    assert not validator(schema_of("status")).is_valid(report)


@pytest.mark.parametrize("key", ["id", "actual", "completion_rate", "pace", "status", "number", "limit"])
def test_a_missing_key_is_found(key: str) -> None:
    report = status_report()
    record = report["plans"][0]["indicators"][0]
    del (record["target"] if key == "limit" else record)[key]
    assert not validator(schema_of("status")).is_valid(report)


def test_a_key_that_is_new_is_no_error() -> None:
    report = status_report()
    report["plans"][0]["indicators"][0]["district"] = "gusu"
    assert validator(schema_of("status")).is_valid(report)


# ----------------------------------------------------------------------------------------------------------------------
# Target files, as an editor sees them: YAML 1.2, in which 2016-01-01 is text and 70 is a number

_INTEGER = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


def plain(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {plain(key): plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain(one) for one in node.value]
    text = str(node.value)
    if not isinstance(node, yaml.ScalarNode) or node.style:
        return text
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


def as_edited(text: str) -> Any:
    root = yaml.compose(text, yaml.SafeLoader)
    assert root is not None
    return plain(root)


def accepted(text: str) -> tuple[bool, bool]:
    """Whether the reader and whether the schema accept the target file."""
    try:
        read_targets("linhai.yaml", text.encode())
        read = True
    except InvalidInput:
        read = False
    return read, bool(validator(schema_of("targets")).is_valid(as_edited(text)))


@pytest.mark.parametrize("file", TARGETS, ids=lambda file: file.name)
def test_the_shipped_plans_are_what_the_schema_says(file: Path) -> None:
    validator(schema_of("targets")).validate(as_edited(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("file", TARGETS, ids=lambda file: file.name)
def test_the_first_line_of_a_target_file_leads_editors_to_the_schema(file: Path) -> None:
    first = file.read_text(encoding="utf-8").split("\n", 1)[0]
    path = first.removeprefix("# yaml-language-server: $schema=")
    assert (file.parent / path).resolve() == FOLDER / "targets.schema.json"


FULL = """\
city: {id: linhai, name: {zh: 临海市, en: Linhai}}
documents:
  plan:
    title: {zh: 规划, en: Plan}
    issuer: {zh: 市政府, en: City government}
    state: issued
    date: 2021-11-15
    number: 〔2021〕15号
    note: {zh: 注, en: note}
plans:
  - id: 13fyp
    title: {zh: 上期, en: Before}
    document: plan
    state: issued
    start: 2016-01-01
    end: 2020-12-31
    indicators:
      - id: insured
        name: {zh: 参保人数, en: Insured}
        unit: {zh: 万人, en: persons}
        kind: stock
        better: higher
        target: {printed: 80以上, where: 表1}
        result: {printed: "90", where: 表1, period: 2020, completion: 112.5%, note: {zh: 注, en: note}}
  - id: 14fyp
    title: {zh: 规划, en: Plan}
    document: plan
    state: draft
    start: 2021-01-01
    end: 2025-12-31
    parents: [{zh: 省规划, en: Provincial plan}]
    note: {zh: 注, en: note}
    groups: [{id: jobs, zh: 就业, en: Jobs}]
    footnotes: [{mark: 〔〕, where: 备注1, means: cumulative, note: {zh: 注, en: note}}]
    claims: [{printed: 均已完成, where: 一, means: all_met}]
    part_of: {city: jiangsu, plan: 14fyp}
    accepted: [{code: RS203, indicator: insured, reason: {zh: 已核对, en: checked}, date: 2026-11-21}]
    indicators:
      - id: new-jobs
        number: 1
        scope: headline
        group: jobs
        name: {zh: 新增就业, en: New jobs}
        footnote: ①
        unit: {zh: 万人, en: persons}
        nature: binding
        kind: cumulative
        better: higher
        completion: ratio
        target: {printed: 〔100〕, where: 表2, comparator: at_least, value: 100, note: {zh: 注, en: note}}
        revised:
          - printed: "5左右"
            where: 二
            date: 2023-01-01
            published: 2023-02
            reason: {zh: 中期, en: midterm}
            source: 评估
            comparator: about
            value: 5.0
            high: 6
            tolerance: 0.25
            hold: true
            note: {zh: 注, en: note}
        statements: [{printed: 100万人, where: 二, name: 就业, note: {zh: 注, en: note}}]
        reported: [{printed: 100万人, where: 一}]
        earlier: {printed: "[95]", where: 表1, date: 2020-12-31, growth: {printed: 5.26%, where: 一}}
        milestones: [{year: 2021, value: 20, source: 年度计划, note: {zh: 注, en: note}}]
        observed:
          - period: 2021-01/2021-05
            value: 12.5
            basis: ytd
            bound: at_least
            provisional: true
            printed: 超12.5万
            where: 一
            published: 2021-06
            source: 公报
            via: press
            entered: 2021-07-01
            note: {zh: 注, en: note}
        breaks: [{from: 2022-03, reason: {zh: 口径, en: scope}, declared: true}, {from: 2024, reason: {zh: 疑, en: x}}]
        note: {zh: 注, en: note}
      - id: insured
        name: {zh: 参保人数, en: Insured}
        unit: {zh: 万人, en: persons}
        kind: stock
        better: higher
        target: {printed: 5—6, where: 表2, hold: false}
        baseline: {result_of: 13fyp, indicator: insured, note: {zh: 注, en: note}}
      - id: rate
        name: {zh: 比率, en: Rate}
        unit: {zh: "%", en: "%"}
        kind: rate
        better: lower
        target: {printed: 5左右, where: 表2, tolerance: 0.5}
        baseline: {printed: 4.8%, where: 一, date: 2020-12-31}
        judged: year_end
        signed: true
        observed: [{period: 2021, value: 4.9, basis: mean, source: 公报}]
      - id: grades
        scope: text
        name: {zh: 比例, en: Shares}
        unit: {zh: "%", en: "%"}
        kind: composition
        better: higher
        target: {printed: 14∶42∶44, where: 二, value: [14, 42, 44]}
        observed: [{period: 2021-12-31, value: [13, 41, 46], source: 公报}]
      - id: added
        name: {zh: 新增, en: Added}
        unit: {zh: 个, en: items}
        kind: stock
        better: higher
        target: {printed: "**", where: 表2}
        result: {printed: ""}
      - id: compared
        name: {zh: 比率二, en: Second rate}
        unit: {zh: "%", en: "%"}
        kind: rate
        better: lower
        target: {printed: 低于比率, where: 表2, comparator: less_than, relative_to: {indicator: rate}}
"""


def test_a_file_with_every_key_is_accepted_by_reader_and_schema() -> None:
    assert accepted(FULL) == (True, True)


def test_the_schema_knows_the_keys_that_the_reader_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    known = set()
    fields = Nodes.fields

    def recorded(self: Nodes, node: Any, required: Any, optional: Any = ()) -> Any:
        if required or optional:
            known.add((frozenset(required), frozenset(optional)))
        return fields(self, node, required, optional)

    monkeypatch.setattr(Nodes, "fields", recorded)
    read_targets("linhai.yaml", FULL.encode())
    own = {
        (frozenset(one.get("required", ())), frozenset(one["properties"]) - frozenset(one.get("required", ())))
        for one in objects(schema_of("targets"))
    }
    documents = (frozenset[str](), frozenset({"plan"}))  # their keys are of the curator's choice
    assert own == known - {documents}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("city: {id: linhai, ", "city: {"),
        ("id: linhai", "id: Lin Hai"),
        ("state: draft", "state: final"),
        ("    start: 2021-01-01", "    start: 2021/01/01"),
        ("    start: 2021-01-01", "    start: 2021"),
        ("    end: 2025-12-31\n", ""),
        ("kind: rate", "kind: ratio"),
        ("better: lower", "better: less"),
        ("better: lower", "beter: lower"),
        ("nature: binding", "nature: 约束性"),
        ("scope: text", "scope: all"),
        ("printed: 14∶42∶44", "printed: "),
        ("comparator: at_least", "comparator: '>='"),
        ("value: 12.5", "value: 12.5万"),
        ("value: 12.5", "value: '12,5'"),
        ("value: 12.5", "value: [12.5, 13]"),
        ("value: [13, 41, 46]", "value: 13"),
        ("bound: at_least", "bound: unknown"),
        ("basis: ytd", "basis: level"),
        ("period: 2021-01/2021-05", "period: 2021-13"),
        ("period: 2021-01/2021-05", "period: 2021年"),
        ("provisional: true", "provisional: 1"),
        ("provisional: true", "provisional: yes"),
        ("published: 2021-06", "published: 2021"),
        ("            source: 公报\n", ""),
        ("hold: false", "hold: never"),
        ("completion: 112.5%", "completion: 高"),
        ("completion: ratio", "completion: capped"),
        ("means: cumulative", "means: sum"),
        ("means: all_met", "means: met"),
        ("code: RS203", "code: RS2"),
        ("year: 2021", "year: 2021-06"),
        ("tolerance: 0.5", "tolerance: -0.5"),
        ("result_of: 13fyp, indicator", "result_of: 13fyp, printed: 5, indicator"),
        ("baseline: {printed: 4.8%, ", "baseline: {"),
        ("target: {printed: 〔100〕", "target: {print: 〔100〕"),
        ("name: {zh: 新增就业, en: New jobs}", "name: 新增就业"),
        ("name: {zh: 新增就业, en: New jobs}", "name: {zh: 新增就业, en: }"),
        ("period: 2020, ", ""),
        ("[{printed: 100万人, where: 一}]", "{printed: 100万人, where: 一}"),
        ("plans:", "plan:"),
        ("via: press", "via: hearsay"),
        ("entered: 2021-07-01", "entered: 2021-07"),
        ("from: 2022-03, ", ""),
        ("from: 2022-03", "from: 2022-03-01"),
        ("declared: true", "declared: maybe"),
        ("judged: year_end", "judged: last"),
        ("signed: true", "signed: often"),
        (
            "kind: stock\n        better: higher\n        target: {printed: 5—6",
            "kind: stock\n        signed: true\n        better: higher\n        target: {printed: 5—6",
        ),
        (
            "kind: stock\n        better: higher\n        target: {printed: 5—6",
            "kind: stock\n        judged: mean\n        better: higher\n        target: {printed: 5—6",
        ),
        ("basis: ytd", "basis: mean"),
        ("baseline: {result_of: 13fyp, indicator: insured, note", "baseline: {value: 3, result_of: 13fyp, note"),
        ("baseline: {result_of: 13fyp, indicator: insured, note: {zh: 注, en: note}}", "baseline: {value: 3}"),
        ("baseline: {result_of: 13fyp, indicator: insured, note: {zh: 注, en: note}}", "baseline: nothing"),
    ],
)
def test_a_broken_target_file_is_refused_by_reader_and_schema(old: str, new: str) -> None:
    assert FULL.count(old) >= 1
    assert accepted(FULL.replace(old, new, 1)) == (False, False)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("printed: 〔100〕", 'printed: "100"'),
        ("value: 12.5", 'value: "12.50"'),
        ("number: 1", 'number: "1"'),
        ("period: 2021-01/2021-05", "period: 2021-Q1"),
        ("year: 2021", 'year: "2021"'),
        ("printed: 5—6", "printed: 全覆盖"),
        ("printed: 5—6", "printed: ５—６"),
        ("printed: 5—6", "printed: 不少于5万人"),
        ("{result_of: 13fyp, indicator: insured, note: {zh: 注, en: note}}", "none"),
        ("{result_of: 13fyp, indicator: insured, note", "{value: 3, note"),
        ("judged: year_end", "judged: mean"),
        ("signed: true", "signed: false"),
        ("from: 2022-03", 'from: "2022"'),
    ],
)
def test_what_may_be_written_in_two_ways_is_accepted_in_both(old: str, new: str) -> None:
    noted = FULL.replace("baseline: {result_of", "note: {zh: 注, en: note}\n        baseline: {result_of")
    assert accepted(noted.replace(old, new, 1)) == (True, True)


# ----------------------------------------------------------------------------------------------------------------------
# Observation files


def test_the_columns_of_the_schema_are_those_of_the_reader() -> None:
    schema = schema_of("observations")
    assert tuple(schema["properties"]) == KNOWN_COLUMNS
    assert tuple(schema["required"]) == REQUIRED


LINE = {"indicator": "urban-new-jobs", "period": "2024-06", "value": "22.4"}


@pytest.mark.parametrize(
    "cells",
    [
        {},
        {"value": "1,234.5"},
        {"value": "９８．５％"},
        {"value": "13:41:46"},
        {"value": "-3"},
        {"basis": "ytd", "bound": "at_least", "provisional": "true", "published": "2024-07"},
        {"basis": "", "bound": "", "provisional": "", "published": "", "source": "", "note": "", "city": ""},
        {"period": "2023-01/2023-05"},
        {"basis": "mean", "via": "copy", "entered": "2024-07-15", "by": "王"},
        {"via": "", "entered": "", "by": ""},
    ],
)
def test_a_line_that_is_read_is_a_line_of_the_schema(cells: dict[str, str]) -> None:
    validator(schema_of("observations")).validate({**LINE, **cells})


@pytest.mark.parametrize(
    "cells",
    [
        {"value": ""},
        {"value": "1,23"},
        {"value": "22.4万"},
        {"value": "1e3"},
        {"period": "2024年"},
        {"period": "2024-6"},
        {"basis": "month"},
        {"bound": "unknown"},
        {"provisional": "yes"},
        {"published": "2024"},
        {"amount": "3"},
        {"via": "hearsay"},
        {"entered": "2024-07"},
        {"indicator": "Urban"},
    ],
)
def test_a_line_that_is_not_read_is_none_of_the_schema(cells: dict[str, str]) -> None:
    assert not validator(schema_of("observations")).is_valid({**LINE, **cells})


# ----------------------------------------------------------------------------------------------------------------------
# The command


def test_without_a_name_the_names_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    listed = output(capsys, "schema").splitlines()
    assert listed[:2] == list(INPUTS)
    assert {"status", "pace", "show", "explain", "list", "check"} <= set(listed)
    assert "common" not in listed


def test_the_command_prints_the_schema(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    printed = output(capsys, "schema", "status")
    assert printed == schema_text("status")
    file = tmp_path / "status.schema.json"
    assert output(capsys, "schema", "status", "-o", str(file)) == ""
    assert file.read_text(encoding="utf-8") == printed


def test_a_dash_is_standard_output_as_for_every_command(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert output(capsys, "schema", "status", "-o", "-") == schema_text("status")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_unknown_name_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str], lang: str) -> None:
    assert run(["schema", "statsu", "--lang", lang]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "status" in captured.err


@pytest.mark.parametrize("name", ["nothing-like-it", "common", "../status", ""])
def test_a_name_without_a_schema_is_an_error(name: str) -> None:
    with pytest.raises(RsplanError):
        schema_text(name)
