"""Input files as they were read, and places in them."""

from typing import NamedTuple


class Place(NamedTuple):
    """A line of an input file; `line` counts from 1."""

    file: str
    line: int


class InputFile(NamedTuple):
    """An input as it was read, so that outputs can be traced to it; `path` is its name in messages.

    `blocks` are the digests of a data file's observations, a thousand at a time; None for other files.
    """

    path: str
    sha256: str
    indicators: int
    observations: int
    blocks: tuple[str, ...] | None = None
