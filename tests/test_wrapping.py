"""Text folded at a width in cells: all of it is kept, no line is wider, and no number and no date is cut."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rsplan.text import catalogue, in_words
from rsplan.text.wrapping import cells, widest_atom, wrapped

NUMBER = re.compile(r"[0-9][0-9.,:/—-]*[0-9]|[0-9]")
TEXTS = st.text("城镇新增就业人数，。（）“”年月 ab-/.,:0123456789", max_size=60)


@pytest.mark.parametrize(("text", "width"), [("", 0), ("abc", 3), ("万人", 4), ("A（万人）", 9), ("≥92", 3), ("✓▰", 2)])
def test_a_wide_sign_takes_two_cells(text: str, width: int) -> None:
    assert cells(text) == width


def test_a_mark_on_a_sign_takes_none() -> None:
    assert cells("e\u0301") == 1


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("城镇新增就业人数", 8, ["城镇新增", "就业人数"]),
        ("截至2024-06-30为止", 12, ["截至", "2024-06-30为", "止"]),
        ("缺2023年4—12月的数", 12, ["缺", "2023年4—12月", "的数"]),
        ("2022年下半年无数据", 14, ["2022年下半年无", "数据"]),
        ("完成，未完成", 4, ["完", "成，", "未完", "成"]),
        ("见（表1）", 4, ["见", "（表", "1）"]),
        ("人数（万人）", 8, ["人数", "（万人）"]),
        ("新增就业人数 万人", 14, ["新增就业人数", "万人"]),
        ("培训人次 万人次 *", 12, ["培训人次", "万人次 *"]),
        ("628.1 / 650 万人", 14, ["628.1 / 650", "万人"]),
        ("New urban jobs 10,000 persons", 22, ["New urban jobs", "10,000 persons"]),
        ("Trained 10,000 participations *", 26, ["Trained", "10,000 participations *"]),
        ("628.1 / 650 10,000 persons", 18, ["628.1 / 650", "10,000 persons"]),
        ("10,000 persons", 10, ["10,000", "persons"]),
        ("New urban jobs (10,000 persons)", 26, ["New urban jobs", "(10,000 persons)"]),
        ("17 straight line", 12, ["17 straight", "line"]),
        ("缺2000年1月-2001年1月", 19, ["缺", "2000年1月-2001年1月"]),
        ("降低13%以上", 10, ["降低13%", "以上"]),
        ("最早2025-11-01达到", 16, ["最早2025-11-01", "达到"]),
        ("2024年：难以完成", 14, ["2024年：", "难以完成"]),
        ("a long word", 6, ["a long", "word"]),
        ("targets/suzhou.yaml:499", 16, ["targets/", "suzhou.yaml:499"]),
        ("aaaaaaaaaa", 4, ["aaaa", "aaaa", "aa"]),
        ("one\ntwo", 80, ["one", "two"]),
    ],
)
def test_lines_end_where_a_reader_expects_it(text: str, width: int, lines: list[str]) -> None:
    assert wrapped(text, width) == lines


def test_a_unit_of_a_number_and_a_word_is_not_cut() -> None:
    assert widest_atom("New urban jobs 10,000 persons") == len("10,000 persons")


@given(TEXTS, st.integers(4, 40))
def test_nothing_is_lost_and_no_line_is_wider(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line) <= width for line in lines)


@given(TEXTS, st.integers(4, 40))
def test_no_number_is_cut_that_fits_on_a_line(text: str, width: int) -> None:
    if widest_atom(text) <= width:
        shown = "\n".join(wrapped(text, width))
        assert [found for found in NUMBER.findall(text) if found not in shown] == []


@pytest.mark.parametrize(
    ("period", "zh", "en"),
    [
        ("2023", "2023年", "2023"),
        ("2022-H2", "2022年下半年", "second half of 2022"),
        ("2023-Q3", "2023年三季度", "third quarter of 2023"),
        ("2023-06", "2023年6月", "2023-06"),
        ("2023-04/2023-12", "2023年4—12月", "2023-04 to 2023-12"),
        ("2022-11/2023-02", "2022年11月—2023年2月", "2022-11 to 2023-02"),
        ("2023-06-30", "2023-06-30", "2023-06-30"),
        ("2024-01-01/2024-01-15", "2024-01-01至2024-01-15", "2024-01-01 to 2024-01-15"),
        ("〔130〕", "〔130〕", "〔130〕"),
    ],
)
def test_periods_are_said_in_words(period: str, zh: str, en: str) -> None:
    assert (in_words(period, catalogue("zh")), in_words(period, catalogue("en"))) == (zh, en)


def test_a_long_word_is_cut_in_time_that_grows_with_it() -> None:
    """Half a million signs: what went through all of them for each would not come back."""
    for word in ("字" * 400_000, "a" * 400_000, "a/" * 200_000):
        lines = wrapped(word, 100_000)
        assert "".join(lines) == word
        assert {cells(line) for line in lines} == {100_000}
