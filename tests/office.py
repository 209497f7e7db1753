"""LibreOffice and Chromium for tests: where they are, and what a test says where they are not.

CI installs them (`.ci/run` as root) and sets RSPLAN_TEST_OFFICE=1: there a test that misses them fails, elsewhere it
skips.
"""

import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

#: The switches of a Chromium that asks nobody for anything.
CHROMIUM_SWITCHES = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-default-apps"),
)

#: LibreOffice calculates every formula of a workbook anew when it opens it.
_RECALCULATE = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>
"""

_FORMULA_VALUE = re.compile(r"(<c\b[^>]*>)(<f>.*?</f>)<v>[^<]*</v>", re.DOTALL)


def needed(*names: str) -> str:
    """The path of the first of the programs that is there; else the test skips, or fails where CI promised it."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        message = f"{names[0]} is not installed: nothing was opened in it"
        if os.environ.get("RSPLAN_TEST_OFFICE"):
            pytest.fail(message)
        pytest.skip(message)
    return found


def package(name: str) -> None:
    """Skip where a package of the tests is not installed, or fail where CI promised it."""
    if os.environ.get("RSPLAN_TEST_OFFICE"):
        __import__(name)
    else:
        pytest.importorskip(name, reason=f"{name} is not installed")


def converted(path: Path, to: str, folder: Path) -> Path:
    """The file as LibreOffice converts it, with every formula calculated anew."""
    office = needed("soffice", "libreoffice")
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_RECALCULATE, encoding="utf-8")
    out = folder / "converted"
    done = subprocess.run(
        [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", to, "--outdir", out, path],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    made = out / f"{path.stem}.{to.split(':')[0]}"
    assert made.exists(), done.stderr
    return made


def zeroed(path: Path, to: Path) -> int:
    """Copy a workbook with 0 for the stored value of every formula; returns the number of formulas."""
    number = 0
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in book.namelist():
            content = book.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text, found = _FORMULA_VALUE.subn(_zero, content.decode())
                content, number = text.encode(), number + found
            copy.writestr(name, content)
    return number


def _zero(found: "re.Match[str]") -> str:
    return found[1].replace(' t="str"', "") + found[2] + "<v>0</v>"
