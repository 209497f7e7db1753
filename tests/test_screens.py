"""The first screens as they stand on a terminal of 80x24 and of 120x40: what is seen at once, and the whole layout.

`python tests/test_screens.py` writes the screens in tests/data/screens anew: look at each change before it is kept.
They are the one exception to the rule that nothing expected comes from running the code: they hold where things stand,
and the figures in them are tested elsewhere.
"""

import os
import subprocess
import sys
import unicodedata
from functools import cache
from pathlib import Path

import pytest

from rsplan.read.plan_library import load
from rsplan.text import LANGUAGES, catalogue

ROOT = Path(__file__).parent.parent
SCREENS = Path(__file__).parent / "data" / "screens"
CITIES, SIZES = ("suzhou", "nanjing"), {80: 24, 120: 40}

COMMANDS = {
    "status": ("status", "--as-of", "2026-11-26", "--city"),
    "pace": ("pace", "--as-of", "2024-06-30", "--city"),
    "show": ("show", "--as-of", "2026-11-26"),
    "year": ("status", "--year", "2023", "--as-of", "2024-06-30", "--city"),
    "changes": ("changes", "--since", "2024-01-31", "--until", "2025-01-31", "--city"),
    "due": ("due", "--as-of", "2024-06-30", "--city"),
}
NAMES = [
    f"{command}-{city}-{width}-{lang}"
    for command in COMMANDS
    for city in CITIES
    for width in SIZES
    for lang in LANGUAGES
]


@cache
def screen(width: int, lang: str, *args: str) -> str:
    """What the command prints on a terminal of so many columns."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("RSPLAN_")}
    environ |= {"COLUMNS": str(width), "NO_COLOR": "1", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    environ |= {"RSPLAN_CACHE": os.environ.get("RSPLAN_CACHE", "")}
    words = [sys.executable, "-m", "rsplan", *args, "--lang", lang]
    done = subprocess.run(words, cwd=ROOT, env=environ, capture_output=True, check=True)
    return done.stdout.decode("utf-8").replace("\r\n", "\n")


def named(name: str) -> str:
    """The screen of that name."""
    command, city, width, lang = name.split("-")
    return screen(int(width), lang, *COMMANDS[command], city, *(["1"] if command == "show" else []))


@pytest.mark.parametrize("name", NAMES)
def test_the_screen_is_laid_out_as_it_was(name: str) -> None:
    assert named(name) == (SCREENS / f"{name}.txt").read_text(encoding="utf-8")


def test_every_screen_is_one_of_these() -> None:
    assert {path.stem for path in SCREENS.iterdir()} == set(NAMES)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("plan", ["13fyp", "14fyp"])
@pytest.mark.parametrize("city", CITIES)
def test_the_head_and_what_needs_attention_are_seen_at_once(city: str, plan: str, lang: str) -> None:
    lines = screen(80, lang, "status", "--as-of", "2026-11-26", "--city", city, "--plan", plan).split("\n")
    assert max(at for at, line in enumerate(lines) if not line) >= 1
    begins = next(at for at, line in enumerate(lines) if line.split()[:1] == ["#"])
    assert begins < SIZES[80]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("city", CITIES)
def test_the_whole_table_of_the_plan_is_on_a_larger_screen(city: str, lang: str) -> None:
    assert named(f"status-{city}-120-{lang}").count("\n") < SIZES[120]


@pytest.mark.parametrize("city", CITIES)
def test_the_whole_chinese_table_of_the_plan_is_on_the_smallest_screen(city: str) -> None:
    assert named(f"status-{city}-80-zh").count("\n") < SIZES[80]


def test_the_first_screen_of_suzhou_says_what_matters() -> None:
    """The missed binding target, what is uncertain about the new jobs, and that the plan has ended."""
    seen = named("status-suzhou-80-zh")
    for words in (
        "规划期已于2025-12-31结束",
        "未载入2026年起的规划",
        "工伤保险参保人数（约束性） 628.1 / 650 万人 差21.9",  # 650 - 628.1
        "2024年起口径疑似变化",
        "缺2021年、2022年",
    ):
        assert words in seen


@pytest.mark.parametrize("name", NAMES)
def test_no_row_has_a_sign_that_a_font_may_draw_two_cells_wide(name: str) -> None:
    """Rows are lines with columns: two blanks or more between words; what stands last may have any sign."""
    for line in named(name).split("\n"):
        before, gap, last = line.rstrip().rpartition("  ")
        if gap and not line.startswith(tuple(catalogue("zh")["rows.doubts"][:2])):
            ambiguous = [sign for sign in before if unicodedata.east_asian_width(sign) == "A"]
            assert ambiguous == [] or before in line_of_text(name), (line, last)


def line_of_text(name: str) -> str:
    """The title of a plan, behind which its years stand after two blanks."""
    return "\n".join(
        str(text) for plan in load().plans for text in (*plan.title, f"{plan.city.name.zh} · {plan.title.zh}")
    )


if __name__ == "__main__":
    SCREENS.mkdir(exist_ok=True)
    for each in NAMES:
        (SCREENS / f"{each}.txt").write_text(named(each), encoding="utf-8", newline="\n")
