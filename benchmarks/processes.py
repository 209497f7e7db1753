"""Whole processes, measured: seconds, processor time and peak memory, start-up of the interpreter included."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

#: Variables that would change what is measured.
_OWN = ("RSPLAN_CACHE", "RSPLAN_DATA", "RSPLAN_TARGETS", "LEDGER_FILE", "LEDGER")

#: ru_maxrss is in KiB on Linux and in bytes on macOS.
_PER_MB = 1024 * 1024 if sys.platform == "darwin" else 1024


class Run(NamedTuple):
    """What one process took."""

    seconds: float
    cpu: float
    peak: float


def run(
    words: Sequence[str],
    folder: Path,
    environ: Mapping[str, str] | None = None,
    output: Path = Path(os.devnull),
    piped: str = "",
) -> Run:
    """Run a program in a folder, its output into a file, and a file of the folder piped to it by `cat` if named.

    A process begins with the pages of the one that starts it and its peak counts them, so this one must stay
    small: nothing of the data is ever read here. What the program says on stderr is shown only if it fails: on a
    terminal it would be busy with its progress. Raises SystemExit then.
    """
    variables = {key: value for key, value in os.environ.items() if key not in _OWN} | dict(environ or {})
    feeder = subprocess.Popen(["cat", piped], cwd=folder, stdout=subprocess.PIPE) if piped else None
    with tempfile.TemporaryFile() as said, output.open("wb") as out:
        begin = time.perf_counter()
        child = subprocess.Popen(
            words,
            cwd=folder,
            env=variables,
            stdin=feeder.stdout if feeder else subprocess.DEVNULL,
            stdout=out,
            stderr=said,
        )
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - begin
        child.returncode = os.waitstatus_to_exitcode(status)
        if feeder and feeder.stdout:
            feeder.stdout.close()
            feeder.wait()
        if child.returncode:
            said.seek(0)
            sys.exit(f"{' '.join(words)[:200]}: exit code {child.returncode}\n{said.read().decode(errors='replace')}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / _PER_MB)
