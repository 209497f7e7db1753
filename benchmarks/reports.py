"""Reports of a country, a file a city: seconds, processor time and peak memory, beside those of `status`.

    python benchmarks/reports.py [CITIES …] [--format FORMAT …]

The inputs are those of `generate.py`: 20 targets a city, 60 months of figures of each. What a report adds to the
memory of `status` must not grow with the number of cities.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from processes import run

HERE = Path(__file__).resolve().parent
SIZES = (34, 340)
FORMATS = ("md", "html", "xlsx", "docx")
RSPLAN = [sys.executable, "-m", "rsplan"]
INPUTS = ["--targets", "targets", "--data", "observations.csv", "--as-of", "2024-06-30"]


def main() -> None:
    """Measure, and print a row as each is known."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cities", type=int, nargs="*", default=SIZES)
    parser.add_argument("--format", dest="formats", action="append", choices=FORMATS)
    given = parser.parse_args()
    print("cities  format   seconds  processor   MB  processor a city")
    for cities in given.cities or SIZES:
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            run([sys.executable, str(HERE / "generate.py"), made, str(cities)], folder)
            asked = {"status": ["status", *INPUTS, "--format", "json"]}
            for name in given.formats or FORMATS:
                asked[name] = ["report", *INPUTS, "-o", f"out-{name}/", "--format", name, "--lang", "zh"]
            for name, words in asked.items():
                took = run([*RSPLAN, *words], folder)
                row = f"{cities:6}  {name:6} {took.seconds:9.1f} {took.cpu:10.1f} {took.peak:4.0f}"
                print(f"{row} {took.cpu / cities:17.3f}", flush=True)


if __name__ == "__main__":
    main()
