"""Data-entry errors that would become wrong figures: each once did."""

import csv
from pathlib import Path

import pytest

from rsplan.cli.program import run


def entered(file: Path) -> list[tuple[str, str, str]]:
    """Period, basis and value of the lines of a data file."""
    with file.open(encoding="utf-8", newline="") as stream:
        return [(row["period"], row["basis"], row["value"]) for row in csv.DictReader(stream)]


def table(folder: Path, text: str) -> str:
    """A table in a file."""
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def imported(path: str, data: Path, *words: str) -> int:
    """The exit code of an import of Suzhou's figures, compared with no published ones."""
    return run(["import", path, "--city", "suzhou", "--no-published", "--data", str(data), *words])


@pytest.mark.parametrize("words", [(), ("--basis", "ytd")], ids=["without a basis", "in a table of sums to date"])
def test_months_from_april_to_june_are_these_months(tmp_path: Path, words: tuple[str, ...]) -> None:
    """4—6月 is never January to June, whatever the user says of the other columns."""
    data = tmp_path / "data.csv"
    path = table(tmp_path, "指标,2024年4—6月\n城镇新增就业人数,4\n")
    assert imported(path, data, *words) == 0
    assert entered(data) == [("2024-Q2", "period", "4")]


def test_a_month_that_does_not_exist_is_refused_not_ignored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data.csv"
    path = table(tmp_path, "指标,2024年13月,2024年5月,同比\n城镇新增就业人数,4,5,1\n")
    assert imported(path, data, "--basis", "ytd") == 2
    assert not data.exists()
    assert ":1:4: B1: import_not_a_period" in capsys.readouterr().err


def test_an_old_table_without_dates_does_not_restore_a_replaced_figure(tmp_path: Path) -> None:
    """18.6 was replaced by 18.5; the table that first held 18.6, imported again, enters nothing."""
    data = tmp_path / "data.csv"
    old = table(tmp_path, "指标,2024年5月\n城镇新增就业人数,18.6\n")
    assert imported(old, data, "--basis", "ytd", "--published", "2024-06-12") == 0
    new = table(tmp_path, "指标,2024年5月\n城镇新增就业人数,18.5\n")
    assert imported(new, data, "--basis", "ytd", "--published", "2024-07-15") == 0
    before = data.read_bytes()
    old = table(tmp_path, "指标,2024年5月\n城镇新增就业人数,18.6\n")
    assert imported(old, data, "--basis", "ytd") == 0
    assert data.read_bytes() == before


def test_shares_are_read_with_the_documents_own_sign(tmp_path: Path) -> None:
    data = tmp_path / "data.csv"
    assert run(["record", "nanjing", "professional-grade-shares", "2019", "13∶41∶46", "--data", str(data)]) == 0
    assert (
        run(["status", "--city", "nanjing", "--plan", "13fyp", "--data", str(data), "-o", str(tmp_path / "x.json")])
        == 0
    )


def test_two_shares_for_a_target_of_three_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data.csv"
    assert run(["record", "nanjing", "professional-grade-shares", "2019", "13:41", "--data", str(data)]) == 2
    assert "shares_count" in capsys.readouterr().err
    assert not data.exists()


@pytest.mark.parametrize(
    ("milestones", "code"),
    [
        ("{year: 2022, value: 250}", 0),
        ("{year: 2022, value: 300}, {year: 2025, value: 363}", 0),
        ("{year: 2022, value: 400}", 1),
        ("{year: 2025, value: 360}", 1),
    ],
)
def test_milestones_of_a_level_lead_to_its_target(tmp_path: Path, milestones: str, code: int) -> None:
    """Levels toward 363: none beyond it, and the last year's is the target itself."""
    plan = tmp_path / "wuxi.yaml"
    plan.write_text(
        f"""city: {{id: wuxi, name: {{zh: 无锡, en: Wuxi}}}}
documents: {{plan: {{title: {{zh: 规划, en: Plan}}, state: issued}}}}
plans:
  - id: 14fyp
    title: {{zh: 规划, en: Plan}}
    document: plan
    state: issued
    start: 2021-01-01
    end: 2025-12-31
    indicators:
      - id: insured
        name: {{zh: 参保人数, en: Insured}}
        unit: {{zh: 万人, en: persons}}
        kind: stock
        better: higher
        target: {{printed: "363", where: 表2}}
        milestones: [{milestones}]
""",
        encoding="utf-8",
    )
    assert run(["check", str(plan)]) == code


def test_an_export_to_an_unknown_file_format_is_refused(tmp_path: Path) -> None:
    assert run(["export", "-o", str(tmp_path / "x.pdf")]) == 2
    assert not (tmp_path / "x.pdf").exists()
