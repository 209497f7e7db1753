"""The benchmarks run, at their smallest size, and what they hand to other programs adds up to what is reported."""

import csv
import os
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parent.parent
BENCHMARKS = ROOT / "benchmarks"
CITY = "city002"


def run(name: str, *words: object, path: Path | None = None) -> str:
    """What a benchmark prints that finds no other programs than those of the folder."""
    environ = {"PYTHONPATH": str(ROOT), "PATH": str(path or "")}
    environ |= {key: os.environ[key] for key in ("HOME", "TMPDIR") if key in os.environ}
    done = subprocess.run(
        [sys.executable, BENCHMARKS / name, *map(str, words)], env=environ, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode()


@pytest.fixture(scope="module")
def two_cities(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generated inputs with those of the peers."""
    folder = tmp_path_factory.mktemp("cities")
    run("generate.py", folder, 2)
    run("peers.py", folder)
    return folder


@pytest.mark.slow
def test_national_prints_a_row_a_process_and_finds_the_same_figure_everywhere(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "cat").symlink_to(shutil.which("cat") or "/bin/cat")
    shown = run("national.py", 2, 1, "--dir", tmp_path / "data", path=tmp_path / "bin").splitlines()
    assert shown[0] == "2 cities, 2,400 observations; medians of 1 runs"
    names = [line.split("|")[1].strip() for line in shown if line.startswith("| ")]
    assert names[1:7] == [
        "bare pass",
        "rsplan json",
        "rsplan json, nothing remembered",
        "rsplan jsonl",
        "rsplan jsonl, data from a pipe",
        "rsplan json --city city002",
    ]
    assert [line.split()[0] for line in shown if "is not here" in line] == ["hledger", "ledger", "fava", "undata"]
    assert shown[-1] == "city002 new-jobs: the same figure in all"


@pytest.mark.slow
def test_growth_prints_a_row_a_size_and_draws_both_panels(tmp_path: Path) -> None:
    drawn = tmp_path / "growth.svg"
    shown = run("growth.py", 1, 2, "--svg", drawn).splitlines()
    assert [line.split("|")[1].strip() for line in shown[2:]] == ["1", "2"]
    root = ElementTree.parse(drawn).getroot()
    lines = [one.get("class") for one in root.iter("{http://www.w3.org/2000/svg}polyline")]
    assert lines == ["guide", "jsonl", "json"] * 2


def test_what_peers_add_up_is_the_last_level_less_the_baseline_and_the_sum_of_the_year_ends(two_cities: Path) -> None:
    """Levels are handed over as changes, sums counted from the beginning of the year as months."""
    journal = (two_cities / "peers" / "hledger.journal").read_text(encoding="utf-8")

    def added(account: str) -> Decimal:
        words = [line.split() for line in journal.splitlines() if line.startswith(f"    ({account})")]
        return sum((Decimal(each[1]) for each in words[1:]), Decimal(0))  # the first is the goal

    with (two_cities / "observations.csv").open(encoding="utf-8", newline="") as lines:
        known = {
            (one["indicator"], one["period"]): one["value"] for one in csv.DictReader(lines) if one["city"] == CITY
        }
    assert added(f"{CITY}:pension") == Decimal(known["pension", "2025-12"]) - Decimal("780.5")
    assert added(f"{CITY}:graduates-rate") == Decimal(known["graduates-rate", "2025-12"])
    year_ends = [Decimal(known["new-jobs", f"{year}-12"]) for year in range(2021, 2026)]
    assert added(f"{CITY}:new-jobs") == sum(year_ends)
    months = [Decimal(value) for (name, _), value in known.items() if name == "talent"]
    assert added(f"{CITY}:talent") == sum(months)


@pytest.mark.parametrize(
    ("indicator", "each_year"),
    [
        ("new-jobs", "26"),  # 〔130〕 in five years
        ("fairs", "1200"),  # in each year
        ("pension", "18.5"),  # (873 - 780.5) / 5
        ("injury-insured", "7.928"),  # (380 - 340.36) / 5
        ("contracts", "-0.198"),  # (99 - 99.99) / 5
        ("graduates-rate", "19.6"),  # 98 / 5, from nothing
    ],
)
def test_goals_of_peers_are_a_fifth_of_the_way_each_year(two_cities: Path, indicator: str, each_year: str) -> None:
    journal = (two_cities / "peers" / "hledger.journal").read_text(encoding="utf-8")
    goals = journal.partition("~ yearly from 2021-01-01 to 2026-01-01\n")[2].partition("\n\n")[0]
    assert f"    (city001:{indicator})  {each_year} " in goals
