"""`rsplan audit` as a command: exit codes, formats, and what the options choose."""

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rsplan.audit.findings import SEVERITIES
from rsplan.cli.program import run

AS_OF = ("--as-of", "2026-11-21")
FINDING = {
    *("code", "severity", "city", "plan", "id", "number", "where", "file", "line", "printed", "expected", "message"),
    "why",
}


@pytest.fixture
def audit(capsys: pytest.CaptureFixture[str]) -> Any:
    def called(*args: str) -> tuple[int, str, str]:
        code = run(["audit", *AS_OF, *args])
        done = capsys.readouterr()
        return code, done.out, done.err

    return called


def report(audit: Any, *args: str) -> dict[str, Any]:
    code, out, err = audit(*args, "--format", "json")
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def test_json_has_the_keys_that_scripts_rely_on(audit: Any) -> None:
    found = report(audit, "--city", "nanjing")
    assert found["schema"] == "rsplan.audit/1"
    assert set(found) >= {"schema", "generator", "inputs", "published", "findings", "accepted", "summary"}
    first = found["published"][0]
    wanted = {"city": "nanjing", "plan": "13fyp", "number": "1", "id": "urban-new-jobs", "printed": "204.07%"}
    assert {key: first[key] for key in wanted} == wanted
    assert (first["rule"], first["fits"]) == ("ratio", ["ratio"])
    assert all(set(one) == FINDING for one in found["findings"])
    assert all(set(one["message"]) == set(one["why"]) == {"zh", "en"} for one in found["findings"])


def test_json_gives_the_row_that_the_interface_shows(audit: Any) -> None:
    found = report(audit, "--city", "nanjing")
    (row,) = [one for one in found["findings"] if (one["number"], one["code"]) == ("20", "RS105")]
    assert (row["code"], row["where"], row["printed"], row["expected"]) == ("RS105", "表1", "100%", "120.34%")
    assert row["file"] == "targets/nanjing.yaml"
    lines = Path("targets/nanjing.yaml").read_text(encoding="utf-8").splitlines()
    assert 'printed: "1059"' in lines[row["line"] - 1]


def test_the_summary_counts_what_is_listed(audit: Any) -> None:
    found = report(audit, "--scope", "all", "--ignore", "RS402")
    severities = [one["severity"] for one in found["findings"]]
    summary = found["summary"]
    assert {key: severities.count(key) for key in ("error", "warning", "note")} == {
        key: summary[key] for key in ("error", "warning", "note")
    }
    assert sum(summary["by_code"].values()) == len(severities)
    assert "RS402" not in summary["by_code"]
    assert {one["code"] for one in found["accepted"]} == {"RS402"}
    assert all(one["date"] is None and one["reason"]["en"] for one in found["accepted"])


def test_a_city_alone_is_still_held_against_the_other_cities(audit: Any) -> None:
    alone, every = report(audit, "--city", "suzhou"), report(audit)
    assert {one["city"] for one in alone["findings"]} == {"suzhou"}
    assert alone["findings"] == [one for one in every["findings"] if one["city"] == "suzhou"]
    assert {one["path"] for one in alone["inputs"]} == {"targets/nanjing.yaml", "targets/suzhou.yaml"}


def test_audit_is_no_failure_unless_asked(audit: Any) -> None:
    assert audit()[0] == 0
    assert audit("--strict")[0] == 1


def test_strict_passes_when_only_notes_are_left(audit: Any) -> None:
    graver = [code for code, severity in SEVERITIES.items() if severity != "note"]
    assert audit("--strict", "--ignore", ",".join(graver))[0] == 0
    assert audit("--strict", *(word for code in graver for word in ("--ignore", code)))[0] == 0
    assert audit("--strict", "--ignore", ",".join(graver[1:]), "--ignore", "RS402")[0] == 1 or graver[0] == "RS101"
    assert audit("--strict", "--ignore", ",".join(code for code in graver if code != "RS201"))[0] == 1


def test_an_unknown_code_is_wrong_usage(audit: Any) -> None:
    code, out, err = audit("--ignore", "RS999")
    assert (code, out) == (2, "")
    assert "RS999" in err
    assert "RS101" in err


def test_jsonl_is_one_finding_a_line_with_the_accepted_ones_at_the_end(audit: Any) -> None:
    _, out, _ = audit("--format", "jsonl", "--ignore", "RS107")
    rows = [json.loads(line) for line in out.splitlines()]
    assert all(set(row) == FINDING | {"reason", "date"} for row in rows)
    accepted = [row["reason"] is not None for row in rows]
    assert accepted == sorted(accepted)
    assert any(accepted)


def test_csv_has_the_same_columns_with_and_without_findings(audit: Any) -> None:
    def table(*args: str) -> list[list[str]]:
        return list(csv.reader(io.StringIO(audit("--format", "csv", *args)[1])))

    full, empty = table("--ignore", "RS107"), table("--plan", "14fyp", "--kind", "composition")
    assert full[0] == empty[0]
    assert len(empty) == 1
    assert {len(row) for row in full} == {len(full[0])}
    assert {"message_zh", "message_en", "reason_zh", "date"} <= set(full[0])


def test_the_table_says_severity_row_place_and_reason_in_either_language(audit: Any) -> None:
    for lang, words in (("zh", ("错误", "警告", "提示", "公布的完成率")), ("en", ("errors", "warnings", "notes"))):
        _, out, _ = audit("--city", "nanjing", "--lang", lang)
        assert all(word in out for word in words)
        assert re.search(r"^RS105 +20", out, re.MULTILINE)
        assert "targets/nanjing.yaml:" in out


def test_markdown_holds_every_finding(audit: Any) -> None:
    _, out, _ = audit("--format", "markdown", "--lang", "en")
    found = report(audit)["findings"]
    assert sum(line.startswith("| RS") for line in out.splitlines()) == len(found)


def test_groups_choose_the_rows_that_are_audited(audit: Any) -> None:
    found = report(audit, "--city", "nanjing", "--plan", "13fyp", "--group", "talent")
    assert [one["number"] for one in found["published"]] == ["17", "18", "19", "20"]
    assert {one["number"] for one in found["findings"]} == {"17", "18", "19", "20"}


def test_the_day_decides_what_is_known(audit: Any) -> None:
    """At the end of 2024 nothing was known of 2025; the last of Nanjing's jobs were those of March 2023.

    The last of its insured graduates were those of the first half of 2021.
    """
    found = report(audit, "--plan", "14fyp", "--as-of", "2024-12-31")
    assert "RS506" not in found["summary"]["by_code"]
    stale = [(one["city"], one["number"]) for one in found["findings"] if one["code"] == "RS507"]
    assert stale == [("nanjing", "1"), ("nanjing", "6")]


def test_without_published_observations_nothing_is_observed(audit: Any) -> None:
    found = report(audit, "--plan", "14fyp", "--no-published")
    counts = [one["message"]["en"].split(" without")[0] for one in found["findings"] if one["code"] == "RS502"]
    assert counts == ["20 of 20 indicators", "18 of 18 indicators"]


def test_data_without_a_city_column_belongs_to_the_city_named(audit: Any, tmp_path: Path) -> None:
    file = tmp_path / "data.csv"
    file.write_text("indicator,period,value\nregistered-unemployment-rate,2025,2.5\n", encoding="utf-8")
    found = report(audit, "--city", "suzhou", "--plan", "14fyp", "--data", str(file))
    (bare,) = [one for one in found["findings"] if one["code"] == "RS502"]
    # without the published rows 1, 4, 8 and 9, and row 2 of the file
    assert bare["message"]["en"].startswith("13 of 18")


PROBE = """
import sys
from rsplan.cli.program import run
run(["audit", "--format", "json"])
loaded = {"rich", "importlib.metadata", "dateutil.parser"} & set(sys.modules)
print(*loaded, file=sys.stderr)
"""


def test_machine_output_loads_nothing_that_only_people_need() -> None:
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    assert done.stderr.split() == []


BAD = [
    ("code: RS104", "code: RS1", "not_an_audit_code"),
    ("indicator: graduate-employment-rate", "indicator: graduates", "unknown_reference"),
    ("date: 2026-03-01", "date: 1 March", "not_a_date"),
    ("        date: 2026-03-01\n", "", "missing_key"),
    ("reason: {zh: 已核实, en: checked}", "reason: checked", "not_a_mapping"),
]


@pytest.mark.parametrize(("old", "new", "problem"), BAD, ids=[problem for _, _, problem in BAD])
def test_a_bad_accepted_entry_is_reported_with_its_place(
    old: str, new: str, problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = (
        "    accepted:\n      - code: RS104\n        indicator: graduate-employment-rate\n"
        "        reason: {zh: 已核实, en: checked}\n        date: 2026-03-01\n"
    )
    words = Path("targets/nanjing.yaml").read_text(encoding="utf-8")
    before = "    claims:\n"
    assert words.count(before) == 1
    file = tmp_path / "nanjing.yaml"
    file.write_text(words.replace(before, entry.replace(old, new) + before), encoding="utf-8")
    assert run(["audit", "--targets", str(file), "--lang", "en"]) == 2
    err = capsys.readouterr().err
    assert re.search(rf"nanjing\.yaml:\d+:\d+: {problem} ", err), err
