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


def refusal(folder: Path, *words: str, program: str = "many_cities.py") -> str:
    """What the program says that ends without a result."""
    command = [sys.executable, str(ROOT / "examples" / program), *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, encoding="utf-8")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("none", "data", AS_OF), "there is no folder none"),
        (("targets", "none", AS_OF), "there is no folder none"),
        (("targets/city00.yaml", "data", AS_OF), "there is no folder targets/city00.yaml"),
        (("data", "data", AS_OF), "there is no target file (.yaml, .yml) in data"),
        (("targets", "data", "2023-13-31"), "2023-13-31 is no day"),
        (("targets", "data", AS_OF, "--workers", "0"), "0 is no number of processes"),
        (("targets", "data", AS_OF, "--workers", "two"), "two is no number of processes"),
        (("targets", "data", AS_OF, "-o", "none/out.jsonl"), "No such file or directory"),
    ],
)
def test_a_wrong_argument_is_refused_in_a_line(words: tuple[str, ...], said: str, folder: Path) -> None:
    assert said in refusal(folder, *words)
    if find_spec("distributed") is not None:
        assert said in refusal(folder, *words, program="many_cities_dask.py")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_file_with_a_problem_is_no_traceback(workers: str, folder: Path) -> None:
    (folder / "data" / "city01.csv").write_text("city,indicator,period,value\ncity01,urban-new-jobs,2021,x\n", "utf-8")
    assert "data/city01.csv:2" in refusal(folder, "targets", "data", AS_OF, "--workers", workers, "-o", "out.jsonl")


def test_cities_without_data_and_data_of_no_city_are_named(folder: Path) -> None:
    (folder / "data" / "city44.csv").rename(folder / "data" / "city-44.csv")
    words = [sys.executable, str(ROOT / "examples" / "many_cities.py"), "targets", "data", AS_OF]
    done = subprocess.run(words, cwd=folder, capture_output=True, check=True, encoding="utf-8")
    # Every third of the 45 has none, from city00 to city42.
    without = ", ".join([f"city{number:02}" for number in range(0, 45, 3)] + ["city44"])
    assert done.stderr == (
        f"no data file in data for: {without}\nnot read, as no target file has the name: city-44.csv\n"
    )
