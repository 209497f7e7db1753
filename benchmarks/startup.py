"""Start-up of the program, as ratios to `python -c pass` in one run with the shipped plans.

Run it with the Python of an environment in which rsplan is installed, not editable:

    python benchmarks/startup.py [RUNS]

The runs of all commands are shuffled, so that a machine whose speed drifts treats them alike;
what counts are the ratios of the medians.
"""

import random
import statistics
import subprocess
import sys
import time

#: What is measured, and the ratio that it should not exceed.
COMMANDS = {
    "python -c pass": (["-c", "pass"], None),
    "import click": (["-c", "import click"], None),
    "rsplan --help": (["-m", "rsplan", "--help"], 5.5),
    "rsplan status --city suzhou --format json": (
        ["-m", "rsplan", "status", "--city", "suzhou", "--format", "json"],
        7.5,
    ),
    "rsplan status --city suzhou": (["-m", "rsplan", "status", "--city", "suzhou"], 11.0),
}


def measure(runs: int) -> dict[str, float]:
    """The median seconds of each command, after one run that is not counted."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for turn in range(runs + 1):
        for name in random.sample(list(COMMANDS), len(COMMANDS)):
            begin = time.perf_counter()
            subprocess.run([sys.executable, *COMMANDS[name][0]], check=True, capture_output=True)
            if turn:
                times[name].append(time.perf_counter() - begin)
    return {name: statistics.median(found) for name, found in times.items()}


def main() -> None:
    """Print a table of medians and ratios."""
    medians = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
    base = medians["python -c pass"]
    print(f"{'command':<44} {'median ms':>9} {'ratio':>6} {'limit':>6}")
    for name, (_, limit) in COMMANDS.items():
        shown = f"{limit:.1f}" if limit else ""
        print(f"{name:<44} {medians[name] * 1000:>9.1f} {medians[name] / base:>6.2f} {shown:>6}")


if __name__ == "__main__":
    main()
