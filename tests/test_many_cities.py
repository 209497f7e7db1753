"""The programs of examples/ for many cities: the lines of several processes are those of one, and of `status`."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from rsplan.cli.program import run

ROOT = Path(__file__).resolve().parents[1]
AS_OF = "2023-12-31"

FILE = """\
city: {{id: {id}, name: {{zh: {id}市, en: {id}}}}}
documents:
  plan: {{title: {{zh: 规划, en: Plan}}, state: issued}}
plans:
  - id: 14fyp
    title: {{zh: 规划, en: Plan}}
    document: plan
    state: issued
    start: 2021-01-01
    end: 2025-12-31
    indicators:
      - id: urban-new-jobs
        name: {{zh: 城镇新增就业人数, en: New urban jobs}}
        unit: {{zh: 万人, en: "10,000 persons"}}
        kind: cumulative
        better: higher
        target: {{printed: "{target}", where: 表1}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Forty-five cities, more than one portion of them; every third has no data."""
    for name in ("targets", "data"):
        (tmp_path / name).mkdir()
    for number in range(45):
        city = f"city{number:02}"
        (tmp_path / "targets" / f"{city}.yaml").write_text(FILE.format(id=city, target=50 + number), encoding="utf-8")
        if number % 3:
            line = f"{city},urban-new-jobs,2021,{10 + number % 7}.5\n"
            (tmp_path / "data" / f"{city}.csv").write_text(f"city,indicator,period,value\n{line}", encoding="utf-8")
    return tmp_path


def lines(folder: Path, program: str, *options: str) -> bytes:
    words = [sys.executable, str(ROOT / "examples" / program), "targets", "data", AS_OF, *options]
    return subprocess.run(words, cwd=folder, capture_output=True, check=True).stdout


def of_status(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> bytes:
    """What `rsplan status` writes of the same cities in one process."""
    monkeypatch.chdir(folder)
    files = sorted(path.stem for path in Path("targets").iterdir())
    targets = [word for name in files for word in ("--targets", f"targets/{name}.yaml", "--city", name)]
    data = [word for name in files if Path(f"data/{name}.csv").exists() for word in ("--data", f"data/{name}.csv")]
    assert run(["status", *targets, *data, "--as-of", AS_OF, "--format", "jsonl"]) == 0
    return capsys.readouterr().out.encode()


def test_two_processes_write_the_lines_of_one_and_of_status(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = lines(folder, "many_cities.py", "--workers", "1")
    assert alone.count(b"\n") == 45
    assert lines(folder, "many_cities.py", "--workers", "2") == alone
    assert of_status(folder, monkeypatch, capsys) == alone


@pytest.mark.skipif(find_spec("distributed") is None, reason="Dask is not installed")
def test_dask_writes_the_lines_of_one_process(folder: Path) -> None:
    alone = lines(folder, "many_cities.py", "--workers", "1")
    assert lines(folder, "many_cities_dask.py", "--workers", "2") == alone


def test_a_file_with_a_problem_ends_the_run_with_its_place(folder: Path) -> None:
    (folder / "data" / "city01.csv").write_text("city,indicator,period,value\ncity01,urban-new-jobs,2021,x\n", "utf-8")
    words = [sys.executable, str(ROOT / "examples" / "many_cities.py"), "targets", "data", AS_OF]
    done = subprocess.run(words, cwd=folder, capture_output=True, check=False)
    assert done.returncode
    assert b"data/city01.csv:2" in done.stderr
