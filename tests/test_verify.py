"""Quotations looked up at their places in a plan document, and the figures of the document that nobody claims.

The document is the example of docs/verify.md, edited; the shared documents of the two cities where they are at hand.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from plan_documents import RIGHT, ROOT, TARGETS, TEXT, UNCLAIMED, edited, plans_of, problems_of, structure_of

from rsplan.documents.document_file import read_document
from rsplan.documents.document_text import PositionUnit
from rsplan.documents.structure.document_structure import DocumentStructure
from rsplan.documents.structure.folding import folded
from rsplan.documents.structure.printed_figures import figures_in
from rsplan.errors import RsplanError
from rsplan.model.plan import Plan
from rsplan.read.plan_library import load
from rsplan.text import LANGUAGES, Language, say
from rsplan.verify.lookup import Lookup, LookupState, MismatchReason, look_up, look_up_all
from rsplan.verify.quotations import Quotation, QuotationKind, quotations_of
from rsplan.verify.unclaimed import Rank, Unclaimed, unclaimed
from rsplan.verify.verification import verify

SHARED = ROOT.parent / "shared" / "plans"
CITIES = ("nanjing", "suzhou")

shared_documents = pytest.mark.skipif(not SHARED.is_dir(), reason="the documents of the two cities are not at hand")


def the_problem(*edits: tuple[str, str], text: str = TEXT) -> Lookup:
    (lookup,) = problems_of(edited(RIGHT, *edits), text)
    return lookup


# --- look-ups --------------------------------------------------------------------------------------------------------


def test_every_quotation_of_the_example_is_found() -> None:
    assert problems_of() == []


def test_everything_that_is_quoted_from_the_document_is_looked_up() -> None:
    """Counted by hand in docs/examples/verify.yaml."""
    found = [one.kind for one in quotations_of(plans_of())]
    assert {what: found.count(what) for what in QuotationKind} == {
        QuotationKind.NAME: 12,
        QuotationKind.FOOTNOTE: 4,
        QuotationKind.CLAIM: 1,
        QuotationKind.DATE: 1,
        QuotationKind.TARGET: 11,
        QuotationKind.STATEMENT: 4,
        QuotationKind.RESULT: 2,
        QuotationKind.COMPLETION: 2,
        QuotationKind.EARLIER: 2,
        QuotationKind.GROWTH: 1,
        QuotationKind.REPORTED: 1,
        QuotationKind.BASELINE: 0,
    }


def test_a_baseline_with_a_place_of_its_own_is_looked_up() -> None:
    own = "baseline: {printed: 12万人, where: 一（一）, date: 2020-12-31}"
    found = the_problem(("baseline: {result_of: 13fyp}", own))
    assert (found.quotation.kind, found.quotation.printed) == (QuotationKind.BASELINE, "12万人")


def test_a_figure_of_a_table_stands_in_its_own_row_and_column() -> None:
    wrong_row = the_problem(('result: {printed: "25"', "result: {printed: 4以内"))
    assert (wrong_row.quotation.kind, wrong_row.stands, wrong_row.reason) == (
        QuotationKind.RESULT,
        "25",
        MismatchReason.OTHER,
    )
    assert [spot.where for spot in wrong_row.elsewhere] == ["表2 #2"]
    wrong_column = the_problem(('target: {printed: "24", where: 表1}', 'target: {printed: "25", where: 表1}'))
    assert wrong_column.stands == "24"
    assert [spot.where for spot in wrong_column.elsewhere] == ["表1 #2"]


def test_an_empty_cell_is_empty_and_one_that_is_not_is_a_problem() -> None:
    empty = ('result: {printed: "25", period: 2020,', 'result: {printed: "", period: 2020,')
    baseline = ("baseline: {result_of: 13fyp}", "note: {zh: 注, en: n}")
    assert the_problem(empty, baseline).stands == "25"
    assert problems_of(edited(RIGHT, empty, baseline), edited(TEXT, ("\t25\n", "\t\n"))) == []


def test_a_row_that_the_table_lacks_is_a_mismatch() -> None:
    found = problems_of(edited(RIGHT, ("number: 4", "number: 5")))
    assert {one.reason for one in found} == {MismatchReason.ROW}
    assert {one.quotation.kind for one in found} == {QuotationKind.NAME, QuotationKind.TARGET}


def test_a_place_that_the_document_lacks_is_reported_with_the_locations_of_the_quotation() -> None:
    found = problems_of(edited(RIGHT, ("printed: 100个, where: 专栏1", "printed: 100个, where: 专栏7")))
    assert {one.reason for one in found} == {MismatchReason.PLACE}
    assert {spot.where for one in found for spot in one.elsewhere} == {"专栏1"}
    assert {spot.position for one in found for spot in one.elsewhere} == {64}


def test_a_remark_explains_the_rows_of_its_own_table() -> None:
    found = the_problem(("where: 表1备注1, means: cumulative", "where: 表2备注, means: cumulative"))
    assert (found.quotation.kind, found.reason, found.stands) == (QuotationKind.FOOTNOTE, MismatchReason.TABLE, "表2")


def test_a_footnote_sign_stands_after_its_own_name() -> None:
    found = the_problem(("footnote: ①", "footnote: ②"))
    assert (found.quotation.kind, found.stands) == (QuotationKind.FOOTNOTE, "人才总量①(万人)")


@pytest.mark.parametrize("name", ["新增就业人数", "城镇新增就业", "城镇新增就业人次"])
def test_the_name_of_a_row_is_the_whole_name(name: str) -> None:
    targets = RIGHT.replace("zh: 城镇新增就业人数", f"zh: {name}", 1)
    (found,) = problems_of(targets)
    assert (found.quotation.kind, found.stands) == (QuotationKind.NAME, "城镇新增就业人数(万人)")


def test_a_figure_of_another_name_in_the_same_place_is_not_the_figure() -> None:
    found = the_problem(("printed: 5个, where: 三（一）1", "printed: 20个, where: 三（一）1"))
    assert (found.state, found.stands) == (LookupState.ELSEWHERE, "5个")


def test_a_figure_may_stand_before_its_name_or_within_it() -> None:
    assert the_problem(("printed: 100个", "printed: 2个")).stands == "100个"
    assert the_problem(("printed: 4个", "printed: 8个")).stands == "4个"


def test_a_word_without_digits_stands_in_the_sentence_of_its_name() -> None:
    text = edited(TEXT, ("确保零就业家庭动态清零", "关心零就业家庭。欠薪动态清零"))
    (found,) = problems_of(text=text)
    assert found.quotation.kind is QuotationKind.TARGET


def test_a_list_that_says_respectively_gives_each_name_its_figure() -> None:
    text = edited(TEXT, ("人才总量达30万人，", "人才总量、技能人才总量分别达30万人、20万人，"))
    assert problems_of(text=text) == []


def test_a_name_may_share_a_part_with_others_of_a_list() -> None:
    name = ("zh: 大师工作室", "zh: 技能大师工作室")
    assert problems_of(edited(RIGHT, name), edited(TEXT, ("大师工作室5个", "技能人才和大师工作室5个"))) == []
    assert the_problem(name).quotation.kind is QuotationKind.NAME


def test_a_name_that_is_not_there_is_reported_with_the_words_most_like_it() -> None:
    found = the_problem(("zh: 优秀创业项目", "zh: 优秀创业项目数量"))
    assert (found.reason, found.stands) == (MismatchReason.LIKE, "遴选100个优秀创业项目")


def test_the_documents_date_is_looked_up() -> None:
    found = the_problem(("date: 2021-12-01", "date: 2021-12-11"))
    assert (found.quotation.kind, found.quotation.printed) == (QuotationKind.DATE, "2021年12月11日")


def test_a_claim_is_looked_up_at_its_place() -> None:
    found = the_problem(("{printed: 均已完成, where: 一（一）", "{printed: 均已完成, where: 一（二）"))
    assert (found.quotation.kind, found.state) == (QuotationKind.CLAIM, LookupState.ELSEWHERE)
    assert [spot.where for spot in found.elsewhere] == ["一（一）"]


def test_the_lines_of_a_document_may_be_broken_anywhere() -> None:
    broken = "\n".join(
        line
        if line.startswith(("\t", "表", "专栏"))
        else "\n".join(line[at : at + 17] for at in range(0, len(line), 17))
        for line in TEXT.split("\n")
    )
    assert problems_of(text=broken) == []


def changed(quotation: Quotation) -> Iterator[Quotation]:
    """The quotation with each of its digits replaced by each other digit."""
    printed = quotation.printed
    for index, sign in enumerate(printed):
        if sign.isascii() and sign.isdigit():
            for digit in set("0123456789") - {sign}:
                yield quotation._replace(printed=printed[:index] + digit + printed[index + 1 :])


def test_every_single_changed_digit_of_the_example_is_found() -> None:
    structure = structure_of()
    for quotation in quotations_of(plans_of()):
        for wrong in changed(quotation):
            assert look_up(wrong, structure).state is not LookupState.FOUND, wrong


# --- unclaimed figures -----------------------------------------------------------------------------------------------


def figures_without_owner(targets: str = RIGHT, text: str = TEXT) -> list[Unclaimed]:
    structure = structure_of(text)
    return unclaimed(look_up_all(plans_of(targets), structure), structure)


def test_figures_like_targets_that_nobody_claims_are_listed_in_the_order_of_their_likeness() -> None:
    found = figures_without_owner()
    assert [(one.printed, one.where) for one in found] == UNCLAIMED
    assert [one.rank for one in found] == [Rank.QUALIFIED, Rank.COUNTED, Rank.COUNTED]
    assert found[0].context == "服务群众3万人次以上"


@pytest.mark.parametrize(
    "words",
    [
        "到2025年全面建成",
        "庆祝成立100周年",
        "连续3年达到先进",
        "12333热线",
        "推动5G应用",
        "苏办〔2021〕15号",
        "实施“1+3”计划",
        "推广A4纸张",
        "第5个百年",
        "最多跑1次",
        "15分钟服务圈",
        "双随机、一公开",
        "专栏1所列",
        "健全覆盖全民的体系",
    ],
)
def test_dates_document_numbers_and_names_are_no_targets(words: str) -> None:
    assert len(figures_without_owner(text=edited(TEXT, ("1．支持创业。", f"1．支持创业。{words}，")))) == len(UNCLAIMED)


@pytest.mark.parametrize(
    "words", ["建成基地30个", "覆盖率90%", "覆盖率达到90以上", "培训1.5万人次", "人数之比1：1", "实现全覆盖"]
)
def test_counted_qualified_and_compared_figures_look_like_targets(words: str) -> None:
    found = figures_without_owner(text=edited(TEXT, ("1．支持创业。", f"1．支持创业。{words}，")))
    assert len(found) == len(UNCLAIMED) + 1


def test_results_of_the_chapter_that_looks_back_are_no_targets() -> None:
    text = edited(TEXT, ("累计实现", "累计发放贷款25.73亿元，累计实现"))
    assert len(figures_without_owner(text=text)) == len(UNCLAIMED)


def test_a_row_that_nobody_claims_stands_first() -> None:
    row = "\n\t5．职业资格证书人数\n\t万人\n\t〔50〕\n"
    found = figures_without_owner(text=edited(TEXT, ("\t〔8〕\n", f"\t〔8〕\n{row}")))
    assert (found[0].rank, found[0].printed, found[0].where) == (Rank.CELL, "〔50〕", "表2 #5")


def test_the_figure_that_a_wrong_quotation_should_have_been_is_unclaimed() -> None:
    assert ("5个", "三（一）1") in [(one.printed, one.where) for one in figures_without_owner(TARGETS)]


# --- whose document it is --------------------------------------------------------------------------------------------


def library_of(tmp_path: Path, targets: str = RIGHT) -> Any:
    path = tmp_path / "example.yaml"
    path.write_text(targets, encoding="utf-8")
    return load([str(path)])


def test_the_city_is_recognized_by_the_title_in_the_document(tmp_path: Path) -> None:
    found = verify(library_of(tmp_path), structure_of().document)
    assert [(plan.city.id, plan.id) for plan in found.plans] == [("example", "13fyp"), ("example", "14fyp")]
    assert [Path(one.path).name for one in found.inputs] == ["example.yaml"]


def test_a_document_of_an_unknown_plan_is_an_error_that_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(RsplanError) as error:
        verify(library_of(tmp_path), structure_of("一、别处\n（一）无。\n").document)
    assert error.value.key == "error.verify_which"
    assert "--city example --plan 13fyp" in error.value.details["known"]


def test_one_plan_may_be_asked_for_and_what_the_other_claims_stays_claimed(tmp_path: Path) -> None:
    found = verify(library_of(tmp_path), structure_of().document, ("14fyp",))
    assert {one.quotation.plan.id for one in found.lookups} == {"14fyp"}
    assert [(one.printed, one.where) for one in found.unclaimed] == UNCLAIMED


# --- texts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_of_a_look_up_has_a_text(lang: Language) -> None:
    words = [
        *(f"verify.what.{kind}" for kind in QuotationKind),
        *(f"verify.lack.{reason}" for reason in MismatchReason),
        *(f"verify.{unit}" for unit in PositionUnit),
        *(f"verify.rank.{rank.name.lower()}" for rank in Rank),
    ]
    assert all(say(lang, word) for word in words)


# --- the documents of the two cities ---------------------------------------------------------------------------------


def shared(city: str) -> tuple[tuple[Plan, ...], DocumentStructure]:
    document = read_document(str(SHARED / f"{city}-2021-2025.txt"))
    return load(cities=(city,)).plans, DocumentStructure(document)


@shared_documents
@pytest.mark.parametrize("city", CITIES)
def test_every_figure_and_name_of_the_shipped_plans_stands_at_its_place(city: str) -> None:
    found = look_up_all(*shared(city))
    wrong = [
        (one.quotation.at, one.quotation.printed, one.stands) for one in found if one.state is not LookupState.FOUND
    ]
    assert wrong == []
    assert len(found) > 150


@shared_documents
@pytest.mark.parametrize("city", CITIES)
def test_every_single_changed_digit_of_the_shipped_plans_is_found(city: str) -> None:
    plans, structure = shared(city)
    wrong = [changed_one for quotation in quotations_of(plans) for changed_one in changed(quotation)]
    assert [quotation for quotation in wrong if look_up(quotation, structure).state is LookupState.FOUND] == []
    assert len(wrong) > 3000


@shared_documents
@pytest.mark.parametrize("city", CITIES)
def test_a_changed_row_number_of_the_shipped_plans_is_found(city: str) -> None:
    plans, structure = shared(city)
    for plan in plans:
        for indicator in plan.indicators:
            if indicator.number:
                other = indicator._replace(
                    number=str(int(indicator.number) % 10 + 1 + 10 * (int(indicator.number) // 10))
                )
                found = look_up_all([plan._replace(indicators=(other,))], structure)
                assert any(one.state is not LookupState.FOUND for one in found), indicator.id


@shared_documents
@pytest.mark.parametrize(
    ("city", "remaining"),
    [
        ("nanjing", []),
        # The opening of 三（二） names the principles of the system; the target itself stands in 二（三）2, claimed.
        ("suzhou", [("应保尽保", "三（二）")]),
    ],
)
def test_the_figures_of_the_two_documents_without_an_owner_are_those_explained(
    city: str, remaining: list[tuple[str, str]]
) -> None:
    plans, structure = shared(city)
    found = unclaimed(look_up_all(plans, structure), structure)
    assert [(one.printed, one.where) for one in found] == remaining


@shared_documents
@pytest.mark.parametrize("city", CITIES)
def test_a_target_left_out_of_the_shipped_plans_is_listed_as_unclaimed(city: str) -> None:
    """Each target in turn; a figure that several indicators share stays claimed by the others."""
    plans, structure = shared(city)
    lookups = look_up_all(plans, structure)
    before = set(unclaimed(lookups, structure))
    for missing in [
        one for one in lookups if one.quotation.kind is QuotationKind.TARGET and figures_in(one.quotation.printed)
    ]:
        rest = [one for one in lookups if one.quotation.indicator is not missing.quotation.indicator]
        if any(one.span and missing.span and one.span.overlaps(missing.span) for one in rest):
            continue
        added = set(unclaimed(rest, structure)) - before
        assert any(folded(missing.quotation.printed) in one.printed for one in added), missing.quotation
