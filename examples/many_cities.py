"""Assess a folder of city files on several processes of this machine, and write the JSON Lines of one process.

    python many_cities.py TARGETS DATA AS_OF [--workers N] [-o FILE]

TARGETS holds one target file a city (wuxi.yaml), DATA the data file of each (wuxi.csv), where it has one. Cities are
independent of each other, so that each worker reads the files of its own cities alone; the lines are gathered in the
order of the files. With one worker everything happens in this process. Cities without a data file, and data files of
no city, are named on standard error. docs/many-cities.md says when more workers pay.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path

import rsplan

#: Cities that a worker assesses at once: enough that sending them costs nothing beside it.
AT_ONCE = 20


def city_files(targets: Path, data: Path) -> list[tuple[str, str | None]]:
    """The target file and the data file of each city, in the order of their names."""
    files = sorted(path for path in targets.iterdir() if path.suffix in (".yaml", ".yml"))
    own = [data / f"{path.stem}.csv" for path in files]
    return [(str(path), str(csv) if csv.exists() else None) for path, csv in zip(files, own, strict=True)]


def left_out(cities: Sequence[tuple[str, str | None]], data: Path) -> Iterator[str]:
    """What is assessed without figures, and the figures that nothing is assessed by: a line for each of both."""
    without = [Path(targets).stem for targets, own in cities if own is None]
    stray = sorted({path.name for path in data.glob("*.csv")} - {Path(own).name for _, own in cities if own})
    if without:
        yield f"no data file in {data} for: {', '.join(without)}"
    if stray:
        yield f"not read, as no target file has the name: {', '.join(stray)}"


def lines_of(cities: Sequence[tuple[str, str | None]], as_of: str) -> str:
    """The JSON Lines of some cities: what a worker does."""
    library = rsplan.load(
        targets=[targets for targets, _ in cities], data=[data for _, data in cities if data], shipped=False
    )
    return rsplan.to_jsonl(rsplan.assess(library, as_of))


def batches(cities: Sequence[tuple[str, str | None]]) -> Iterator[Sequence[tuple[str, str | None]]]:
    """The cities in the portions that workers get."""
    for first in range(0, len(cities), AT_ONCE):
        yield cities[first : first + AT_ONCE]


def assessed(targets: Path, data: Path, as_of: str, workers: int) -> Iterator[str]:
    """The JSON Lines of all cities, portion by portion, in the order of the files."""
    portions = batches(city_files(targets, data))
    if workers == 1:
        yield from map(partial(lines_of, as_of=as_of), portions)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(partial(lines_of, as_of=as_of), portions)


def folder(text: str) -> Path:
    """The folder that an argument names; raises ArgumentTypeError where there is none."""
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {text}")
    return Path(text)


def day(text: str) -> str:
    """The day that an argument names; raises ArgumentTypeError for anything else."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day, such as 2024-06-30") from None


def at_least_one(text: str) -> int:
    """The number of workers that an argument names; raises ArgumentTypeError for anything else."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number of processes")
    return int(text)


def arguments() -> argparse.ArgumentParser:
    """The arguments of this program, and of the one that runs on Dask."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", type=folder)
    parser.add_argument("data", type=folder)
    parser.add_argument("as_of", type=day)
    parser.add_argument("--workers", type=at_least_one, default=2)
    parser.add_argument("-o", "--output", type=Path)
    return parser


def checked(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """The arguments as they were given; ends the program without target files, and names what is left out."""
    given = parser.parse_args()
    cities = city_files(given.targets, given.data)
    if not cities:
        parser.error(f"there is no target file (.yaml, .yml) in {given.targets}")
    for line in left_out(cities, given.data):
        print(line, file=sys.stderr)
    return given


def write(lines: Iterator[str], output: Path | None) -> None:
    """Write the lines to the file, or to standard output, as UTF-8 whatever the machine writes.

    Ends the program with the place of the first problem where a file cannot be read.
    """
    try:
        if output is None:
            for text in lines:
                sys.stdout.buffer.write(text.encode())
            return
        with output.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(lines)
    except (rsplan.RsplanError, OSError) as error:
        print(error, file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    given = checked(arguments())
    write(assessed(given.targets, given.data, given.as_of, given.workers), given.output)
