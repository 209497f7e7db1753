"""Words that people type: every id, name, number and printed word is read back; nothing else is taken for one."""

import re
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain

import pytest
from builders import indicator, plan, text
from hypothesis import given
from hypothesis import strategies as st

from rsplan.audit.findings import Severity
from rsplan.cli.audit import _FAILING
from rsplan.cli.options import SCOPES, ScopeWord
from rsplan.errors import BadText, InvalidInput
from rsplan.journal.recording import Entry
from rsplan.journal.typed_entry import Understood, spelled_out
from rsplan.model.bilingual import Text
from rsplan.model.enums import STATED_BOUNDS, Basis, Bound, Kind, Nature, Scope
from rsplan.model.period import month_end, parse_period
from rsplan.model.plan import City, Plan
from rsplan.model.series_key import Series
from rsplan.read.plan_library import load
from rsplan.survey import WORDS
from rsplan.text import LANGUAGES, say
from rsplan.words.dates import numeral_value, read_typed_date, read_typed_day, read_typed_period, read_typed_year
from rsplan.words.names import city_meant, groups_meant, indicator_meant, indicator_of_cities, plans_meant
from rsplan.words.values import read_typed_value
from rsplan.words.vocabulary import BASES, BOUNDS, KINDS, NATURES, VERDICTS_AND_MARKS, Vocabulary

TODAY = date(2026, 11, 21)
LIBRARY = load()
PLANS = LIBRARY.plans
SUZHOU = [one for one in PLANS if one.city.id == "suzhou"]


def plan_of(city: str, plan_id: str) -> Plan:
    return next(one for one in PLANS if (one.city.id, one.id) == (city, plan_id))


def refusal(read: object, *args: object) -> BadText:
    with pytest.raises(BadText) as caught:
        read(*args)  # type: ignore[operator]
    return caught.value


# --- words of closed sets --------------------------------------------------------------------------------------------

VOCABULARIES: list[tuple[Vocabulary, list[str]]] = [  # type: ignore[type-arg]
    (VERDICTS_AND_MARKS, [*map(str, WORDS)]),
    (NATURES, [*map(str, Nature)]),
    (KINDS, [*map(str, Kind)]),
    (BASES, [*map(str, Basis)]),
    (BOUNDS, [*map(str, STATED_BOUNDS)]),
    (SCOPES, [*map(str, ScopeWord)]),
    (_FAILING, [Severity.ERROR, Severity.WARNING]),
]


@pytest.mark.parametrize(("vocabulary", "ids"), VOCABULARIES)
def test_every_id_and_every_printed_word_is_read_as_its_member(vocabulary: Vocabulary, ids: list[str]) -> None:  # type: ignore[type-arg]
    assert [str(vocabulary.meaning(word, "en")) for word in ids] == ids
    for member in vocabulary.members:
        for lang in LANGUAGES:
            for word in vocabulary.printed(member, lang):
                for spelled in (word, word.upper(), f" {word} ", word.replace(" ", "_"), word.replace(" ", "-")):
                    assert vocabulary.meaning(spelled, lang) is member


@pytest.mark.parametrize(("vocabulary", "ids"), VOCABULARIES)
def test_no_word_stands_for_two_members(vocabulary: Vocabulary, ids: list[str]) -> None:  # type: ignore[type-arg]
    """What tables print for one member is no everyday word, id or print of another."""
    printed = {
        (word.lower(), member)
        for member in vocabulary.members
        for word in chain([str(member)], *(vocabulary.printed(member, lang) for lang in LANGUAGES))
    }
    words = [word for word, _ in printed]
    assert len(words) == len(set(words))
    assert all(vocabulary.words[str(word)] is vocabulary.meaning(word, "zh") for word in vocabulary.words)


@pytest.mark.parametrize(
    ("vocabulary", "word", "member"),
    [
        (VERDICTS_AND_MARKS, "滞后", "behind"),
        (VERDICTS_AND_MARKS, "无数据", "no_data"),
        (VERDICTS_AND_MARKS, "no data", "no_data"),
        (VERDICTS_AND_MARKS, "On Track", "on_track"),
        (VERDICTS_AND_MARKS, "初步数", "provisional"),
        (NATURES, "约束性", "binding"),
        (KINDS, "累计", "cumulative"),
        (KINDS, "比率", "rate"),
        (BASES, "当期", "period"),
        (BASES, "累计", "ytd"),
        (BASES, "规划期累计", "ptd"),
        (BASES, "期末", "level"),
        (BASES, "年均", "mean"),
        (BOUNDS, "下限", "at_least"),
        (SCOPES, "全部", "all"),
        (SCOPES, "正文", "text"),
        (_FAILING, "警告", "warning"),
    ],
)
def test_the_words_of_tables_and_bulletins_are_known(vocabulary: Vocabulary, word: str, member: str) -> None:  # type: ignore[type-arg]
    assert vocabulary.meaning(word, "zh") == member


def test_an_unknown_word_is_answered_with_the_nearest_and_with_all() -> None:
    error = refusal(VERDICTS_AND_MARKS.meaning, "已达成标", "zh")
    assert (error.key, error.details["near"]) == ("text.unknown_word_near", "已达标")
    assert "behind（滞后）、missed（未完成）" in error.details["words"]
    assert refusal(NATURES.meaning, "xyz", "en").key == "text.unknown_word"
    assert refusal(BASES.meaning, "", "en").key == "text.unknown_word"


# --- cities ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["suzhou", "Suzhou", "SUZHOU", "苏州", "苏州市", " 苏州 市", "suZhou"])
def test_a_city_is_known_by_its_id_and_its_names_in_any_case(word: str) -> None:
    assert city_meant(word, LIBRARY.cities, "en").id == "suzhou"


def test_every_city_is_read_back_from_its_id_and_names() -> None:
    for city in LIBRARY.cities:
        for word in (city.id, *city.name, city.name.zh.removesuffix("市")):
            assert city_meant(word, LIBRARY.cities, "zh").id == city.id


TWO_SUZHOUS = [City("suzhou", Text("苏州市", "Suzhou")), City("suzhou-anhui", Text("宿州市", "Suzhou"))]


def test_a_name_of_two_cities_is_refused_with_both_and_an_id_means_itself() -> None:
    assert city_meant("suzhou", TWO_SUZHOUS, "en").id == "suzhou"
    assert city_meant("宿州", TWO_SUZHOUS, "en").id == "suzhou-anhui"
    error = refusal(city_meant, "Suzhou", TWO_SUZHOUS, "zh")
    assert error.key == "text.ambiguous_word"
    assert error.details["known"] == "suzhou (苏州市); suzhou-anhui (宿州市)"


def test_a_district_is_not_taken_for_the_city_of_the_same_name() -> None:
    cities = [City("chaoyang-liaoning", Text("朝阳市", "Chaoyang"))]
    assert city_meant("朝阳", cities, "zh").id == "chaoyang-liaoning"
    assert refusal(city_meant, "朝阳区", cities, "zh").key.startswith("text.unknown_city")


@pytest.mark.parametrize(
    ("word", "near"), [("suzou", "suzhou"), ("Nanjin", "nanjing"), ("苏洲市", "苏州市"), ("北京", "")]
)
def test_an_unknown_city_is_answered_with_the_nearest_name(word: str, near: str) -> None:
    error = refusal(city_meant, word, LIBRARY.cities, "zh")
    assert error.key == ("text.unknown_city_near" if near else "text.unknown_city")
    assert error.details == {"word": word, "near": near, "words": "nanjing, suzhou"}


# --- plans -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word",
    [
        *("14fyp", "14FYP", "14", "14th", "14th FYP", "14th Five-Year Plan", "十四五", "“十四五”", "十四五规划"),
        *("十四五时期", "第十四个五年规划", "2021-2025", "2021—2025年", "2021年至2025年", "１４"),
    ],
)
def test_a_plan_is_known_by_its_id_number_and_years(word: str) -> None:
    assert [one.id for one in plans_meant(word, PLANS, "en")] == ["14fyp"]


def test_every_plan_is_read_back_from_its_title_and_years() -> None:
    for one in PLANS:
        own = [other for other in PLANS if other.city.id == one.city.id]
        for word in (one.id, *one.title, f"{one.start.year}-{one.end.year}"):
            assert [meaning.id for meaning in plans_meant(word, own, "zh")] == [one.id]


@pytest.mark.parametrize("word", ["15fyp", "十五五", "15", "2020-2025", "2021", "十五", "五", "规划"])
def test_a_plan_that_is_not_loaded_is_refused_with_those_that_are(word: str) -> None:
    error = refusal(plans_meant, word, PLANS, "zh")
    assert error.key.startswith("text.unknown_plan")
    assert error.details["words"] == "13fyp, 14fyp, all"


def test_a_plan_of_one_year_is_known_by_it_and_a_title_gives_the_number() -> None:
    yearly = plan()._replace(id="yearly", start=date(2020, 1, 1), end=date(2020, 12, 31), title=text("年度计划"))
    titled = plan()._replace(id="hrss", title=Text("人社“十四五”规划", "Plan"))
    assert [one.id for one in plans_meant("2020年", [yearly, titled], "zh")] == ["yearly"]
    assert [one.id for one in plans_meant("十四五", [yearly, titled], "zh")] == ["hrss"]


def test_two_plans_of_a_city_for_the_same_years_are_listed() -> None:
    both = [plan()._replace(id="14fyp"), plan()._replace(id="draft", title=Text("“十四五”草案", "Draft"))]
    for word in ("2021-2025", "十四五"):
        error = refusal(plans_meant, word, both, "en")
        assert (error.key, error.details["known"].count(";")) == ("text.ambiguous_word", 1)


# --- groups ----------------------------------------------------------------------------------------------------------


def test_every_group_is_read_back_from_its_id_and_names() -> None:
    for one in PLANS:
        for group in one.groups:
            for word in (group.id, *group.name):
                assert [meaning.id for meaning in groups_meant(word, [one], "en")] == [group.id]


def test_a_part_of_a_groups_name_means_the_group_of_the_main_table() -> None:
    """三（一）更加稳定更高质量就业 is a section of the text."""
    assert [one.id for one in groups_meant("就业", SUZHOU, "zh")] == ["employment"]
    assert [one.id for one in groups_meant("entrepreneur", SUZHOU, "zh")] == ["employment"]


def test_an_unknown_or_ambiguous_group_is_refused_with_the_groups() -> None:
    error = refusal(groups_meant, "就业创新", SUZHOU, "zh")
    assert (error.key, error.details["near"]) == ("text.unknown_group_near", "就业创业")
    assert "social-insurance (社会保险)" in error.details["words"]
    several = refusal(groups_meant, "三（", SUZHOU, "zh")
    assert (several.key, several.details["known"].count("; ")) == ("text.ambiguous_word", 2)


# --- indicators ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("one", PLANS, ids=lambda one: f"{one.city.id} {one.id}")
def test_every_indicator_is_read_back_from_its_id_number_and_names(one: Plan) -> None:
    own = [other for other in PLANS if other.city.id == one.city.id]
    for each in one.indicators:
        words = [each.id, *each.name, f"{each.name.zh}（{each.unit.zh}）", each.name.en.upper()]
        if each.number:
            words += [each.number, f"第{each.number}项", f"#{each.number}", f"{each.number}、{each.name.zh}"]
        assert {indicator_meant(word, own, [one], "zh").id for word in words} == {each.id}


def test_a_number_counts_in_the_plan_that_is_talked_of() -> None:
    """Row 3 of Suzhou's tables: college graduates until 2020, founders from 2021 on."""
    first, second = SUZHOU
    assert indicator_meant("3", SUZHOU, [first], "zh").id == "local-graduate-employment-rate"
    assert indicator_meant("3", SUZHOU, [second], "zh").id == "new-entrepreneurs"
    assert indicator_meant("1", SUZHOU, SUZHOU, "zh").id == "urban-new-jobs"
    assert refusal(indicator_meant, "3", SUZHOU, SUZHOU, "zh").key == "text.ambiguous_word"
    missing = refusal(indicator_meant, "19", SUZHOU, [second], "zh")
    assert (missing.key, missing.details["rows"]) == ("text.no_such_row", "1-18")
    assert refusal(indicator_meant, "1", SUZHOU, [], "zh").key == "text.row_of_no_plan"


def test_a_name_means_the_indicator_of_the_plan_before_that_of_another() -> None:
    """苏州籍高校毕业生就业率 is a row of the later plan, 高技能人才占技能人才比重 only of the earlier."""
    assert indicator_meant("高技能人才占技能人才比重", SUZHOU, SUZHOU[1:], "zh").id == "highly-skilled-share"
    assert indicator_meant("毕业生", SUZHOU, SUZHOU[1:], "zh").id == "local-graduate-employment-rate"
    assert indicator_meant("退休人员", SUZHOU, SUZHOU[1:], "zh").id == "retiree-community-management-rate"


def test_several_indicators_with_the_part_are_listed() -> None:
    error = refusal(indicator_meant, "参保人数", SUZHOU, SUZHOU[1:], "zh")
    assert error.key == "text.ambiguous_word"
    assert [one.split(" ")[0] for one in error.details["known"].split("; ")] == [
        "basic-pension-insured",
        "unemployment-insured",
        "work-injury-insured",
    ]


def test_a_name_of_another_plan_that_is_a_part_of_a_name_of_this_one_is_ambiguous() -> None:
    old = plan(indicator(name="old")._replace(name=text("就业人数")))
    new = plan(indicator(name="new")._replace(name=text("城镇就业人数")))
    assert refusal(indicator_meant, "就业人数", [old, new], [new], "zh").key == "text.ambiguous_word"
    assert indicator_meant("就业人数", [old, new], [old], "zh").id == "old"


def test_a_part_begins_with_a_word_in_english_and_says_something() -> None:
    assert indicator_meant("registered", SUZHOU, SUZHOU[1:], "en").id == "registered-unemployment-rate"
    assert refusal(indicator_meant, "egistered", SUZHOU, SUZHOU[1:], "en").key.startswith("text.unknown_indicator")
    assert refusal(indicator_meant, "新", SUZHOU, SUZHOU[1:], "zh").key.startswith("text.unknown_indicator")


def test_an_unknown_indicator_is_answered_with_the_nearest_name() -> None:
    assert refusal(indicator_meant, "urban-new-job", SUZHOU, SUZHOU, "en").details["near"] == "urban-new-jobs"
    assert refusal(indicator_meant, "城镇新曾就业人数", SUZHOU, SUZHOU, "zh").details["near"] == "城镇新增就业人数"
    assert refusal(indicator_meant, "xyz", SUZHOU, SUZHOU, "en").key == "text.unknown_indicator"


def test_a_word_must_mean_the_same_in_every_city() -> None:
    assert indicator_of_cities("城镇新增就业人数", PLANS, "zh").id == "urban-new-jobs"
    assert indicator_of_cities("生育保险", PLANS, "zh").id == "maternity-insured"  # of Nanjing alone
    assert refusal(indicator_of_cities, "失业率", PLANS, "zh").key == "text.ambiguous_word"
    assert refusal(indicator_of_cities, "urban-new-job", PLANS, "zh").details["near"] == "urban-new-jobs"
    apart = [plan_of("suzhou", "14fyp"), plan_of("nanjing", "14fyp")]  # rows 5 are training and graduates
    assert refusal(indicator_of_cities, "5", apart, "zh").key == "text.ambiguous_word"


@given(st.data())
def test_a_part_of_a_name_is_taken_only_where_one_name_of_the_main_table_has_it(data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(SUZHOU))
    rows = [each for each in one.indicators if each.scope is Scope.HEADLINE]
    name = data.draw(st.sampled_from(rows)).name.zh
    first = data.draw(st.integers(0, len(name) - 2))
    part = name[first : data.draw(st.integers(first + 2, len(name)))]
    having = {each.id for each in rows if part in each.name.zh}
    exact = {each.id for each in one.indicators if each.name.zh == part}
    if len(exact or having) > 1:
        assert refusal(indicator_meant, part, [one], [one], "zh").key == "text.ambiguous_word"
    else:
        assert {indicator_meant(part, [one], [one], "zh").id} == (exact or having)


# --- periods ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "spelled", "basis"),
    [
        ("2025-06", "2025-06", None),
        ("2025年6月", "2025-06", None),
        ("2025年6月份", "2025-06", None),
        ("2025-6", "2025-06", None),
        ("2025/06", "2025-06", None),
        ("2025/6", "2025-06", None),
        ("2025.6", "2025-06", None),
        ("202506", "2025-06", None),
        ("２０２５年６月", "2025-06", None),
        (" 2025年 6月 ", "2025-06", None),
        ("25年6月", "2025-06", None),
        ("二〇二五年六月", "2025-06", None),
        ("二○二五年十二月", "2025-12", None),
        ("二零二五年十月", "2025-10", None),
        ("二五年六月", "2025-06", None),
        ("2025年", "2025", None),
        ("2025年度", "2025", None),
        ("2025年全年", "2025", None),
        ("2025年上半年", "2025-H1", None),
        ("2025年下半年", "2025-H2", None),
        ("2025年三季度", "2025-Q3", None),
        ("2025年第三季度", "2025-Q3", None),
        ("2025年3季度", "2025-Q3", None),
        ("2025Q3", "2025-Q3", None),
        ("2025-q3", "2025-Q3", None),
        ("2025年7—9月", "2025-Q3", None),
        ("2025年7月至8月", "2025-07/2025-08", None),
        ("2025年6月累计", "2025-06", Basis.YTD),
        ("2025年6月当月", "2025-06", Basis.PERIOD),
        ("2025年6月底", "2025-06", Basis.LEVEL),
        ("2025年末", "2025", Basis.LEVEL),
        ("2025年6月30日", "2025-06-30", None),
        ("2025/6/30", "2025-06-30", None),
        ("20250630", "2025-06-30", None),
        ("2025-1-15", "2025-01-15", None),
        ("2025/1/5", "2025-01-05", None),
        ("二〇二五年六月三十日", "2025-06-30", None),
        ("2024-07/2025-06", "2024-07/2025-06", None),
        ("2024年7月—2025年6月", "2024-07/2025-06", None),
        ("2021—2023年", "2021-01/2023-12", None),
        ("2021年至2023年", "2021-01/2023-12", None),
        ("Jun 2025", "2025-06", None),
    ],
)
def test_a_period_is_read_as_it_is_written(typed: str, spelled: str, basis: Basis | None) -> None:
    found = read_typed_period(typed, TODAY)
    assert (found.text, found.basis, found.to_date) == (spelled, basis, False)
    assert found.period == parse_period(spelled)


@pytest.mark.parametrize(
    ("typed", "month", "whole"),
    [
        ("2025年1—5月", "2025-05", "2025-01/2025-05"),
        ("2025年1-5月", "2025-05", "2025-01/2025-05"),
        ("2025年1至5月", "2025-05", "2025-01/2025-05"),
        ("2025年一至五月", "2025-05", "2025-01/2025-05"),
        ("2025年1月—5月", "2025-05", "2025-01/2025-05"),
        ("2025年前三季度", "2025-09", "2025-01/2025-09"),
        ("25年1—6月", "2025-06", "2025-H1"),
    ],
)
def test_months_from_january_on_are_the_year_to_date_and_one_span(typed: str, month: str, whole: str) -> None:
    found = read_typed_period(typed, TODAY)
    assert (found.text, found.to_date, found.whole) == (month, True, whole)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("三季度", "period_without_year"),
        ("前三季度", "period_without_year"),
        ("上半年", "period_without_year"),
        ("6月", "period_without_year"),
        ("1—5月", "period_without_year"),
        ("Q3", "period_without_year"),
        ("June", "period_without_year"),
        ("2025-1-5", "two_readings"),
        ("２０２５－１－５", "two_readings"),
        ("2025-13", "no_such_month"),
        ("2025年13月", "no_such_month"),
        ("202513", "no_such_month"),
        ("2025年2月30日", "no_such_day"),
        ("20250230", "no_such_day"),
        ("2025-02-30", "no_such_day"),
        ("2025-06/2025-05", "period_backwards"),
        ("98年6月", "not_a_typed_period"),
        ("1025年6月", "year_out_of_range"),
        ("2025.1", "two_readings"),
        ("去年", "not_a_typed_period"),
        ("今天", "not_a_typed_period"),
        ("20256", "not_a_typed_period"),
        ("2025/6/1", "first_of_month"),
        ("2025/06/01", "first_of_month"),
        ("2025-6-1", "first_of_month"),
        ("2025.6.1", "first_of_month"),
        ("２０２５／６／１", "not_a_typed_period"),  # nobody's spelling
        ("2025 1 2", "not_a_typed_period"),  # 2 January, or December
        ("2025年1 2月", "not_a_typed_period"),
        ("2025年1　2月", "not_a_typed_period"),
        ("2025年第五季度", "not_a_typed_period"),
        ("2025年6月—2024年", "not_a_typed_period"),
        ("", "not_a_typed_period"),
    ],
)
def test_what_is_no_period_or_more_than_one_is_refused(typed: str, key: str) -> None:
    assert refusal(read_typed_period, typed, TODAY).key == f"text.{key}"


def test_the_answer_to_what_is_no_period_names_forms_that_work() -> None:
    """Each form that the two texts name, in Chinese too."""
    for lang in LANGUAGES:
        remedy = say(lang, "problem.not_a_typed_period", {"text": "去年"}).split("\n")[1]
        forms = re.findall("[0-9]{4}[-0-9A-Z/年月上半前三季度一—]*", remedy)
        assert len(forms) == 11
        assert all(read_typed_period(form, TODAY).period.start.year == 2023 for form in forms)


@pytest.mark.parametrize(
    "typed", ["三季度", "前三季度", "上半年", "6月", "1—5月", "十月", "Q3", "June", "6月累计", "12月末"]
)
def test_the_example_with_the_year_is_one_that_works(typed: str) -> None:
    example = refusal(read_typed_period, typed, TODAY).details["example"]
    assert read_typed_period(example, TODAY).period.end.year == 2026


def test_the_first_of_a_month_as_a_spreadsheet_writes_it_is_the_month_or_the_day_in_full() -> None:
    details = refusal(read_typed_period, "2024/6/1", TODAY).details
    assert (details["month"], details["day"]) == ("2024-06", "2024-06-01")
    for day in ("2024-06-01", "2024年6月1日", "20240601"):
        assert read_typed_period(day, TODAY).text == "2024-06-01"


def test_both_readings_that_are_named_can_be_typed() -> None:
    known = refusal(read_typed_period, "2025-1-5", TODAY).details["known"].split(", ")
    ends = [read_typed_period(one, TODAY).period.end for one in known]
    assert ends == [date(2025, 1, 5), date(2025, 5, 31)]


NUMERALS = "〇一二三四五六七八九"
MONTHS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
SPELLINGS = [
    lambda year, month: f"{year}年{month}月",
    lambda year, month: f"{year}-{month}",
    lambda year, month: f"{year}/{month:02}",
    lambda year, month: f"{year}{month:02}",
    lambda year, month: f"{year}.{month:02}",
    lambda year, month: f"{year}年{MONTHS[month - 1]}月份",
    lambda year, month: "".join(NUMERALS[int(digit)] for digit in str(year)) + f"年{MONTHS[month - 1]}月",
]


@given(st.integers(1900, 2199), st.integers(1, 12), st.sampled_from(SPELLINGS))
def test_every_month_is_read_back_from_every_spelling(year: int, month: int, spelled: object) -> None:
    typed = spelled(year, month)  # type: ignore[operator]
    assert read_typed_period(typed, TODAY).text == f"{year}-{month:02}"
    assert read_typed_day(typed, TODAY) == month_end(year, month)


@given(st.integers(1900, 2199), st.integers(1, 12), st.integers(1, 12), st.sampled_from(["—", "-", "–", "~", "至"]))
def test_every_span_of_months_is_read_back(year: int, first: int, last: int, to: str) -> None:
    if first > last:
        first, last = last, first
    found = read_typed_period(f"{year}年{first}{to}{last}月", TODAY)
    assert found.period[:2] == (date(year, first, 1), month_end(year, last))


# --- dates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        *("2024-06-03", "2024/6/3", "2024-6-3", "2024.6.3", "20240603", "2024年6月3日", "2024年06月03号"),
        *("２０２４年６月３日", " 2024年6月 3日", "二〇二四年六月三日", "24年6月3日"),
    ],
)
def test_a_date_is_read_in_every_usual_spelling(typed: str) -> None:
    assert read_typed_day(typed, TODAY) == date(2024, 6, 3)
    assert read_typed_date(typed, TODAY) == "2024-06-03"


@pytest.mark.parametrize("typed", ["2024-06", "2024-6", "2024/6", "202406", "2024年6月", "二〇二四年六月"])
def test_a_month_stands_for_its_last_day_and_stays_a_month_where_it_is_written(typed: str) -> None:
    assert read_typed_day(typed, TODAY) == date(2024, 6, 30)
    assert read_typed_date(typed, TODAY) == "2024-06"


@pytest.mark.parametrize("typed", ["今天", "今日", "today", "Today"])
def test_today_is_a_date(typed: str) -> None:
    assert read_typed_day(typed, TODAY) == TODAY


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("24/6/3", "not_a_date"),
        ("3.6.2024", "not_a_date"),
        ("昨天", "not_a_date"),
        ("2024", "not_a_date"),
        ("2024年", "not_a_date"),
        ("6月3日", "not_a_date"),
        ("20246", "not_a_date"),
        ("2024 1 2", "not_a_date"),
        ("2024/1/1 2", "not_a_date"),
        ("", "not_a_date"),
        ("2024/2/30", "no_such_day"),
        ("2024-13-01", "no_such_day"),
        ("2024年13月", "no_such_month"),
        ("2024.1", "two_readings"),
        ("1024/6/3", "year_out_of_range"),
    ],
)
def test_what_is_no_date_is_refused(typed: str, key: str) -> None:
    assert refusal(read_typed_day, typed, TODAY).key == f"text.{key}"


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_day_is_read_back(day: date) -> None:
    spelled = [f"{day}", f"{day:%Y%m%d}", f"{day.year}/{day.month}/{day.day}", f"{day.year}年{day.month}月{day.day}日"]
    assert {read_typed_day(one, TODAY) for one in spelled} == {day}


@pytest.mark.parametrize("number", range(1, 40))
def test_numerals_are_counted(number: int) -> None:
    ones = ["", *MONTHS[:9]][number % 10]
    tens = ["", "十", "二十", "三十"][number // 10]
    assert numeral_value(tens + ones) == number


@pytest.mark.parametrize("typed", ["2025", "2025年", "2025年度", "25年", "２０２５", "二〇二五年"])
def test_a_year_is_read(typed: str) -> None:
    assert read_typed_year(typed) == 2025


@pytest.mark.parametrize("typed", ["25", "1025", "2025-01", "next", "", "20 25"])
def test_what_is_no_year_is_refused(typed: str) -> None:
    assert refusal(read_typed_year, typed).key == "text.year_out_of_range"


# --- values ----------------------------------------------------------------------------------------------------------


def series(unit: str, kind: Kind = Kind.CUMULATIVE, shares: int = 0) -> Series:
    return Series(kind, unit, (), shares)


@pytest.mark.parametrize(
    ("typed", "unit", "spelled", "bound"),
    [
        ("7.1", "万人", "7.1", None),
        ("7.1万人", "万人", "7.1", None),
        ("7.1 万人", "万人", "7.1", None),
        ("７．１万人", "万人", "7.1", None),
        ("7.1万", "万人", "7.1", None),
        ("7.10万人", "万人", "7.10", None),
        ("71000人", "人", "71000", None),
        ("71,000人", "人", "71000", None),
        ("680名", "人", "680", None),
        ("2.1%", "%", "2.1%", None),
        ("2.1％", "%", "2.1％", None),
        ("-0.5%", "%", "-0.5%", None),
        ("12家", "家", "12", None),
        ("超3.6", "万人", "3.6", Bound.AT_LEAST),
        ("超过3.6万人", "万人", "3.6", Bound.AT_LEAST),
        ("3.6万人以上", "万人", "3.6", Bound.AT_LEAST),
        ("不低于95%", "%", "95", Bound.AT_LEAST),
        ("≥95", "%", "95", Bound.AT_LEAST),
        ("不超过3%", "%", "3", Bound.AT_MOST),
        ("3%以内", "%", "3", Bound.AT_MOST),
        ("<3", "%", "3", Bound.AT_MOST),
        ("不足1.1万人", "万人", "1.1", Bound.AT_MOST),
        ("不到1.1", "万人", "1.1", Bound.AT_MOST),
        ("近1.1万人", "万人", "1.1", Bound.AT_MOST),
        ("将近 1.1 万人", "万人", "1.1", Bound.AT_MOST),
        ("逾1.1万人", "万人", "1.1", Bound.AT_LEAST),
        ("1.1万余人", "万人", "1.1", Bound.AT_LEAST),
        ("1.1万多人", "万人", "1.1", Bound.AT_LEAST),
        ("1.1万余", "万人", "1.1", Bound.AT_LEAST),
        ("680余人", "人", "680", Bound.AT_LEAST),
        ("680余", "人", "680", Bound.AT_LEAST),
        ("超1.1万余人", "万人", "1.1", Bound.AT_LEAST),
        ("高于95%", "%", "95", Bound.AT_LEAST),
    ],
)
def test_a_value_is_taken_with_its_unit_and_its_bound(typed: str, unit: str, spelled: str, bound: Bound | None) -> None:
    kind = Kind.RATE if unit == "%" else Kind.CUMULATIVE
    assert read_typed_value(typed, series(unit, kind)) == (spelled, bound)


@pytest.mark.parametrize(
    ("typed", "unit", "spelled"),
    [
        ("7.1 10,000 persons", "10,000 persons", "7.1"),
        ("680 persons", "persons", "680"),
        ("680persons", "persons", "680"),
        ("680 Persons", "persons", "680"),
    ],
)
def test_the_english_unit_may_stand_behind_the_value(typed: str, unit: str, spelled: str) -> None:
    zh = "万人" if "10,000" in unit else "人"
    assert read_typed_value(typed, series(zh), unit) == (spelled, None)


@pytest.mark.parametrize(
    ("typed", "unit", "key", "converted"),
    [
        ("71000人", "万人", "value_in_other_scale", "7.1"),
        ("71,000人", "万人", "value_in_other_scale", "7.1"),
        ("7.1万人", "人", "value_in_other_scale", "71000"),
        ("7.1万", "人", "value_in_other_scale", "71000"),
        ("0.1亿人", "万人", "value_in_other_scale", "1000"),
        ("超71000人", "万人", "value_in_other_scale", "7.1"),
        ("7.1万人", "万人次", "value_in_other_unit", None),
        ("7.1万人次", "万人", "value_in_other_unit", None),
        ("7.1%", "万人", "value_in_other_unit", None),
        ("0.3个百分点", "%", "value_in_other_unit", None),
        ("7.1万", "%", "value_in_other_unit", None),
        ("约680", "人", "value_about", None),
        ("680左右", "人", "value_about", None),
        ("5—6", "人", "value_range", None),
        ("达680", "人", "value_reached", None),
        ("达到680人", "人", "value_reached", None),
        ("[85]", "万人", "value_with_remark", None),
        ("6.8（预计）", "万人", "value_with_remark", None),
        ("twelve", "万人", "not_a_number_of", None),
        ("", "万人", "not_a_number_of", None),
        ("-", "万人", "not_a_number_of", None),
        ("**", "万人", "not_a_number_of", None),
        ("全覆盖", "%", "not_a_number_of", None),
        ("71,00人", "人", "not_a_number_of", None),
        ("7.110,000 persons", "万人", "value_in_other_unit", None),
        ("12345678901234567", "人", "too_many_digits", None),
        ("1 2", "人", "blank_inside_number", None),
        ("1　2.3", "人", "blank_inside_number", None),
        ("１　２", "人", "blank_inside_number", None),
        ("1\u00a02万人", "万人", "blank_inside_number", None),
        ("1 .2", "万人", "blank_inside_number", None),
        ("1, 234", "人", "blank_inside_number", None),
        ("- 5", "人", "blank_inside_number", None),
        ("超1 2", "人", "blank_inside_number", None),
        ("1 2 万人", "万人", "blank_inside_number", None),
        ("大约680", "人", "value_about", None),
        ("680人上下", "人", "value_about", None),
        ("约680余人", "人", "value_about", None),
        ("近680余人", "人", "not_a_number_of", None),
        ("不足680以上", "人", "not_a_number_of", None),
        ("5—6余人", "人", "value_range", None),
        ("不足11000人", "万人", "value_in_other_scale", "1.1"),
        ("1.1万余人", "人", "value_in_other_scale", "11000"),
    ],
)
def test_another_unit_and_what_is_no_one_figure_are_refused(
    typed: str, unit: str, key: str, converted: str | None
) -> None:
    error = refusal(read_typed_value, typed, series(unit))
    assert error.key == f"text.{key}"
    assert error.details.get("converted") == converted


@pytest.mark.parametrize("word", ["超", "不足"])
def test_the_words_that_the_answer_to_an_approximate_figure_names_are_read(word: str) -> None:
    for lang in LANGUAGES:
        assert f"“{word}”" in say(lang, "problem.value_about", {"text": "约7"})
    assert read_typed_value(f"{word}7", series("人")).bound is not None


@pytest.mark.parametrize("typed", ["1 2", "1　2", "第1 2项"])
def test_two_numbers_are_no_number_of_a_row(typed: str) -> None:
    assert refusal(indicator_meant, typed, SUZHOU, SUZHOU, "zh").key == "text.unknown_indicator"


@pytest.mark.parametrize("typed", ["1 4", "20 21-2025", "2021-20 25"])
def test_two_numbers_are_no_plan(typed: str) -> None:
    assert refusal(plans_meant, typed, SUZHOU, "zh").key.startswith("text.unknown_plan")


def test_shares_stay_as_they_are_and_take_no_words() -> None:
    shares = series("%", Kind.COMPOSITION, 3)
    assert read_typed_value("13∶41∶46", shares) == ("13∶41∶46", None)
    assert refusal(read_typed_value, "约13∶41∶46", shares).key == "text.not_a_number_of"


NUMBERS = st.decimals(0, 10**8, places=2, allow_nan=False, allow_infinity=False)


@given(NUMBERS, st.sampled_from(["万人", "万人次", "人", "家", "亿元"]), st.sampled_from(["", " ", "　"]))
def test_a_number_with_its_own_unit_is_that_number(number: Decimal, unit: str, space: str) -> None:
    found = read_typed_value(f"{number:f}{space}{unit}", series(unit))
    assert (Decimal(found.text), found.bound) == (number, None)


@given(NUMBERS, st.sampled_from(["万人", "人", "亿人"]), st.sampled_from(["万人", "人", "亿人"]))
def test_another_scale_is_never_taken_and_the_converted_figure_is_the_same_number(
    number: Decimal, printed: str, unit: str
) -> None:
    scales = {"人": 1, "万人": 10**4, "亿人": 10**8}
    if printed == unit:
        return
    error = refusal(read_typed_value, f"{number:f}{printed}", series(unit))
    assert error.key == "text.value_in_other_scale"
    assert Decimal(error.details["converted"]) * scales[unit] == number * scales[printed]


# --- entries ---------------------------------------------------------------------------------------------------------


def typed(indicator_: str, period: str, value: str, **cells: str) -> Entry:
    return Entry("suzhou", indicator_, period, value)._replace(**cells)  # type: ignore[arg-type]


def test_an_entry_in_plain_notation_stays_as_it_is_and_nothing_is_said() -> None:
    entry = typed("urban-new-jobs", "2025-06", "18.2", basis="ytd", published="2025-07-12")
    assert spelled_out(entry, SUZHOU, TODAY, "en") == (entry, [])


def test_an_entry_is_spelled_out_and_each_word_is_explained() -> None:
    done = spelled_out(typed("1", "2025年1—6月", "超18.2万人", published="2025/7/12"), SUZHOU, TODAY, "en")
    assert done.entry == typed(
        "urban-new-jobs", "2025-06", "18.2", basis="ytd", bound="at_least", published="2025-07-12"
    )
    assert done.understood == [
        Understood("1", "urban-new-jobs", Text("城镇新增就业人数", "New urban jobs")),
        Understood("2025年1—6月", "2025-06, ytd"),
        Understood("超18.2万人", "≥18.2"),
        Understood("2025/7/12", "2025-07-12"),
    ]


@pytest.mark.parametrize(
    ("indicator_", "period", "basis", "spelled"),
    [
        ("urban-new-jobs", "2025年1—5月", "", ("2025-05", "ytd")),
        ("urban-new-jobs", "2025年1—5月", "ytd", ("2025-05", "ytd")),
        ("urban-new-jobs", "2025年1—5月", "period", ("2025-01/2025-05", "period")),
        ("urban-new-jobs", "2025年1—5月", "ptd", ("2025-05", "ptd")),
        ("urban-new-jobs", "2025年6月累计", "", ("2025-06", "ytd")),
        ("urban-new-jobs", "2025年6月", "", ("2025-06", "")),
        ("unemployment-insured", "2025年1—5月", "", ("2025-05", "")),
        ("registered-unemployment-rate", "2025年1—5月", "mean", ("2025-01/2025-05", "mean")),
        ("unemployment-insured", "2025年6月底", "", ("2025-06", "level")),
    ],
)
def test_the_words_of_the_period_state_the_basis_of_a_sum(
    indicator_: str, period: str, basis: str, spelled: tuple[str, str]
) -> None:
    entry = spelled_out(typed(indicator_, period, "3", basis=basis), SUZHOU, TODAY, "zh").entry
    assert (entry.period, entry.basis) == spelled


def test_the_number_counts_in_the_plan_that_contains_the_period() -> None:
    ids = [spelled_out(typed("3", year, "3"), SUZHOU, TODAY, "zh").entry.indicator for year in ("2020年", "2021年")]
    assert ids == ["local-graduate-employment-rate", "new-entrepreneurs"]


@pytest.mark.parametrize(
    ("entry", "codes"),
    [
        (typed("参保", "三季度", "7", published="昨天"), ["period_without_year", "ambiguous_word", "not_a_date"]),
        (typed("1", "2025年6月", "约7"), ["value_about"]),
        (typed("1", "2026年6月", "7"), ["row_of_no_plan"]),
        (typed("99", "2025年6月", "7"), ["no_such_row"]),
        (typed("1", "2025年6月累计", "7", basis="period"), ["two_bases"]),
        (typed("1", "2025年6月", "超7", bound="at_most"), ["two_bounds"]),
        (typed("urban-new-job", "2025-13", "7"), ["no_such_month", "unknown_indicator_near"]),
    ],
)
def test_every_word_that_cannot_be_read_is_a_problem_of_one_run(entry: Entry, codes: list[str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        spelled_out(entry, SUZHOU, TODAY, "zh")
    assert [one.code for one in caught.value.problems] == codes
    assert {(one.file, one.line) for one in caught.value.problems} == {("<arguments>", 0)}
    assert all(one.excerpt.startswith(f"suzhou,{entry.indicator},{entry.period}") for one in caught.value.problems)


@given(st.sampled_from(SUZHOU), st.data())
def test_a_figure_typed_as_tables_print_it_is_the_plain_figure(one: Plan, data: st.DataObject) -> None:
    """Number, name or id; any day of the plan's months in words; the value with its unit."""
    each = data.draw(st.sampled_from([each for each in one.indicators if not each.kind.has_shares]))
    day = data.draw(st.dates(one.start, one.end - timedelta(days=31)))
    word = data.draw(st.sampled_from([each.id, *each.name, *([each.number] if each.number else [])]))
    value = data.draw(st.integers(0, 500))
    entry = typed(word, f"{day.year}年{day.month}月", f"{value}{each.unit.zh}")
    plain = spelled_out(entry, SUZHOU, TODAY, "zh").entry
    assert (plain.indicator, plain.period) == (each.id, f"{day:%Y-%m}")
    assert re.fullmatch(rf"{value}[%％]?", plain.value)
