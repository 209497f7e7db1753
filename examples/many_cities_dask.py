"""Assess a folder of city files on a Dask cluster, and write the JSON Lines of one process.

    pip install "dask[distributed]"
    python many_cities_dask.py TARGETS DATA AS_OF [--workers N] [--scheduler ADDRESS] [-o FILE]

The files are those of many_cities.py, which does the work here too. Without --scheduler a cluster of N processes is
started on this machine; with it (tcp://host:8786) the workers of that cluster are used: they need rsplan, this folder
on their path, and the files under the same paths. docs/many-cities.md says when that pays.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from many_cities import arguments, batches, checked, city_files, lines_of, write

try:
    from distributed import Client
except ModuleNotFoundError:
    sys.exit('many_cities_dask.py needs Dask, which is not installed; install it: pip install "dask[distributed]"')


def assessed(client: Client, targets: Path, data: Path, as_of: str) -> Iterator[str]:
    """The JSON Lines of all cities, portion by portion, in the order of the files."""
    portions = [*batches(city_files(targets, data))]
    for future in client.map(lines_of, portions, as_of=as_of, pure=False):
        yield future.result()
        future.release()


if __name__ == "__main__":
    parser = arguments()
    parser.add_argument("--scheduler")
    given = checked(parser)
    local = {"n_workers": given.workers, "threads_per_worker": 1, "dashboard_address": None}
    with Client(given.scheduler) if given.scheduler else Client(**local) as client:
        write(assessed(client, given.targets, given.data, given.as_of), given.output)
