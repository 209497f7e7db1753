"""Faults in the file calls of the commands that change a data file: the small size of benchmarks/faults.py."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the calls are those of Linux")
@pytest.mark.parametrize("command", ["record", "import", "retract", "upgrade"])
def test_whatever_call_fails_the_file_is_as_it_was_or_whole(command: str) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "faults.py"), command, "--every", "31"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    counts = json.loads(done.stdout.splitlines()[-1])
    assert counts["wrong"] == 0
    assert counts["faults"][command] >= 50
