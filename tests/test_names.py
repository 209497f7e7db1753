"""Names as tables print them, matched with the plans or by the user's mapping."""

from datetime import date
from pathlib import Path

import pytest
from builders import indicator, plan, text

from rsplan.errors import InvalidInput, RsplanError
from rsplan.model.bilingual import Text
from rsplan.model.period import parse_period
from rsplan.model.plan import City, Indicator, Plan
from rsplan.name_matching import NameIndex, folded_name, printed_names
from rsplan.read.plan_library import load
from rsplan.table_import.mapping import read_mappings

NAMES = NameIndex(load().plans, {})
JUNE = parse_period("2024-06")


def named(zh: str, en: str, indicator_id: str) -> Indicator:
    return indicator(name=indicator_id)._replace(name=Text(zh, en))


@pytest.mark.parametrize(
    "printed",
    [
        "urban-new-jobs",
        "城镇新增就业人数",
        "New urban jobs",
        "new  URBAN jobs",
        " 城镇新增 就业人数　",
        "1 城镇新增就业人数",
        "1.城镇新增就业人数",
        "1、城镇新增就业人数",
        "（1）城镇新增就业人数",
        "(一) 城镇新增就业人数",
        "一、城镇新增就业人数",
        "①城镇新增就业人数",
        "其中：城镇新增就业人数",
        "城镇新增就业人数*",
        "城镇新增就业人数①",
        "城镇新增就业人数（万人）",
        "3. 城镇新增就业人数(万人)",
    ],
)
def test_a_name_is_matched_with_its_signs_folded(printed: str) -> None:
    assert NAMES.indicator("suzhou", printed, JUNE).id == "urban-new-jobs"


@pytest.mark.parametrize("printed", ["新增就业人数", "城镇新增就业", "城镇新增就业人数及其他", "就业", "", "万人", "1"])
def test_a_part_of_a_name_is_not_matched(printed: str) -> None:
    assert NAMES.indicator("suzhou", printed, JUNE).id is None


def test_the_nearest_name_is_returned_with_its_id() -> None:
    found = NAMES.indicator("suzhou", "城镇新增就业", JUNE)
    assert (found.near, found.near_id) == ("城镇新增就业人数", "urban-new-jobs")


def test_a_unit_after_a_name_is_separated_from_it() -> None:
    assert NAMES.indicator("suzhou", "2.城镇登记失业率（％）", JUNE).unit == "%"
    assert [printed.unit for printed in printed_names("城镇新增就业人数（万人）")] == ["", "万人"]


def test_a_numeral_that_belongs_to_the_name_stays() -> None:
    """一体化教学名师工作室 is one of Nanjing's targets."""
    assert NAMES.indicator("nanjing", "一体化教学名师工作室", JUNE).id is not None


def test_every_name_that_the_plans_print_means_its_own_indicator() -> None:
    for shipped in load().plans:
        day = parse_period(f"{shipped.end.year}-12")
        for each in shipped.indicators:
            for printed in (
                each.id,
                *each.name,
                f"{each.number or 1} {each.name.zh}",
                f"{each.name.zh}（{each.unit.zh}）",
            ):
                assert NAMES.indicator(shipped.city.id, printed, day).id == each.id, printed


def two_plans() -> tuple[Plan, Plan]:
    """The same name for an earlier plan's sum and a later plan's level."""
    earlier = plan(
        named("参保人数", "Insured", "insured-sum"), start=date(2016, 1, 1), end=date(2020, 12, 31), name="13fyp"
    )
    return earlier, plan(named("参保人数", "Insured", "insured"))


def test_a_name_of_two_indicators_means_the_one_whose_plan_has_the_period() -> None:
    names = NameIndex(two_plans(), {})
    assert names.indicator("nanjing", "参保人数", parse_period("2018-06")).id == "insured-sum"
    assert names.indicator("nanjing", "参保人数", JUNE).id == "insured"


def test_a_name_of_two_indicators_of_one_plan_is_never_guessed() -> None:
    names = NameIndex([plan(named("参保人数", "Pension", "a"), named("参保人数", "Injury", "b"))], {})
    found = names.indicator("nanjing", "参保人数（万人）", JUNE)
    assert (found.id, found.candidates) == (None, ("a", "b"))
    assert NameIndex(two_plans(), {}).indicator("nanjing", "参保人数", parse_period("2030")).candidates == (
        "insured-sum",
        "insured",
    )


def test_a_mapping_takes_precedence_over_the_printed_names() -> None:
    names = NameIndex([plan(named("甲", "a", "a"), named("乙", "b", "b"))], {"甲": "b", " 新　名（万人）": "a"})
    assert names.indicator("nanjing", "1.甲", JUNE).id == "b"
    found = names.indicator("nanjing", "新名（万人）", JUNE)
    assert (found.id, found.unit) == ("a", "万人")


def test_a_city_is_known_by_its_id_and_its_names() -> None:
    assert {NAMES.city(name) for name in ("suzhou", "苏州市", "苏州", "Suzhou", " 苏 州 ")} == {"suzhou"}
    assert NAMES.city("无锡") is None
    assert NAMES.cities() == ["nanjing", "suzhou"]


def test_a_title_names_cities_in_full() -> None:
    assert NAMES.cities_in("苏州市2024年就业情况") == {"suzhou"}
    assert NAMES.cities_in("南京市、苏州市对比") == {"nanjing", "suzhou"}
    assert NAMES.cities_in("苏州籍高校毕业生") == set()


def test_folding_is_for_look_ups_only_and_keeps_what_differs() -> None:
    """A general folding would turn ² into 2."""
    assert folded_name("面积（m²）") != folded_name("面积（m2）")
    assert folded_name("Ａ") != folded_name("B")


def test_the_builders_city_is_one_with_a_name_of_its_own() -> None:
    other = plan()._replace(city=City("wuxi", text("无锡市")))
    assert NameIndex([other], {}).city("无锡") == "wuxi"


# --- mappings --------------------------------------------------------------------------------------------------------

KNOWN = {"urban-new-jobs", "registered-unemployment-rate"}


def mapping(tmp_path: Path, content: str) -> str:
    path = tmp_path / "names.yaml"
    path.write_text(content, encoding="utf-8")
    return str(path)


def test_pairs_and_files_are_read_and_the_later_one_takes_precedence(tmp_path: Path) -> None:
    file = mapping(tmp_path, "新增就业: urban-new-jobs\n失业率（%）: registered-unemployment-rate\n同比: skip\n")
    arguments = (file, "新增就业 = registered-unemployment-rate", "a=b=skip")
    assert read_mappings(arguments, (" 附表 ",), KNOWN) == (
        {
            "新增就业": "registered-unemployment-rate",
            "失业率（%）": "registered-unemployment-rate",
            "同比": "skip",
            "a=b": "skip",
            "附表": "skip",
        },
        {},
        False,
    )


def test_a_mapping_file_remembers_names_units_what_to_skip_and_to_convert(tmp_path: Path) -> None:
    """Units are looked up by the folded name, as the names of the table are."""
    file = mapping(
        tmp_path,
        "rsplan_map:\n"
        "  names: {新增就业: urban-new-jobs, 附列: skip}\n"
        "  units: {新 增就业: 人}\n"
        "  skip: [信访件数, 备查]\n"
        "  convert: true\n",
    )
    assert read_mappings((file,), (), KNOWN) == (
        {"新增就业": "urban-new-jobs", "附列": "skip", "信访件数": "skip", "备查": "skip"},
        {"新增就业": "人"},
        True,
    )


def test_of_several_mapping_files_each_adds_to_the_others(tmp_path: Path) -> None:
    one, other = tmp_path / "one.yaml", tmp_path / "other.yml"
    one.write_text("rsplan_map: {convert: true, units: {甲: 人}}\n", encoding="utf-8")
    other.write_text("rsplan_map: {convert: false, skip: [乙]}\n", encoding="utf-8")
    assert read_mappings((str(one), str(other)), (), KNOWN) == ({"乙": "skip"}, {"甲": "人"}, True)


@pytest.mark.parametrize(
    ("content", "spots"),
    [
        ("a: urban-new-job\n", [("unknown_indicator_near", 1, 4)]),
        ("a: x\nb: y\n", [("unknown_indicator", 1, 4), ("unknown_indicator", 2, 4)]),
        ("a: skip\na: skip\n", [("import_name_twice", 2, 1)]),
        ("- a\n", [("import_mapping_form", 1, 1)]),
        ("a:\n  b: c\n", [("not_a_text", 2, 3)]),
        ("rsplan_map: x\n", [("import_mapping_form", 1, 13)]),
        ("rsplan_map:\n  name: {a: skip}\n", [("import_mapping_key", 2, 3)]),
        ("rsplan_map:\n  skip: a\n", [("import_mapping_key", 2, 3)]),
        ("rsplan_map:\n  convert: ja\n", [("import_mapping_key", 2, 3)]),
        ("rsplan_map:\n  units: [a]\n  names: {a: x}\n", [("import_mapping_key", 2, 3), ("unknown_indicator", 3, 14)]),
    ],
)
def test_every_problem_of_a_mapping_is_reported_with_its_place(
    tmp_path: Path, content: str, spots: list[tuple[str, int, int]]
) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_mappings((mapping(tmp_path, content),), (), KNOWN)
    assert [(one.code, one.line, one.column) for one in caught.value.problems] == spots


def test_an_unknown_id_of_a_pair_is_answered_with_the_nearest() -> None:
    with pytest.raises(RsplanError) as caught:
        read_mappings(("a=urban-new-job",), (), KNOWN)
    assert (caught.value.key, caught.value.details["near"]) == ("error.unknown_mapped_near", "urban-new-jobs")
