"""Start-up of the program, as ratios to `python -c pass` in one run with the shipped plans.

Run it with the Python of an environment in which rsplan is installed, not editable:

    python benchmarks/startup.py [RUNS]

The runs of all commands are shuffled, so that a machine whose speed drifts treats them alike; what counts
are the ratios of the medians. One run of each is not counted: it fills the cache of parsed target files
(`rsplan/read/cache.py`). The last rows are what a run takes that finds nothing there. The limits stand in
docs/benchmarks.md; no change raises them.
"""

import os
import random
import statistics
import subprocess
import sys
import time
from typing import NamedTuple


class Case(NamedTuple):
    """A command with the ratio that it should not exceed."""

    name: str
    words: tuple[str, ...]
    limit: str = ""
    cached: bool = True


JSON = ("-m", "rsplan", "status", "--city", "suzhou", "--format", "json")
TABLE = ("-m", "rsplan", "status", "--city", "suzhou")
CASES = (
    Case("python -c pass", ("-c", "pass")),
    Case("import click", ("-c", "import click")),
    Case("rsplan --help", ("-m", "rsplan", "--help"), "5"),
    Case("rsplan status --city suzhou --format json", JSON, "7"),
    Case("rsplan status --city suzhou", TABLE, "11"),
    Case("… --format json, nothing remembered", JSON, cached=False),
    Case("… table, nothing remembered", TABLE, cached=False),
)


def measure(runs: int) -> dict[str, float]:
    """The median seconds of each command, after one run that is not counted."""
    times: dict[str, list[float]] = {case.name: [] for case in CASES}
    for turn in range(runs + 1):
        for case in random.sample(CASES, len(CASES)):
            environ = dict(os.environ) if case.cached else os.environ | {"RSPLAN_CACHE": ""}
            begin = time.perf_counter()
            subprocess.run([sys.executable, *case.words], check=True, capture_output=True, env=environ)
            if turn:
                times[case.name].append(time.perf_counter() - begin)
    return {name: statistics.median(found) for name, found in times.items()}


def main() -> None:
    """Print a table of medians and ratios."""
    medians = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
    base = medians["python -c pass"]
    print(f"{'command':<44} {'median ms':>9} {'ratio':>6} {'limit':>6}")
    for case in CASES:
        median = medians[case.name]
        print(f"{case.name:<44} {median * 1000:>9.1f} {median / base:>6.2f} {case.limit:>6}")


if __name__ == "__main__":
    main()
