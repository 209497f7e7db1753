"""The same bytes for the same inputs, options and as-of date, on every machine and locale."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
ARGS = ("--plan", "all", "--scope", "all", "--as-of", "2024-06-30", "--format", "json")


def printed(*args: str, cwd: Path = ROOT, **variables: str) -> bytes:
    """What a process of its own prints, with nothing of this one's settings but what finds the program."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    found = subprocess.run(
        [sys.executable, "-m", "rsplan", *args],
        cwd=cwd,
        env={**kept, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", **variables},
        capture_output=True,
        check=True,
    )
    assert found.stderr == b""
    return found.stdout


PLACES: list[dict[str, str]] = [
    {"LANG": "zh_CN.UTF-8"},
    {"LANG": "en_US.UTF-8", "LC_ALL": "C"},
    {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"PYTHONIOENCODING": "gbk", "LANG": "zh_CN.GBK"},
    {"LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati"},
    {"TZ": "America/Los_Angeles", "PYTHONHASHSEED": "1"},
    {"PYTHONHASHSEED": "4294967295", "RSPLAN_LANG": "zh"},
    {"COLUMNS": "40", "NO_COLOR": "1", "TERM": "dumb", "PYTHONOPTIMIZE": "1"},
]


@pytest.mark.parametrize("variables", PLACES, ids=lambda variables: ",".join(variables))
def test_status_is_the_same_bytes_in_every_environment(tmp_path: Path, variables: dict[str, str]) -> None:
    assert printed("status", *ARGS, cwd=tmp_path, **variables) == printed("status", *ARGS)


@pytest.mark.parametrize("name", ["pace", "forecast", "list"])
def test_the_other_reports_are_the_same_bytes_too(tmp_path: Path, name: str) -> None:
    found = {printed(name, *ARGS, cwd=tmp_path, PYTHONHASHSEED=seed, LANG=lang) for seed, lang in SEEDS}
    assert found == {printed(name, *ARGS)}


SEEDS = (("0", "zh_CN.UTF-8"), ("7", "C"), ("99", "en_GB.UTF-8"))


@pytest.mark.parametrize("form", ["jsonl", "csv", "markdown", "table"])
def test_every_format_is_the_same_bytes_in_one_language(tmp_path: Path, form: str) -> None:
    args = ("status", *ARGS[:-1], form, "--lang", "zh")
    found = {printed(*args, cwd=tmp_path, PYTHONHASHSEED=seed, LANG=lang) for seed, lang in SEEDS}
    assert len(found) == 1


def test_a_derivation_and_a_schema_are_the_same_bytes(tmp_path: Path) -> None:
    for args in (("show", "suzhou", "urban-new-jobs", "--explain", *ARGS[4:]), ("schema", "status")):
        found = {printed(*args, cwd=tmp_path, PYTHONHASHSEED=seed, LANG=lang) for seed, lang in SEEDS}
        assert len(found) == 1


def inputs_of(*args: str, cwd: Path = ROOT) -> dict[str, dict[str, Any]]:
    report = json.loads(printed("status", *args, "--as-of", "2024-06-30", "--format", "json", cwd=cwd))
    return {one.pop("path"): one for one in report["inputs"]}


def test_the_inputs_are_the_files_that_were_read(tmp_path: Path) -> None:
    """Shipped files have their names in the project wherever the program runs; others are called as they were given."""
    data = tmp_path / "own.csv"
    data.write_bytes(
        "\ufeffindicator,period,value\r\nurban-new-jobs,2023-H1,11.2\r\nurban-new-jobs,2022,20\r\n".encode()
    )
    found = inputs_of("--city", "suzhou", "--data", "own.csv", cwd=tmp_path)
    assert list(found) == ["targets/suzhou.yaml", "own.csv"]
    empty = [""] * 9  # the columns of a data file are thirteen: city, indicator, period, value, and nine more
    cells = ["", "urban-new-jobs", "2023-H1", "11.2", *empty, "", "urban-new-jobs", "2022", "20", *empty]
    assert found["own.csv"] == {
        "sha256": hashlib.sha256(data.read_bytes()).hexdigest(),
        "indicators": 0,
        "observations": 2,
        "blocks": [hashlib.sha256("\0".join(cells).encode()).hexdigest()],
    }
    shipped = (ROOT / "targets" / "suzhou.yaml").read_bytes()
    assert found["targets/suzhou.yaml"]["sha256"] == hashlib.sha256(shipped).hexdigest()


def test_the_inputs_count_what_the_files_hold() -> None:
    found = inputs_of()
    assert list(found) == ["targets/nanjing.yaml", "targets/suzhou.yaml"]
    for path, content in found.items():
        lines = [line.strip() for line in (ROOT / path).read_text(encoding="utf-8").split("\n")]
        assert content["indicators"] == sum(line.startswith("kind: ") for line in lines)


def test_an_own_target_file_stands_among_the_inputs(tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "own.yaml").write_bytes((ROOT / "targets" / "suzhou.yaml").read_bytes())
    args = ("status", "--targets", "plans", "--city", "suzhou", "--format", "json", "--lang", "en")
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-m", "rsplan", *args],
        cwd=tmp_path,
        env={**kept, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
    )
    found = [Path(one["path"]).as_posix() for one in json.loads(done.stdout)["inputs"]]
    assert found == ["targets/suzhou.yaml", "plans/own.yaml"]
    assert b"shipped one" in done.stderr
