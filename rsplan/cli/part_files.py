"""The target files of parts on the disk: all of them are written, or none; docs/allocate.md."""

import contextlib
import os
from collections.abc import Iterable, Mapping

from rsplan.cli.streams import change_file, make_folder, write_new_file
from rsplan.errors import RsplanError
from rsplan.report.part_target_files import PartTarget, with_part


def write_part_files(folder: str, targets: Mapping[str, PartTarget]) -> list[str]:
    """Write the targets into the folder, each into the file of its name, and return their paths.

    A target joins those that are in its file already; one that is there as it would be written is left by a run that
    was stopped. Raises RsplanError where a file cannot take its target: then all are as they were.
    """
    contents = {
        path: (before, target.text.encode() if before is None else with_part(before, target, path))
        for path, target in ((os.path.join(folder, name), target) for name, target in targets.items())
        for before in (_content(path),)
    }
    make_folder(folder)
    written = dict[str, tuple[bytes | None, bytes]]()
    try:
        for path, (before, after) in contents.items():
            if before == after:
                continue
            if not _write(path, before, after):
                raise RsplanError("error.part_file_changed", path=path)
            written[path] = before, after
    except BaseException:
        _undo(written.items())
        raise
    return [*contents]


def _content(path: str) -> bytes | None:
    """The bytes of the file; None where there is none. Raises RsplanError where it cannot be read."""
    if not os.path.lexists(path):
        return None
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError:
        raise RsplanError("error.part_file_exists", path=path) from None


def _write(path: str, before: bytes | None, after: bytes) -> bool:
    return write_new_file(after.decode(), path) if before is None else change_file(path, before, after)


def _undo(written: Iterable[tuple[str, tuple[bytes | None, bytes]]]) -> None:
    """Remove the files that are new, and take back what was added to others; what others wrote since stays."""
    for path, (before, after) in written:
        with contextlib.suppress(OSError, RsplanError):
            if before is None:
                os.unlink(path)
            else:
                change_file(path, after, before)
