"""`rsplan check --strict`: what stands in one language only; docs/targets-format.md."""

import json
from pathlib import Path
from typing import Any

import pytest

from rsplan.cli.program import run

FILE = """\
city: {id: linhai, name: {zh: 临海市}}
documents: {plan: {title: {zh: 规划, en: Plan}, state: issued}}
plans:
  - id: 14fyp
    title: {zh: 规划, en: Plan}
    document: plan
    state: issued
    start: 2021-01-01
    end: 2025-12-31
    indicators:
      - id: jobs
        name: {en: New jobs}
        unit: {zh: 万人, en: "10,000 persons"}
        kind: cumulative
        better: higher
        target: {printed: 〔130〕, where: 表1}
"""


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """The exit code and the output of a check of the file."""
    file = tmp_path / "linhai.yaml"
    file.write_text(FILE, encoding="utf-8")

    def checked(*args: str) -> tuple[int, str]:
        capsys.readouterr()
        code = run(["check", str(file), "--lang", "en", *args])
        return code, capsys.readouterr().out

    return checked


def test_a_text_in_one_language_is_valid_and_nobody_is_told(check: Any) -> None:
    assert check() == (0, "")


def test_strict_lists_every_text_in_one_language(check: Any) -> None:
    code, out = check("--strict")
    assert code == 1
    assert "linhai.yaml:1:" in out
    assert "临海市 has no `en`" in out
    assert "linhai.yaml:12:" in out
    assert "New jobs has no `zh`" in out


def test_strict_says_so_to_programs(check: Any) -> None:
    code, out = check("--strict", "--format", "json")
    problems = json.loads(out)["problems"]
    assert (code, [(one["code"], one["line"], one["severity"]) for one in problems]) == (
        1,
        [("one_language", 1, "warning"), ("one_language", 12, "warning")],
    )


def test_the_shipped_plans_stand_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--strict", str(Path(__file__).parents[1] / "targets")]) == 0
    assert capsys.readouterr().out == ""
