"""The notation of plan documents; docs/methodology.md, section 1."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rsplan.errors import BadText
from rsplan.model import printed_figure_reading as notation
from rsplan.model.enums import Better, Bound, Comparator, Says
from rsplan.model.plain_text import number, plain
from rsplan.model.printed_figure_reading import Reading, read_figure, read_level, read_target
from rsplan.model.units import are_persons, in_unit, measures_the_same

ANY = settings(deadline=None, max_examples=200)

#: What the marks are made of, so that random text comes near to them.
MARK_SIGNS = (
    "0123456789.-—~:∶%*/ 〔〕[]［］【】{}≥≤<>＜＞０５．％，,约超左右以内上下达万人家个双至　²①"
    "控制在保持累计年均增长提高降低到由从较比翻一番百分之点（）不含再新增五力争零"
)


def test_the_words_of_every_comparator_are_listed_and_no_word_is_that_of_two() -> None:
    assert set(notation._WORDS) == set(Comparator)
    assert {comparator for comparator, words in notation._WORDS.items() if not any(words)} == {
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
        ("大于等于98", Comparator.AT_LEAST),
        ("达到或超过98", Comparator.AT_LEAST),
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
        ("小于或等于98", Comparator.AT_MOST),
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
    assert read_figure(printed) == Reading()
    assert not any(Reading())


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
        "1,00",
        "1,0000",
        "1000,000",
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


# --- remarks behind a figure, and units with a scale ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "reading"),
    [
        ("6.5左右（年均）", one("6.5", Comparator.ABOUT)._replace(remark="年均", says=Says.YEARLY)),
        ("6.5左右(年均)", one("6.5", Comparator.ABOUT)._replace(remark="年均", says=Says.YEARLY)),
        ("85万人（含农村）以上", one("85", Comparator.AT_LEAST, "万人")._replace(remark="含农村")),
        ("5（个）", one("5")._replace(remark="个")),
    ],
)
def test_a_remark_in_brackets_hides_no_sign(printed: str, reading: Reading) -> None:
    """左右 before a bracket stays 左右."""
    assert read_figure(printed) == reading


@pytest.mark.parametrize("printed", ["6.5左右年均", "5以上个", "（85）", "（年均）"])
def test_a_sign_is_never_taken_for_a_unit(printed: str) -> None:
    with pytest.raises(BadText):
        read_figure(printed)


@pytest.mark.parametrize(
    ("printed", "unit", "value"),
    [
        ("1.2万人以上", "人", "12000"),
        ("1.2万", "人", "12000"),
        ("1.2万人以上", "万人", "1.2"),
        ("1.2万名", "人", "12000"),
        ("12000人", "万人", "1.2"),
        ("1.2亿元", "万元", "12000"),
        ("8万名", "万名", "8"),
        ("1800人", "人次", "1800"),
        ("90%", "%", "90"),
        ("90", "万人", "90"),
    ],
)
def test_a_figure_printed_in_another_scale_is_converted(printed: str, unit: str, value: str) -> None:
    converted = in_unit(read_figure(printed), unit)
    assert measures_the_same(read_figure(printed).unit, unit)
    assert [str(figure) for figure in converted.values] == [value]


def test_a_range_is_converted_at_both_ends() -> None:
    converted = in_unit(read_figure("1.2—1.5万人"), "人")
    assert (converted.values, converted.high) == ((Decimal(12_000),), Decimal(15_000))


@pytest.mark.parametrize(
    ("printed", "unit"), [("90万", "%"), ("20家", "户"), ("5万人次", "人"), ("3年", "人"), ("1.5万", "亿元")]
)
def test_units_of_different_things_are_not_converted(printed: str, unit: str) -> None:
    reading = read_figure(printed)
    assert not measures_the_same(reading.unit, unit)
    assert in_unit(reading, unit) == reading


@pytest.mark.parametrize(
    ("unit", "persons"),
    [
        *((unit, True) for unit in ("人", "万人", "人次", "万人次", "名", "万名", "位", "人（次）")),
        *((unit, False) for unit in ("%", "家", "万家", "元", "个", "户", "人均元")),
    ],
)
def test_units_that_count_persons_are_known(unit: str, persons: bool) -> None:
    assert are_persons(unit) is persons


# --- the phrases of plans ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "reading"),
    [
        ("控制在3%以内", Reading((Decimal(3),), Comparator.AT_MOST, unit="%", moves=Better.LOWER, wording="控制在")),
        ("不高于3%", one("3", Comparator.AT_MOST, "%")),
        ("不低于90%", one("90", Comparator.AT_LEAST, "%")),
        ("保持在95%以上", one("95", Comparator.AT_LEAST, "%")._replace(wording="保持在")),
        ("累计130万人", one("130", None, "万人")._replace(says=Says.SUM, wording="累计")),
        ("五年新增500万人以上", one("500", Comparator.AT_LEAST, "万人")._replace(says=Says.SUM, wording="五年新增")),
        ("新增5万人", one("5", None, "万人")._replace(says=Says.ADDED, wording="新增")),
        ("〔50〕万人以上", one("50", Comparator.AT_LEAST, "万人", cumulative=True)),
        ("[50]万人", one("50", None, "万人", cumulative=True)),
        ("累计〔50〕万人", one("50", None, "万人", cumulative=True)._replace(says=Says.SUM, wording="累计")),
        ("5%—6%", Reading((Decimal(5),), Comparator.BETWEEN, Decimal(6), unit="%")),
        ("5%—6%之间", Reading((Decimal(5),), Comparator.BETWEEN, Decimal(6), unit="%")),
        ("2—3个", Reading((Decimal(2),), Comparator.BETWEEN, Decimal(3), unit="个")),
        ("5万—6万人", Reading((Decimal(5),), Comparator.BETWEEN, Decimal(6), unit="万人")),
        (
            "年均增长6%以上",
            one("6", Comparator.AT_LEAST, "%")._replace(says=Says.GROWTH, moves=Better.HIGHER, wording="年均增长"),
        ),
        ("年均26万人", one("26", None, "万人")._replace(says=Says.YEARLY, wording="年均")),
        ("每年24万人", one("24", None, "万人")._replace(says=Says.YEARLY, wording="每年")),
        ("力争7.5%左右", one("7.5", Comparator.ABOUT, "%")._replace(wording="力争")),
        (
            "降低30%以上",
            one("30", Comparator.AT_LEAST, "%")._replace(says=Says.PERCENT, moves=Better.LOWER, wording="降低"),
        ),
        (
            "较2020年提高5个百分点",
            one("5", None, "个百分点")._replace(says=Says.POINTS, moves=Better.HIGHER, since=2020, wording="2020提高"),
        ),
        ("由0.45增加到0.5", one("0.5")._replace(moves=Better.HIGHER, base=Decimal("0.45"), wording="0.45增加到")),
        ("从67.9提高到71", one("71")._replace(moves=Better.HIGHER, base=Decimal("67.9"), wording="67.9提高到")),
        ("＞22", one("22", Comparator.MORE_THAN)),
        ("零发生", one("0", Comparator.AT_MOST)),
        ("动态清零", one("0", Comparator.AT_MOST)),
        ("全覆盖", one("100", Comparator.AT_LEAST)),
        ("百分之九十五", one("95", None, "%")),
        ("百分之五点五左右", one("5.5", Comparator.ABOUT, "%")),
        ("百分之百", one("100", None, "%")),
        ("百分之95以上", one("95", Comparator.AT_LEAST, "%")),
        ("1,500", one("1500")),
        ("１，５００人以上", one("1500", Comparator.AT_LEAST, "人")),
        ("500*", one("500")._replace(remark="*")),
        ("6人（含）以下", one("6", Comparator.AT_MOST, "人")),
        ("6人（不含）以下", one("6", Comparator.LESS_THAN, "人")),
        ("50人以上（不含）", one("50", Comparator.MORE_THAN, "人")),
        ("翻一番", one("100", None, "%")._replace(says=Says.PERCENT, moves=Better.HIGHER, wording="翻一番")),
        ("14∶42∶44", Reading((Decimal(14), Decimal(42), Decimal(44)))),
        (">=95%", one("95", Comparator.AT_LEAST, "%")),
        ("85（万人）", one("85", None, "万人")),
        ("2.5倍以内", one("2.5", Comparator.AT_MOST, "倍")),
        ("力争达到95%", one("95", Comparator.AT_LEAST, "%")._replace(wording="力争")),
        ("力争全覆盖", one("100", Comparator.AT_LEAST)._replace(wording="力争")),
        ("净增20万人", one("20", None, "万人")._replace(says=Says.POINTS, moves=Better.HIGHER, wording="净增")),
        ("五年净增加20家", one("20", None, "家")._replace(says=Says.POINTS, moves=Better.HIGHER, wording="五年净增加")),
        ("净减少2件", one("2", None, "件")._replace(says=Says.POINTS, moves=Better.LOWER, wording="净减少")),
        ("增长1倍", one("100", None, "%")._replace(says=Says.PERCENT, moves=Better.HIGHER, wording="增长1倍")),
        (
            "力争五年翻一番以上",
            one("100", Comparator.AT_LEAST, "%")._replace(
                says=Says.PERCENT, moves=Better.HIGHER, wording="力争五年翻一番以上"
            ),
        ),
        (
            "在2025年基础上增加一倍",
            one("100", None, "%")._replace(
                says=Says.PERCENT, moves=Better.HIGHER, since=2025, wording="在2025年基础上增加一倍"
            ),
        ),
        (
            "较“十四五”末提高5个百分点",
            one("5", None, "个百分点")._replace(
                says=Says.POINTS, moves=Better.HIGHER, since=2025, wording="十四五提高"
            ),
        ),
        (
            "在2025年的基础上增加3万人",
            one("3", None, "万人")._replace(says=Says.POINTS, moves=Better.HIGHER, since=2025, wording="2025增加"),
        ),
        ("五年引进60万人以上", one("60", Comparator.AT_LEAST, "万人")._replace(says=Says.SUM, wording="五年引进")),
        ("培训100万人次", one("100", None, "万人次")._replace(says=Says.ADDED, wording="培训")),
        ("累计发放不少于50亿元", one("50", Comparator.AT_LEAST, "亿元")._replace(says=Says.SUM, wording="累计发放")),
        ("不低于90分", one("90", Comparator.AT_LEAST, "分")),
        ("保持100%", one("100", None, "%")._replace(wording="保持")),
        ("15分钟以内", one("15", Comparator.AT_MOST, "分钟")),
    ],
)
def test_every_phrase_is_read_with_what_its_words_say(printed: str, reading: Reading) -> None:
    assert read_figure(printed) == reading


@pytest.mark.parametrize(
    ("printed", "reading"),
    [
        ("五年平均5%以内", one("5", Comparator.AT_MOST, "%")._replace(says=Says.MEAN, wording="五年平均")),
        (
            "规划期内年均保持在5%以内",
            one("5", Comparator.AT_MOST, "%")._replace(says=Says.MEAN, wording="规划期内年均保持在"),
        ),
        ("5%以内（五年平均）", one("5", Comparator.AT_MOST, "%")._replace(says=Says.MEAN, remark="五年平均")),
        (
            "五年平均增长6%",
            one("6", unit="%")._replace(says=Says.GROWTH, moves=Better.HIGHER, wording="五年平均增长"),
        ),
    ],
)
def test_a_mean_over_the_plan_is_read_as_one(printed: str, reading: Reading) -> None:
    assert read_figure(printed) == reading


def test_a_mean_is_told_from_the_amount_of_each_year() -> None:
    assert [read_figure(f"{word}5%以内").is_mean for word in ("年均", "五年平均", "每年", "五年", "")] == [
        *(True, True, False, False, False)
    ]


@pytest.mark.parametrize(
    ("name", "printed", "without"),
    [
        ("城镇新增就业", "五年城镇新增就业500万人以上", "五年500万人以上"),
        ("城镇新增就业人数", "五年城镇新增就业500万人以上", "五年500万人以上"),
        ("城镇新增就业人数", "城镇新增就业人数累计超过50万人", "累计超过50万人"),
        ("城镇调查失业率", "力争城镇调查失业率控制在5%以内", "力争控制在5%以内"),
        ("城镇调查失业率", "年均城镇调查失业率控制在5%以内", "年均控制在5%以内"),
        ("工资", "工资年均增长6%", "年均增长6%"),
    ],
)
def test_the_name_of_the_indicator_may_stand_within(name: str, printed: str, without: str) -> None:
    assert read_target(printed, name) == read_figure(without)


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("新增就业", "五年城镇新增就业500万人以上"),  # another word stays
        ("城镇新增就业", "五年城镇新增就业和再就业500万人以上"),
        ("城镇新增就业", "五年城镇新增就业人员500万人以上"),
        ("城镇新增就业", "五年城镇新增就业、城镇新增就业500万人以上"),
        ("城镇新增就业", "五年城镇新增就业5 00万人以上"),
        ("城镇新增就业", "五年城镇新增就业"),
        ("工资", "年均工资增长6%"),  # of the wage of a year, or in each year
        ("工资", "五年工资增长30%"),
        ("业", "五年就业500万人以上"),
        ("覆盖率", "基本实现全覆盖"),
        ("全覆盖", "基本实现全覆盖"),
    ],
)
def test_a_name_among_other_words_is_not_read(name: str, printed: str) -> None:
    with pytest.raises(BadText):
        read_target(printed, name)


#: Phrases of plans other than Nanjing's and Suzhou's: the plan, the indicator, the print, and its reading by hand.
OF_OTHER_PLANS = [
    ("江苏省“十四五”人社规划", "城镇新增就业", "五年新增500万人以上", "at_least 500 万人 sum"),
    ("江苏省“十四五”人社规划", "城镇调查失业率", "5%左右", "about 5 %"),
    ("江苏省“十四五”人社规划", "每万劳动力中高技能人才数", "1000人以上", "at_least 1000 人"),
    ("江苏省“十三五”规划纲要", "城镇登记失业率", "低于4%", "less_than 4 %"),
    ("江苏省“十三五”规划纲要", "居民人均可支配收入", "年均增长7.5%左右", "about 7.5 % growth higher"),
    ("江苏省“十三五”规划纲要", "地区生产总值", "达到10万亿元左右", "about 10 万亿元"),
    ("江苏省“十三五”规划纲要", "每万人拥有社会组织数", "大于15个", "more_than 15 个"),
    ("江苏省“十三五”规划纲要", "公众安全感", "不低于90%", "at_least 90 %"),
    ("江苏省“十三五”规划纲要", "劳动年龄人口平均受教育年限", "12.2年", "bare 12.2 年"),
    ("人社部“十四五”规划", "城镇新增就业", "5000万人以上", "at_least 5000 万人"),
    ("人社部“十四五”规划", "城镇调查失业率", "控制在5.5%以内", "at_most 5.5 % lower"),
    ("人社部“十四五”规划", "补贴性职业技能培训", "7500万人次", "bare 7500 万人次"),
    ("国务院“十三五”促进就业规划", "企业劳动合同签订率", "保持在90%以上", "at_least 90 %"),
    ("国务院“十三五”促进就业规划", "技能劳动者总量", "达到约1.7亿人", "about 1.7 亿人"),
    ("国务院“十三五”促进就业规划", "高技能人才总量", "达到5500万人", "at_least 5500 万人"),
    ("四川省“十四五”就业促进规划", "城镇新增就业", "425万人以上", "at_least 425 万人"),
    ("四川省“十四五”就业促进规划", "城镇调查失业率", "控制在6%以内", "at_most 6 % lower"),
    ("四川省“十四五”就业促进规划", "农村劳动力转移就业规模", "保持在2400万人左右", "about 2400 万人"),
    ("四川省“十四五”就业促进规划", "返乡入乡创业人员", "累计超过100万人", "more_than 100 万人 sum"),
    ("四川省“十四五”就业促进规划", "零就业家庭", "动态清零", "at_most 0 "),
    ("湖南省“十四五”就业促进实施方案", "城镇登记失业率", "控制在4.5%以内", "at_most 4.5 % lower"),
    ("湖南省“十四五”就业促进实施方案", "补贴性职业技能培训", "累计275万人次以上", "at_least 275 万人次 sum"),
    ("湖南省“十四五”就业促进实施方案", "脱贫人口务工规模", "达到245万人", "at_least 245 万人"),
    ("广东省人社“十四五”规划", "城镇调查失业率", "控制在5.5%左右", "about 5.5 % lower"),
    ("广东省人社“十四五”规划", "城镇新增就业", "550万人以上", "at_least 550 万人"),
    ("广东省人社“十四五”规划", "基本医疗保险参保率", "稳定在95%以上", "at_least 95 %"),
    ("浙江省人社“十三五”规划", "高、中、初级专业技术人才比例", "8:26:66", "bare 8:26:66 "),
    ("浙江省人社“十三五”规划", "人才贡献率", ">40", "more_than 40 "),
    ("国家“十四五”规划纲要", "劳动年龄人口平均受教育年限", "提高到11.3年", "bare 11.3 年 higher"),
    ("国家“十四五”规划纲要", "人均预期寿命", "再提高1岁", "bare 1 岁 points higher"),
    ("国家“十四五”规划纲要", "基本养老保险参保率", "提高到95%", "bare 95 % higher"),
    ("国家“十五五”规划纲要（草案）", "全社会研发经费投入", "年均增长7%以上", "at_least 7 % growth higher"),
    ("国家“十五五”规划纲要（草案）", "单位GDP二氧化碳排放", "累计降低17%", "bare 17 % percent lower"),
    ("国家“十三五”规划纲要", "国内生产总值", "比2010年翻一番", "bare 100 % percent higher 2010"),
    ("国家“十三五”规划纲要", "经济总量", "超过90万亿元", "more_than 90 万亿元"),
    ("国家“十三五”规划纲要", "全员劳动生产率", "从8.7万元提高到12万元以上", "at_least 12 万元 higher from 8.7"),
]


def by_hand(reading: Reading) -> str:
    """The reading in the words of the table above."""
    parts: list[str] = [
        reading.comparator or "bare",
        ":".join(map(str, reading.values)),
        reading.unit,
        *(str(one) for one in (reading.says, reading.moves, reading.since) if one),
        *([f"from {reading.base}"] if reading.base is not None else []),
    ]
    return " ".join(parts)


@pytest.mark.parametrize(("plan", "indicator", "printed", "read"), OF_OTHER_PLANS)
def test_phrases_of_other_plans_are_read(plan: str, indicator: str, printed: str, read: str) -> None:
    assert by_hand(read_figure(printed)) == read, f"{plan}: {indicator}"


@pytest.mark.parametrize(
    ("plan", "printed"),
    [
        ("国家“十四五”规划纲要: 居民人均可支配收入增长", "与国内生产总值增长基本同步"),
        ("国家“十四五”规划纲要: 全员劳动生产率增长", "高于国内生产总值增长"),
        ("国家“十五五”规划纲要（草案）: 国内生产总值增长", "保持在合理区间"),
    ],
)
def test_words_without_a_number_are_no_figure(plan: str, printed: str) -> None:
    with pytest.raises(BadText):
        read_figure(printed)


@pytest.mark.parametrize(
    "printed",
    [
        "控制在3%以上",
        "降到5%以上",
        "提高到5%以内",
        "由0.5增加到0.45",
        "从67.9降到71",
        "从67.9",
        "从67.9%提高到71人",
        "增长-5%",
        "提高5",
        "年均增长26万人",
        "年均提高0.5个百分点",
        "每年增长6%",
        "提高到5个百分点",
        "较2020年5%",
        "增长2倍",
        "增长1.5倍",
        "减少1倍",
        "年均增长1倍",
        "年均净增20万人",
        "每年净增20万人",
        "在2025年增加3万人",
        "比“十四五”时期提高5个百分点",
        "零增长",
        "基本持平",
        "2028年",
        "不低于2025年水平",
        "12月底前",
        "达到全国平均水平",
        "+5",
        "5—6%以上",
        "5%—6人",
        "5之间",
        "〔5〕0",
        "1〔5〕",
        "5—〔6〕",
        "〔130］",
        "〔〔5〕〕",
        "6人（含）",
        "约6人（含）",
        "6（增长）",
        "1 2",
        "1 500",
        "- 5",
        "百分之九十百",
        "百分之十十",
        "百分之",
        "五百万人",
        "九成以上",
        "基本实现全覆盖",
        "基本全覆盖",
        "比上年提高1个百分点",
        "90%（95%）",
        "5²",
    ],
)
def test_words_that_contradict_each_other_or_leave_open_what_is_meant_are_refused(printed: str) -> None:
    with pytest.raises(BadText):
        read_figure(printed)


DIGITS = str.maketrans("0123456789.", "０１２３４５６７８９．")


@given(
    st.sampled_from([row[2] for row in OF_OTHER_PLANS]),
    st.integers(0, 20),
    st.sampled_from([*MARK_SIGNS, ""]),
    st.booleans(),
)
@settings(deadline=None, max_examples=1500)
def test_a_mutated_phrase_is_read_as_its_signs_say_or_refused(printed: str, at: int, sign: str, insert: bool) -> None:
    """One sign more, less or another: no reading keeps a number that is not printed, or drops one that is."""
    at %= len(printed)
    mutated = printed[:at] + sign + printed[at + (not insert) :]
    try:
        reading = read_figure(mutated)
    except BadText:
        return
    others = (reading.high, reading.base, reading.since)
    numbers = [*reading.values, *(one for one in others if one is not None)]
    assert sorted(map(Decimal, map(str, numbers))) == sorted(numbers_in(mutated))
    if plain(mutated) == plain(printed):
        assert reading == read_figure(printed)


@pytest.mark.parametrize("printed", [row[2] for row in OF_OTHER_PLANS])
def test_a_phrase_without_one_of_its_words_says_something_else(printed: str) -> None:
    words = [*notation._BEFORE, *notation._AFTER, *notation._COUNTED, *notation._CHANGES, *notation._LEVELS]
    for word in (one for one in words if one in printed and one not in notation._REACHED):
        try:
            assert read_figure(printed.replace(word, "")) != read_figure(printed)
        except BadText:
            continue


def numbers_in(text: str) -> list[Decimal]:
    """The numbers that stand in the text, found without the notation's own patterns."""
    text = plain(text).removeprefix("5年").replace("翻1番", "翻一番").replace("翻2番", "翻两番")  # 5年新增500万人
    found = [Decimal(0)] * sum(text.count(word) for word in ("清零", "为零", "零发生"))
    found += [Decimal(100)] * (text.count("全覆盖") + text.count("翻一番") + text.count("翻番")) + [
        Decimal(300)
    ] * text.count("翻两番")
    for place, one in enumerate(text):
        if one in "0123456789" and text[place - 1 : place] not in tuple("0123456789.,"):
            end = place
            while text[end : end + 1] in tuple("0123456789.,"):
                end += 1
            ahead = text[: place - 1]
            qualified = ahead.endswith(("〔", "[", "【", "{", *(set(notation._BEFORE) - set(notation._REACHED))))
            minus = "-" if text[:place][-1:] == "-" and (not ahead or qualified) else ""
            found.append(Decimal(minus + text[place:end].replace(",", "")))
    return found


@pytest.mark.parametrize("printed", [row[2] for row in OF_OTHER_PLANS])
def test_full_width_forms_and_white_space_around_the_number_change_nothing(printed: str) -> None:
    reading = read_figure(printed)
    assert read_figure(printed.translate(DIGITS).replace("%", "％")) == reading
    assert read_figure(f"　{printed} ") == reading


@pytest.mark.parametrize("brackets", notation._BRACKETS)
def test_every_bracket_around_the_number_or_around_all_of_it_is_a_mark(brackets: str) -> None:
    opening, closing = brackets[0], brackets[1]
    marked = one("50", Comparator.AT_LEAST, "万人", cumulative=True)
    assert read_figure(f"{opening}50{closing}万人以上") == marked
    assert read_figure(f"{opening}50万人{closing}以上") == marked
    assert read_figure(f"{opening}50万人以上{closing}") == marked


@pytest.mark.parametrize(
    ("printed", "value", "unit"),
    [("+20", "20", ""), ("＋20", "20", ""), ("+3.5万人", "3.5", "万人"), ("+5个百分点", "5", "个百分点")],
)
def test_a_sign_before_the_number_of_a_target_says_a_change(printed: str, value: str, unit: str) -> None:
    assert read_target(printed, "参保人数") == one(value, None, unit)._replace(
        says=Says.POINTS, moves=Better.HIGHER, wording="+"
    )


@pytest.mark.parametrize("printed", ["+5%", "+五", "++5", "+ 5 0", "+增长5%", "+累计5万人", "+", "5+", "+-5"])
def test_a_sign_that_leaves_open_what_changes_is_not_read(printed: str) -> None:
    """+5% may be five points or a twentieth."""
    with pytest.raises(BadText):
        read_target(printed, "参保人数")


def test_an_observed_figure_states_no_change() -> None:
    """The result of a stock is never the 5 of 增长5%."""
    assert read_level("从67.9提高到71").values == (Decimal(71),)
    assert read_level("累计130万人").values == (Decimal(130),)
    for printed in ("增长5%", "年均增长6%", "提高5个百分点", "翻一番"):
        with pytest.raises(BadText) as caught:
            read_level(printed)
        assert caught.value.key == "text.not_a_level"
