"""Whether the files that a report rests on are what they were; docs/observations.md, "Unchanged since a report"."""

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import groupby
from typing import Any, NamedTuple

from rsplan.errors import InvalidInput, Problem
from rsplan.model.input_places import InputFile
from rsplan.read.csv_blocks import BLOCK, row_blocks
from rsplan.read.csv_format import MOST_BYTES
from rsplan.read.input_text import printable, read_bytes
from rsplan.read.plan_library import shipped_files
from rsplan.read.unfinished_change import read_data_file

#: A report of 340 cities has 44 MB; its inputs stand at its beginning, with 80 bytes a thousand observations.
MOST_REPORT, _HEAD = 200_000_000, 10_000_000

_SPACE = re.compile(r"\s*")
_DIGEST = re.compile("[0-9a-f]{64}")

_STDIN = "<stdin>"


class ReportedInputs(NamedTuple):
    """The inputs of a report, its name in messages, and the program that made it."""

    name: str
    generator: str
    files: Sequence[InputFile]


class ChangedLines(NamedTuple):
    """Lines of a data file whose observations, counted from 1, are not those of the report."""

    first_line: int
    last_line: int
    first: int
    last: int


class SinceReport(NamedTuple):
    """A file as it is now, held against the one that a report rests on.

    `rewritten` says that its bytes are others; that is a change of its own only where the report has no blocks of the
    file. `changed` are the lines of blocks that differ, `missing` counts observations that are gone from the end,
    `added` those that follow the last one of the report, from the line `first_added` on.
    """

    path: str
    reported: InputFile
    rewritten: bool
    changed: Sequence[ChangedLines] = ()
    missing: int = 0
    added: int = 0
    first_added: int | None = None

    @property
    def is_unchanged(self) -> bool:
        """Whether all that the report rests on is as it was."""
        return not (self.rewritten if self.reported.blocks is None else self.changed or self.missing)


def reported_inputs(path: str) -> ReportedInputs:
    """Read which inputs a JSON report rests on; raises InvalidInput for what is none."""
    name = _STDIN if path == "-" else printable(path)
    data = read_bytes(path, name, MOST_REPORT)
    try:
        encoding = json.detect_encoding(data)
        text = data[:_HEAD].decode(encoding, "replace")
        members = _members(text, {"generator", "inputs"})
        found = ReportedInputs(name, _text(members["generator"]), [_input(one) for one in members["inputs"]])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InvalidInput([Problem("not_a_report", name, 0, 0, {})]) from None
    try:
        json.loads(data.decode(encoding, "replace"), object_pairs_hook=_nothing)
    except (ValueError, RecursionError):  # a part of a report proves nothing
        raise InvalidInput([Problem("report_incomplete", name, 0, 0, {})]) from None
    return found


def _nothing(members: object) -> None:
    """Keep nothing of an object: a report may be large, and only its form is in question."""


def _members(text: str, names: set[str]) -> Mapping[str, Any]:
    """The members of a JSON object up to the last one that is asked for; raises ValueError where there is none."""
    decoder, found = json.JSONDecoder(), dict[str, Any]()
    at = _past(text, 0, "{")
    while True:
        key, at = decoder.raw_decode(text, at)
        found[key], at = decoder.raw_decode(text, _past(text, at, ":"))
        if names <= found.keys():
            return found
        at = _past(text, at, ",")


def _past(text: str, at: int, sign: str) -> int:
    """The place after the sign, which only blanks precede, and the blanks behind it."""
    found = re.compile(rf"\s*{sign}\s*").match(text, at)
    if found is None:
        raise ValueError(sign)
    return found.end()


def _input(record: Mapping[str, object]) -> InputFile:
    """One of the inputs; raises ValueError, KeyError or TypeError for what is none."""
    path, digest, number, blocks = (record[key] for key in ("path", "sha256", "observations", "blocks"))
    if not isinstance(number, int) or not _DIGEST.fullmatch(_text(digest)):
        raise ValueError(record)
    if blocks is None:
        return InputFile(_text(path), _text(digest), 0, number)
    if not isinstance(blocks, list) or len(blocks) != -(-number // BLOCK):
        raise ValueError(blocks)
    return InputFile(_text(path), _text(digest), 0, number, tuple(map(_text, blocks)))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


# --- what has become of them -----------------------------------------------------------------------------------------


def files_since(report: ReportedInputs, paths: Sequence[str]) -> tuple[list[SinceReport], list[Problem]]:
    """Hold the files, or where none is named all inputs of the report, against it.

    The problems are those of files that cannot be read, or that the report does not name.
    """
    found, problems = list[SinceReport](), list[Problem]()
    for each in paths or report.files:
        try:
            held = _since(each, _named(each, report)) if isinstance(each, str) else _found_again(each, report)
            found.append(held)
        except InvalidInput as error:
            problems += error.problems
    return found, problems


def _named(path: str, report: ReportedInputs) -> InputFile:
    """The input of the report that the file is: by its name, its place, its last name, or as the only data file."""
    name = _STDIN if path == "-" else printable(path)
    rules = (
        [one for one in report.files if one.path == name],
        [one for one in report.files if os.path.realpath(one.path) == os.path.realpath(path)],
        [one for one in report.files if os.path.basename(one.path) == os.path.basename(name)],
        [one for one in report.files if one.blocks is not None and not name.endswith((".yaml", ".yml"))],
    )
    found = next((rule for rule in rules if rule), [])
    if len(found) != 1:
        files = ", ".join(one.path for one in report.files)
        raise InvalidInput([Problem("not_in_report", name, 0, 0, {"report": report.name, "files": files or "-"})])
    return found[0]


def _found_again(reported: InputFile, report: ReportedInputs) -> SinceReport:
    """The input where the report says that it is; a shipped file has a name of its own."""
    if reported.path == _STDIN:
        raise InvalidInput([Problem("history_stdin", _STDIN, 0, 0, {"report": report.name})])
    shipped = [file.path for file in shipped_files() if file.name == reported.path]
    paths = [path for path in (reported.path, *shipped) if os.path.exists(path)] or [reported.path]
    held = [_since(path, reported)._replace(path=reported.path) for path in paths]
    return next((one for one in held if one.is_unchanged), held[0])


def _since(path: str, reported: InputFile) -> SinceReport:
    name = _STDIN if path == "-" else printable(path)
    data = read_bytes(path, name, MOST_BYTES) if reported.blocks is None else read_data_file(path, name)
    if reported.blocks is None or sha256(data).hexdigest() == reported.sha256:
        return SinceReport(name, reported, sha256(data).hexdigest() != reported.sha256)
    now = row_blocks(name, data, reported.observations)
    number = len(now.lines)
    added = max(0, number - reported.observations)
    return SinceReport(
        path=name,
        reported=reported,
        rewritten=True,
        changed=tuple(_changed_lines(reported, now.digests, now.lines)),
        missing=max(0, reported.observations - number),
        added=added,
        first_added=now.lines[reported.observations] if added else None,
    )


def _changed_lines(reported: InputFile, digests: Sequence[str], lines: Sequence[int]) -> Iterator[ChangedLines]:
    """The lines of the blocks that differ, those of blocks that follow each other together."""
    end = min(reported.observations, len(lines))
    pairs = enumerate(zip(reported.blocks or (), digests, strict=False))
    changed = [index for index, (before, now) in pairs if before != now]
    for _, run in groupby(enumerate(changed), lambda each: each[1] - each[0]):
        indexes = [index for _, index in run]
        first, last = indexes[0] * BLOCK, min((indexes[-1] + 1) * BLOCK, end)
        yield ChangedLines(lines[first], lines[last - 1], first + 1, last)


def changes_of(held: SinceReport, report: ReportedInputs) -> Iterator[Problem]:
    """Each change of the file as a problem: the lines that differ, and how many are gone."""
    details = {"report": report.name, "generator": report.generator, "count": f"{held.reported.observations:,}"}
    if held.reported.blocks is None and held.rewritten:
        yield Problem("history_rewritten", held.path, 0, 0, details)
    for lines in held.changed:
        places = {"first": lines.first_line, "last": lines.last_line, "from": lines.first, "to": lines.last}
        numbers = {key: str(place) for key, place in places.items()}
        yield Problem("history_changed", held.path, lines.first_line, 1, details | numbers)
    if held.missing:
        yield Problem("history_missing", held.path, 0, 0, details | {"missing": f"{held.missing:,}"})
