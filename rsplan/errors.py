"""Problems of inputs as values, and the exceptions that users can cause; nothing here prints."""

from collections.abc import Iterable
from typing import NamedTuple

#: Problems of one input beyond this many say nothing new, and are not reported.
MOST_PROBLEMS = 200


class Problem(NamedTuple):
    """One problem of one input, with its place.

    `code` names an entry `problem.CODE` of the text catalogues, `details` fills it in;
    `line` and `column` count from 1, 0 where the problem concerns the whole file;
    `cell` is the address in a table, as `C5` or `Sheet1!C5`.
    """

    code: str
    file: str
    line: int
    column: int
    details: dict[str, str]
    excerpt: str = ""
    cell: str = ""


class RsplanError(Exception):
    """Base of every error that a user can cause; `key` names a text of the catalogues."""

    exit_code = 2

    def __init__(self, key: str, **details: str) -> None:
        super().__init__(key, details)
        self.key = key
        self.details = details


class ClosedPipe(Exception):
    """The reader of the output has closed the pipe: the end of the work, and no error."""


class InvalidInput(RsplanError):
    """Inputs that cannot be read, with every problem in them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("error.invalid", count=str(len(self.problems)))


class BadText(RsplanError):
    """A piece of text that is not the number, the period or the mark that it should be."""
