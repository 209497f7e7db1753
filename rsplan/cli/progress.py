"""Progress of long work on standard error, where a terminal is there to show it."""

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

import click

from rsplan.read.input_text import Watch
from rsplan.text import Language, say

T = TypeVar("T")

#: From so many on, it takes long enough to show progress: each is read and assessed in some milliseconds.
_MANY = 40

#: Lines of data are read in microseconds; the bar moves on after so many.
_BLOCK = 1000


def progress(lang: Language, *, quiet: bool = False) -> Watch:
    """A watch that shows the progress of work on one thing after another.

    It takes the things, their number, and the name of the work, a text of the catalogues after `progress.`;
    with `quiet` it shows nothing, as where the terminal shows the result meanwhile.
    """

    def watched(things: Iterable[T], number: int, doing: str) -> Iterable[T]:
        step = _BLOCK if doing == "lines" else 1
        if quiet or number < _MANY * step or sys.stderr is None or not sys.stderr.isatty():
            return things
        return _shown(things, number, step, say(lang, f"progress.{doing}"))

    return watched


def _shown(things: Iterable[T], number: int, step: int, label: str) -> Iterator[T]:
    with click.progressbar(length=number, label=label, file=sys.stderr) as bar:
        done = 0
        for done, thing in enumerate(things, 1):
            yield thing
            if done % step == 0:
                bar.update(step)
        bar.update(done % step)
