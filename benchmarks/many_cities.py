"""Many cities on one process and on two: does a second one halve the time, and are the lines the same?

    python benchmarks/many_cities.py [CITIES …]

Run it with the Python of an environment in which rsplan is installed; `pip install "dask[distributed]"` adds the row
of Dask. The inputs are invented (generate.py) and lie in a temporary folder, the observations in a file for each city.
Every row is a whole process, start-up and the start of its workers included, that writes a file; the peak is that of
the first process alone. The programs are those of examples/. Where the lines differ the first of them are printed, and
the run ends where the program was changed meanwhile: its lines would be those of two programs.
"""

import argparse
import csv
import hashlib
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from itertools import zip_longest
from pathlib import Path

from generate import HEADER, START, YEARS
from processes import run

import rsplan

HERE = Path(__file__).parent
EXAMPLES = HERE.parent / "examples"
AS_OF = f"{START + YEARS - 1}-12-31"


def made(folder: Path, cities: int) -> None:
    """Generate the inputs, with the observations in a file for each city."""
    subprocess.run([sys.executable, str(HERE / "generate.py"), str(folder), str(cities)], check=True)
    (folder / "data").mkdir()
    with (folder / "observations.csv").open(encoding="utf-8", newline="") as stream:
        lines = csv.reader(stream)
        next(lines)
        city, out = "", None
        for row in lines:
            if row[0] != city:
                if out is not None:
                    out.close()
                city = row[0]
                path = folder / "data" / f"{city}.csv"
                new = not path.exists()
                out = path.open("a", encoding="utf-8", newline="")
                writer = csv.writer(out, lineterminator="\n")
                if new:
                    out.write(HEADER)
            writer.writerow(row)
        if out is not None:
            out.close()


def program_now() -> str:
    """The digest of the package and of the examples, as they are on the disk."""
    digest = hashlib.sha256()
    for folder in (Path(rsplan.__file__).parent, EXAMPLES):
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def difference(first: Path, second: Path) -> str | None:
    """The first lines that the files do not share, and None where they are the same."""
    with first.open(encoding="utf-8") as one, second.open(encoding="utf-8") as other:
        for number, (line, against) in enumerate(zip_longest(one, other, fillvalue=""), 1):
            if line != against:
                return f"line {number}:\n  {line.rstrip()}\n  {against.rstrip()}"
    return None


def main() -> None:
    """Measure each number of cities once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cities", nargs="*", type=int, default=[340])
    rows = [("one process", "many_cities.py", "1"), ("two processes", "many_cities.py", "2")]
    if find_spec("distributed"):
        rows.append(("Dask, two workers", "many_cities_dask.py", "2"))
    print("| cities | process | seconds | ratio | CPU s | same lines |")
    print("|---:|---|---:|---:|---:|---|")
    before = program_now()
    for cities in parser.parse_args().cities:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            made(folder, cities)
            first, alone = folder / "0.jsonl", 0.0
            for index, (title, program, workers) in enumerate(rows):
                output = folder / f"{index}.jsonl"
                words = [sys.executable, str(EXAMPLES / program), "targets", "data", AS_OF, "--workers", workers]
                taken = run([*words, "-o", str(output)], folder, {"RSPLAN_CACHE": ""})
                alone = alone or taken.seconds
                if program_now() != before:
                    raise SystemExit("rsplan or an example was changed meanwhile: the rows would not be comparable")
                differing = difference(first, output)
                same = "yes" if differing is None else "NO"
                ratio = taken.seconds / alone
                print(
                    f"| {cities} | {title} | {taken.seconds:.1f} | {ratio:.2f} | {taken.cpu:.1f} | {same} |", flush=True
                )
                if differing is not None:
                    print(differing, file=sys.stderr)


if __name__ == "__main__":
    main()
