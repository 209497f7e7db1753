"""The notation of plan documents; docs/methodology.md, section 1."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rsplan.errors import BadText
from rsplan.model import printed_figure_reading as notation
from rsplan.model.enums import Bound, Comparator
from rsplan.model.printed_figure_reading import Reading, number, plain, read_figure

ANY = settings(deadline=None, max_examples=200)

#: What the marks are made of, so that random text comes near to them.
MARK_SIGNS = "0123456789.-—~:∶%*/ 〔〕[]［］【】≥≤<>＜＞０５．％，,约超左右以内上下达万人家个双至　²①"


def test_the_words_of_every_comparator_are_listed_and_no_word_is_that_of_two() -> None:
    assert set(notation._WORDS) == set(Comparator)
    assert {comparator for comparator, words in notation._WORDS.items() if not any(words)} == {
        Comparator.BETWEEN,  # written as a range
        Comparator.NONE,  # written as asterisks
    }
    words = [word for entry in notation._WORDS.values() for word in (*entry.before, *entry.after, *entry.figures)]
    assert len(words) == len(set(words))


def one(value: str, comparator: Comparator | None = None, unit: str = "", *, cumulative: bool = False) -> Reading:
    """The reading of a single number."""
    return Reading((Decimal(value),), comparator, None, cumulative, unit)


@pytest.mark.parametrize(
    ("printed", "reading"),
    [
        ("〔130〕", one("130", cumulative=True)),
        ("5左右", one("5", Comparator.ABOUT)),
        ("4以内", one("4", Comparator.AT_MOST)),
        ("≥98", one("98", Comparator.AT_LEAST)),
        ("<4", one("4", Comparator.LESS_THAN)),
        ("14∶42∶44", Reading((Decimal(14), Decimal(42), Decimal(44)))),
        ("5—6个", Reading((Decimal(5),), Comparator.BETWEEN, Decimal(6), unit="个")),
        ("1.2万人以上", one("1.2", Comparator.AT_LEAST, "万人")),
        ("[1000 ]", one("1000", cumulative=True)),
        ("**", Reading(comparator=Comparator.NONE)),
    ],
)
def test_every_mark_named_in_the_methodology_is_read_on_its_face(printed: str, reading: Reading) -> None:
    assert read_figure(printed) == reading


@pytest.mark.parametrize(
    ("printed", "comparator"),
    [
        ("≥98", Comparator.AT_LEAST),
        ("98以上", Comparator.AT_LEAST),
        ("98及以上", Comparator.AT_LEAST),
        ("不低于98", Comparator.AT_LEAST),
        ("不少于98", Comparator.AT_LEAST),
        ("至少98", Comparator.AT_LEAST),
        ("达98", Comparator.AT_LEAST),
        ("达到98", Comparator.AT_LEAST),
        (">98", Comparator.MORE_THAN),
        ("＞98", Comparator.MORE_THAN),
        ("超98", Comparator.MORE_THAN),
        ("超过98", Comparator.MORE_THAN),
        ("突破98", Comparator.MORE_THAN),
        ("≤98", Comparator.AT_MOST),
        ("98以内", Comparator.AT_MOST),
        ("98以下", Comparator.AT_MOST),
        ("不超过98", Comparator.AT_MOST),
        ("不高于98", Comparator.AT_MOST),
        ("<98", Comparator.LESS_THAN),
        ("＜98", Comparator.LESS_THAN),
        ("低于98", Comparator.LESS_THAN),
        ("98左右", Comparator.ABOUT),
        ("约98", Comparator.ABOUT),
        ("98", None),
    ],
)
def test_the_words_and_signs_say_how_the_figure_is_to_be_compared(printed: str, comparator: Comparator | None) -> None:
    assert read_figure(printed) == one("98", comparator)


@pytest.mark.parametrize(
    ("word", "comparator", "value"),
    [
        ("全覆盖", Comparator.AT_LEAST, 100),
        ("应保尽保", Comparator.AT_LEAST, 100),
        ("清零", Comparator.AT_MOST, 0),
        ("动态清零", Comparator.AT_MOST, 0),
        ("动态为零", Comparator.AT_MOST, 0),
    ],
)
def test_words_that_stand_for_a_figure(word: str, comparator: Comparator, value: int) -> None:
    assert read_figure(word) == Reading((Decimal(value),), comparator)


@pytest.mark.parametrize(
    ("printed", "reading"),
    [
        ("超85万人", one("85", Comparator.MORE_THAN, "万人")),
        ("超过275万", one("275", Comparator.MORE_THAN, "万")),
        ("突破10万家", one("10", Comparator.MORE_THAN, "万家")),
        ("达240万", one("240", Comparator.AT_LEAST, "万")),
        ("不少于1000个", one("1000", Comparator.AT_LEAST, "个")),
        ("2.5万人次以上", one("2.5", Comparator.AT_LEAST, "万人次")),
        ("1200家左右", one("1200", Comparator.ABOUT, "家")),
        ("20%以上", one("20", Comparator.AT_LEAST, "%")),
        ("2%以内", one("2", Comparator.AT_MOST, "%")),
        ("5%左右", one("5", Comparator.ABOUT, "%")),
        ("双100%", one("100", None, "%")),
        ("1000名", one("1000", None, "名")),
        ("1—2所", Reading((Decimal(1),), Comparator.BETWEEN, Decimal(2), unit="所")),
        ("〔142.85〕", one("142.85", cumulative=True)),
        ("13∶41∶46", Reading((Decimal(13), Decimal(41), Decimal(46)))),
        ("　≥90", one("90", Comparator.AT_LEAST)),
    ],
)
def test_marks_of_the_two_plans_keep_value_sign_and_unit_apart(printed: str, reading: Reading) -> None:
    assert read_figure(printed) == reading


@pytest.mark.parametrize("dash", ["—", "–", "-", "~", "～", "至"])
def test_every_dash_makes_a_range(dash: str) -> None:
    assert read_figure(f"5{dash}6") == Reading((Decimal(5),), Comparator.BETWEEN, Decimal(6))


@pytest.mark.parametrize("colon", ["∶", ":", "："])
def test_every_colon_parts_shares(colon: str) -> None:
    assert read_figure(colon.join(["14", "42.5", "43.5"])).values == (Decimal(14), Decimal("42.5"), Decimal("43.5"))


@pytest.mark.parametrize("brackets", ["〔〕", "[]", "［］", "【】"])
@pytest.mark.parametrize("inner", ["130", " 1000 ", "8.59", "85万人以上", "≥3", "5—6"])
def test_a_mark_of_accumulation_adds_nothing_but_itself(brackets: str, inner: str) -> None:
    marked = read_figure(f"{brackets[0]}{inner}{brackets[1]}")
    assert marked.cumulative
    assert marked._replace(cumulative=False) == read_figure(inner)


@pytest.mark.parametrize("printed", ["", " ", "　", "-", "—", "——", "--", "…", "……", "/"])
def test_an_empty_cell_has_no_figure_and_sets_no_comparator(printed: str) -> None:
    assert tuple(read_figure(printed)) == ((), None, None, False, "")


@pytest.mark.parametrize("printed", ["*", "**", " ** ", "＊＊"])
def test_stars_mean_that_no_target_is_set(printed: str) -> None:
    assert read_figure(printed) == Reading(comparator=Comparator.NONE)


@pytest.mark.parametrize(
    ("printed", "bound"),
    [
        ("≥98", Bound.AT_LEAST),
        ("超34万", Bound.AT_LEAST),
        ("50家以上", Bound.AT_LEAST),
        ("2%以内", Bound.AT_MOST),
        ("<4", Bound.AT_MOST),
        ("98.36", Bound.EXACT),
        ("〔142.85〕", Bound.EXACT),
    ],
)
def test_a_published_bound_is_not_a_number(printed: str, bound: Bound) -> None:
    """methodology.md, section 2, Bound."""
    assert read_figure(printed).bound is bound


def test_full_width_digits_and_signs_are_the_same_figures() -> None:
    assert read_figure("１２．５％") == one("12.5", None, "%")


@pytest.mark.parametrize(
    "printed",
    [
        "人",
        "≥",
        "以上",
        "≥98以上",
        "≥5—6",
        "5—6以上",
        "5—6—7",
        "1,000",
        ".5",
        "5.",
        "1.2.3",
        "007",
        "1e3",
        "+5",
        "①",
        "五",
        "约五左右",
        "14∶42∶",
        "〔130",
        "5 (6)",
        "X",
        "X*X",
    ],
)
def test_text_that_is_no_known_mark_is_refused(printed: str) -> None:
    with pytest.raises(BadText):
        read_figure(printed)


@pytest.mark.parametrize("printed", ["≥ 98 以上", "≥ 5—6", "5—6 以上", "5 (6)", "人 "])
def test_what_is_refused_is_quoted_as_it_is_printed(printed: str) -> None:
    """With its white space, so that it is found again in the document."""
    with pytest.raises(BadText) as caught:
        read_figure(printed)
    assert (caught.value.key, caught.value.details) == ("text.not_a_figure", {"text": printed})


@pytest.mark.parametrize("printed", ["130〕", "130]", "98≥", "4<", "5—", "14∶"])
def test_half_a_mark_is_refused_rather_than_read_as_a_bare_number(printed: str) -> None:
    """A lost bracket, a range without its end: the sign is no unit, and dropping it changes what the print says."""
    with pytest.raises(BadText):
        read_figure(printed)


@given(st.text(MARK_SIGNS, max_size=12))
@ANY
def test_any_text_is_read_or_refused_and_nothing_else(printed: str) -> None:
    try:
        reading = read_figure(printed)
    except BadText:
        return
    assert all(value.is_finite() for value in reading.values)
    assert (reading.high is not None) == (reading.comparator is Comparator.BETWEEN)


def test_brackets_nested_without_end_are_refused_like_any_other_text() -> None:
    with pytest.raises(BadText):
        read_figure("〔" * 5000 + "5" + "〕" * 5000 + "x")
    with pytest.raises(BadText):
        read_figure("〔" * 5000 + "x" + "〕" * 5000)


@pytest.mark.parametrize("text", ["0", "5", "-5", "0.10", "142.85", "1000", "999999999999999", "-0.5"])
def test_a_plain_number_is_read_exactly(text: str) -> None:
    assert number(text) == Decimal(text)
    assert str(number(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 5 ",
        "5\n",
        "+5",
        "--5",
        "5%",
        "1,000",
        "1_000",
        "1e3",
        "1E+3",
        ".5",
        "5.",
        "1.2.3",
        "NaN",
        "Infinity",
        "inf",
        "１２",
        "٣",
        "0x10",
        "1/2",
    ],
)
def test_what_python_would_take_for_a_number_is_refused(text: str) -> None:
    """Only plain ASCII digits; Decimal() itself accepts NaN, 1_000, ' 5 ' and other scripts' digits."""
    with pytest.raises(BadText) as caught:
        number(text)
    assert caught.value.key == "text.not_a_number"
    assert caught.value.details["text"] == text


def test_more_digits_than_a_double_gives_back_are_refused() -> None:
    """docs/json.md: at most 15 significant digits, which a reader that uses doubles keeps."""
    assert number("1" * 15) == Decimal(111111111111111)
    assert number("-12345678.1234567") == Decimal("-12345678.1234567")  # 8 + 7 digits
    for text in ("1" * 16, "-12345678.12345678"):
        with pytest.raises(BadText) as caught:
            number(text)
        assert caught.value.key == "text.too_many_digits"
        assert caught.value.details == {"text": text, "most": "15"}


@given(st.decimals(min_value=-1000000, max_value=1000000, places=6))
@ANY
def test_a_number_read_is_the_number_written(value: Decimal) -> None:
    text = format(value, "f")
    assert str(number(text)) == text


@given(st.decimals(min_value=0, max_value=100000, places=2), st.sampled_from(["", "万人", "%", "家", "人次"]))
@ANY
def test_sign_and_unit_never_change_the_value(value: Decimal, unit: str) -> None:
    text = format(value, "f")
    forms = [f"{text}{unit}", f"≥{text}{unit}", f"{text}{unit}以内", f"〔{text}{unit}〕", f" {text} {unit} 左右"]
    for form in forms:
        reading = read_figure(form)
        assert (reading.values, reading.unit) == ((value,), unit)


def test_look_ups_fold_only_signs_with_one_meaning() -> None:
    assert plain(" ５ ㎡²① … ％ ") == "5㎡²①…%"
