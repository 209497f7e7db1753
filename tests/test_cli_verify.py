"""`rsplan verify`: what it prints in each format, and its exit codes."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from rsplan.cli.program import run
from rsplan.schemas.bundle import schema_text
from rsplan.text import LANGUAGES

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs/examples/verify.txt"
TARGETS = ROOT / "docs/examples/verify.yaml"
SHARED = ROOT.parent / "shared" / "plans"

#: The example has one mistake: 8个 for the 5个 of 大师工作室.
MISTAKE = "master-studios"


@pytest.fixture
def right(tmp_path: Path) -> Path:
    """The target file of the example without its mistake."""
    path = tmp_path / "right.yaml"
    path.write_text(TARGETS.read_text(encoding="utf-8").replace("printed: 8个", "printed: 5个"), encoding="utf-8")
    return path


def verify(capsys: pytest.CaptureFixture[str], *words: str, targets: Path = TARGETS) -> tuple[int, str, str]:
    code = run(["verify", "--targets", str(targets), "--document", str(DOCUMENT), *words])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def report(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    _, out, _ = verify(capsys, "--format", "json", *words)
    found: dict[str, Any] = json.loads(out)
    return found


def test_a_quotation_that_is_not_at_its_place_ends_with_1_and_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = verify(capsys, "--lang", "en")
    assert (code, err) == (1, "")
    assert "found 49 of 50 (12 names, 38 figures and other words)" in out.split("\n")[2]
    assert "5个 stands there" in out


def test_unclaimed_figures_never_change_the_code(capsys: pytest.CaptureFixture[str], right: Path) -> None:
    code, out, _ = verify(capsys, "--lang", "zh", targets=right)
    assert code == 0
    assert "3万人次以上" in out


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_summary_stands_before_the_problems_and_the_problems_before_what_nobody_claims(
    capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    _, out, _ = verify(capsys, "--lang", lang)
    assert out.index("50") < out.index("8个") < out.index("3万人次以上")
    assert str(TARGETS) in out


def test_json_counts_what_it_lists(capsys: pytest.CaptureFixture[str]) -> None:
    found = report(capsys)
    states = [one["state"] for one in found["lookups"]]
    summary = found["summary"]
    assert {state: states.count(state) for state in ("found", "elsewhere", "not_found")} == {
        key: summary[key] for key in ("found", "elsewhere", "not_found")
    }
    assert (summary["total"], summary["unclaimed"]) == (len(states), len(found["unclaimed"]))
    assert found["plans"] == ["13fyp", "14fyp"]
    assert [one["path"] for one in found["inputs"]] == [str(TARGETS)]


def test_json_tells_what_was_found_where_and_what_was_not(capsys: pytest.CaptureFixture[str]) -> None:
    (wrong,) = [one for one in report(capsys)["lookups"] if one["state"] != "found"]
    line = 1 + TARGETS.read_text(encoding="utf-8").split("\n").index("        target: {printed: 8个, where: 三（一）1}")
    assert (wrong["id"], wrong["what"], wrong["printed"], wrong["where"]) == (MISTAKE, "target", "8个", "三（一）1")
    assert (wrong["lack"], wrong["stands"], wrong["position"], wrong["line"]) == ("other", "5个", None, line)
    (target,) = [one for one in report(capsys)["lookups"] if one["id"] == "startup-bases" and one["what"] == "target"]
    lines = DOCUMENT.read_text(encoding="utf-8").split("\n")
    assert "创业基地20个" in lines[target["position"] - 1]


def test_json_and_each_of_its_lines_fit_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    schema = json.loads(schema_text("verify"))
    jsonschema.validate(report(capsys), schema)
    _, out, _ = verify(capsys, "--format", "jsonl")
    line = {"$ref": "#/$defs/line", "$defs": schema["$defs"]}
    for splitline in out.splitlines():
        jsonschema.validate(json.loads(splitline), line)


def test_json_lines_and_csv_have_one_row_for_each_look_up_and_each_unclaimed_figure(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = report(capsys)
    _, lines, _ = verify(capsys, "--format", "jsonl")
    _, table, _ = verify(capsys, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(table)))
    states = [json.loads(line)["state"] for line in lines.splitlines()]
    assert [row["state"] for row in rows] == states
    assert len(states) == len(found["lookups"]) + len(found["unclaimed"])
    assert {None} == {row.get(None) for row in rows}
    assert {row["city"] for row in rows} == {"example"}


def test_markdown_lists_the_problems_and_the_unclaimed(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = verify(capsys, "--format", "markdown", "--lang", "en")
    assert out.count("## ") == 2
    assert "| 3万人次以上 |" in out


def test_one_plan_may_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    found = report(capsys, "--plan", "13fyp")
    assert found["plans"] == ["13fyp"]
    assert {one["plan"] for one in found["lookups"]} == {"13fyp"}
    assert found["summary"]["not_found"] == 0


def test_the_city_may_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(capsys, "--city", "example")["city"]["id"] == "example"


@pytest.mark.parametrize("format_", ["table", "json"])
def test_an_unreadable_document_is_2_and_its_problem_is_reported(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, format_: str
) -> None:
    missing = str(tmp_path / "missing.docx")
    assert run(["verify", "--document", missing, "--format", format_]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert missing in printed.err


def test_a_document_of_no_known_plan_is_2_and_the_choice_is_reported(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    other = tmp_path / "other.txt"
    other.write_text("一、别处\n", encoding="utf-8")
    assert run(["verify", "--document", str(other)]) == 2
    assert "--city nanjing --plan 14fyp" in capsys.readouterr().err


def test_a_document_is_required(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify"]) == 2
    assert "--document" in capsys.readouterr().err


@pytest.mark.skipif(not SHARED.is_dir(), reason="the documents of the two cities are not at hand")
@pytest.mark.parametrize("city", ["nanjing", "suzhou"])
def test_the_shipped_plans_are_verified_by_their_documents(capsys: pytest.CaptureFixture[str], city: str) -> None:
    assert run(["verify", "--document", str(SHARED / f"{city}-2021-2025.txt"), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["city"]["id"], found["plans"]) == (city, ["13fyp", "14fyp"])
    assert [one["path"] for one in found["inputs"]] == [f"targets/{city}.yaml"]
