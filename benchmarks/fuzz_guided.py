"""Inputs that are led by the code they reach: does anything but a refusal ever come out of what reads them?

    python benchmarks/fuzz_guided.py TARGET [FOLDER] [-runs=N] [-max_total_time=SECONDS] [-seed=N]

TARGET is one of figures, periods, targets, data, tables, text; FOLDER keeps what was found worth going on from, and
the options are those of libFuzzer. It needs atheris, which is no dependency of the project: install it beside rsplan.
An input that breaks the law (anything raised but InvalidInput, BadText or RsplanError) ends the run and is written to
a file `crash-…`.
"""

import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

atheris: Any = import_module("atheris")

with atheris.instrument_imports(include=["rsplan"]):
    from rsplan.documents.document_text import DocumentFormat, DocumentText
    from rsplan.documents.plain_text_lines import plain_text_lines
    from rsplan.documents.table_file import read_text_table
    from rsplan.errors import RsplanError
    from rsplan.model.period import parse_day, parse_period, parse_published
    from rsplan.model.plain_text import number
    from rsplan.model.printed_figure_reading import read_figure
    from rsplan.name_matching import NameIndex
    from rsplan.read.csv_observations import read_observations
    from rsplan.read.plan_library import load, series_of
    from rsplan.read.yaml_target_file import read_targets
    from rsplan.table_import.table_figures import Statements, read_figures
    from rsplan.verify.verification import verify

LIBRARY = load(cities=("suzhou",))
KNOWN, NAMES = series_of(LIBRARY.plans), NameIndex(LIBRARY.plans, {})


def words(*readers: Callable[[str], object]) -> Callable[[bytes], None]:
    """Each of the readers, with the bytes as text."""

    def read(data: bytes) -> None:
        text = data.decode("utf-8", "surrogateescape")
        for reader in readers:
            refusing(partial(reader, text))

    return read


def refusing(read: Callable[[], object]) -> None:
    """Read; a refusal is an answer."""
    try:
        read()
    except RsplanError:
        return


def table(data: bytes) -> None:
    """A table with its figures, as `rsplan import` reads it."""
    refusing(lambda: read_figures(read_text_table("t.csv", data), NAMES, Statements(city="suzhou")))


TARGETS: dict[str, Callable[[bytes], None]] = {
    "figures": words(read_figure, number),
    "periods": words(parse_period, parse_day, parse_published),
    "targets": lambda data: refusing(lambda: read_targets("t.yaml", data)),
    "data": lambda data: refusing(lambda: read_observations("d.csv", data, KNOWN, ("suzhou",), 0)),
    "tables": table,
    "text": words(
        lambda text: verify(LIBRARY, DocumentText("d", "", DocumentFormat.TEXT, tuple(plain_text_lines(text))))
    ),
}


def main() -> None:
    """Run the target named by the first word."""
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
