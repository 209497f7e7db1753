"""Files are replaced as a whole: whatever ends a run, the old file is there, or the new one."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """\
import os, signal, sys, time
from rsplan.cli.streams import write_file
def pieces():
    yield "half"
    os.kill(os.getpid(), getattr(signal, sys.argv[2]))
    time.sleep(5)
    yield "whole"
write_file(pieces(), sys.argv[1])
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal here")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_a_run_that_is_ended_while_it_writes_leaves_the_old_file_as_it_was(tmp_path: Path, name: str) -> None:
    """At most a temporary file lies beside it; the pieces wait for the signal, so that it comes during the write."""
    file = tmp_path / "out.csv"
    file.write_text("before", encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", PROGRAM, file, name], capture_output=True, check=False)
    assert done.returncode == -getattr(signal, name)
    assert file.read_text(encoding="utf-8") == "before"
    beside = [path.name for path in tmp_path.iterdir() if path != file]
    assert len(beside) <= (0 if name == "SIGINT" else 1)
    assert all(name.startswith(".out.csv.") for name in beside)
