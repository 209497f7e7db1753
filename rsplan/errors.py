"""Problems of inputs as values, and the exceptions that users can cause; nothing here prints."""

from collections.abc import Iterable
from typing import NamedTuple

from rsplan.text import say

#: Problems of one input beyond this many say nothing new, and are not reported.
MOST_PROBLEMS = 200


class Problem(NamedTuple):
    """One problem of one input, with its place.

    `code` names an entry `problem.CODE` of the text catalogues, `details` fills it in;
    `line` and `column` count from 1, 0 where the problem concerns the whole file;
    `cell` is the address in a table, as `C5` or `Sheet1!C5`. A `warning` says that the input is read all the same.
    """

    code: str
    file: str
    line: int
    column: int
    details: dict[str, str]
    excerpt: str = ""
    cell: str = ""
    warning: bool = False


class RsplanError(Exception):
    """Base of every error that a user can cause; `key` names a text of the catalogues."""

    exit_code = 2

    def __init__(self, key: str, **details: str) -> None:
        super().__init__(key, details)
        self.key = key
        self.details = details

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuilt, (type(self), self.args, vars(self))

    def __str__(self) -> str:
        return say("en", self.key, self.details)


def _rebuilt(kind: type[RsplanError], args: tuple[object, ...], state: dict[str, object]) -> RsplanError:
    """The error that crossed from another process."""
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class UnknownCity(RsplanError):
    """A word for a city that is the id of none whose plans are loaded."""


#: The packages of the extras with the versions that are needed, as setup.cfg has them.
OPTIONAL_PACKAGES = {
    "openpyxl": "openpyxl>=3.1",
    "python-docx": "python-docx>=1.1",
    "pypdf": "pypdf>=7",
    "lxml": "lxml>=6",
    "jinja2": "jinja2>=3.1",
    "xlsxwriter": "xlsxwriter>=3.2",
    "resvg-py": "resvg-py>=0.2",
}


def package_missing(key: str, package: str, **details: str) -> RsplanError:
    """The error of a package that is not installed, with the words that install the version that is needed."""
    return RsplanError(key, package=package, words=f'"{OPTIONAL_PACKAGES[package]}"', **details)


class ClosedPipe(Exception):
    """The reader of the output has closed the pipe: the end of the work, and no error."""


class InvalidInput(RsplanError):
    """Inputs that cannot be read, with every problem in them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("error.invalid", count=str(len(self.problems)))

    def __str__(self) -> str:
        return "\n".join(map(_line, self.problems))


class EnteredNotReported(RsplanError):
    """The data file was changed as asked for, and the report of it could not be written."""

    exit_code = 3


class BadText(RsplanError):
    """A piece of text that is not the number, the period or the mark that it should be."""

    def __str__(self) -> str:
        return _message(self.key.replace("text.", "problem.", 1), self.details)


def _line(problem: Problem) -> str:
    place = f"{problem.file}:{problem.line}:{problem.column}" if problem.line else problem.file
    return f"{place}: {_message(f'problem.{problem.code}', problem.details)}"


def _message(key: str, details: dict[str, str]) -> str:
    """The message and its remedy on one line."""
    return "; ".join(say("en", key, details).split("\n"))
