"""The pictures of the READMEs: the report and the first screen, as Chromium shows them.

    python docs/pictures.py

writes docs/report-zh.png, docs/screen-zh.png and the same in English. It needs Chromium, the fonts of Noto CJK and
rsplan with the extra `report`.
"""

import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

DOCS = Path(__file__).resolve().parent
LANGUAGES = ("zh", "en")

#: What is shown: a plan that has targets of every sort of verdict, on the day of the examples in the READMEs.
SHOWN = ["suzhou", "--as-of", "2026-11-21"]

#: Width and height of the pictures.
REPORT, SCREEN = (1100, 900), (960, 440)
COLUMNS = 100

PAGE = """<!DOCTYPE html><meta charset="utf-8"><style>
body{{margin:0;background:#14181d;color:#e8edf2}}
pre{{margin:16px;font:16px/1.35 "Noto Sans Mono CJK SC",monospace}}
i{{display:inline-block;width:1ch;font-style:normal}}
.b{{font-weight:700}}.r{{color:#ff9a9a;font-weight:700}}.g{{color:#7fd6a2}}.y{{color:#f0c060}}.d{{color:#a9b7c6}}
</style><pre>{lines}</pre>"""

#: The colours of the terminal and the classes of the page.
CLASSES = {"1": "b", "31": "r", "32": "g", "33": "y", "2": "d", "36": "g"}
#: Signs that the font lacks, and that another draws in a width of its own.
_ODD = re.compile("[▰▱✓✗]")

_ESCAPE = re.compile(r"\x1b\[([0-9;]*)m")


def main() -> None:
    """Write the pictures."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        sys.exit("Chromium is not installed")
    with tempfile.TemporaryDirectory() as made:
        for lang in LANGUAGES:
            report, screen = Path(made) / f"report-{lang}.html", Path(made) / f"screen-{lang}.html"
            rsplan("report", *SHOWN, "--lang", lang, "-o", str(report))
            screen.write_text(PAGE.format(lines=coloured(rsplan("status", *SHOWN, "--lang", lang))), encoding="utf-8")
            for page, (width, height) in ((report, REPORT), (screen, SCREEN)):
                photograph(chromium, page, DOCS / f"{page.stem}.png", width, height)


def rsplan(*words: str) -> str:
    """What the program prints on a terminal with colours."""
    environ = {**os.environ, "COLUMNS": str(COLUMNS), "FORCE_COLOR": "1", "RSPLAN_DATA": "", "RSPLAN_TARGETS": ""}
    more = ["--color", "always"] if words[0] == "status" else []
    done = subprocess.run(
        [sys.executable, "-m", "rsplan", *words, *more],
        cwd=DOCS.parent,
        env=environ,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


def coloured(text: str) -> str:
    """The output with spans for its colours."""
    pieces, opened = [], 0
    for index, piece in enumerate(_ESCAPE.split(text)):
        if index % 2 == 0:
            pieces.append(_ODD.sub(r"<i>\g<0></i>", html.escape(piece)))
        elif piece in ("", "0"):
            pieces.append("</span>" * opened)
            opened = 0
        else:
            names = " ".join(CLASSES.get(code, "") for code in piece.split(";"))
            pieces.append(f'<span class="{names}">')
            opened += 1
    return "".join(pieces)


def photograph(chromium: str, page: Path, picture: Path, width: int, height: int) -> None:
    """Write the page as Chromium shows it."""
    with tempfile.TemporaryDirectory() as profile:
        switches = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
        switches += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
        switches += ["--hide-scrollbars", f"--user-data-dir={profile}", f"--window-size={width},{height}"]
        subprocess.run([chromium, *switches, f"--screenshot={picture}", page.as_uri()], capture_output=True, check=True)


if __name__ == "__main__":
    main()
