"""`rsplan report`: the same figures, bounds, evidence and verdicts in every format; files, folders, hostile names."""

import io
import os
import re
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from builders import PLACE, assess_of, day, indicator, level, observation, survey_of, target
from builders import text as bilingual
from desk import HEADER, TARGETS
from office import converted, package

from rsplan.calc.pace import Per, need_of
from rsplan.calc.verdict import Status
from rsplan.cli.program import run
from rsplan.journal.changes import changes
from rsplan.model.enums import BOUND_SIGNS, Better, By, Comparator, Kind, Nature
from rsplan.model.plan import Break
from rsplan.model.rounding import digits
from rsplan.read.plan_library import load
from rsplan.render.report_markdown import report_markdown
from rsplan.report.doubts import doubts_about
from rsplan.report.handout.making import handout
from rsplan.report.handout.values import Handout
from rsplan.report.records.status import status_record
from rsplan.report.tables.cells import need_cell_text
from rsplan.report.tables.table import Words
from rsplan.survey import ALL_PLANS, CompleteSurvey, EvaluationContext, Filters, assess_all, needing_attention
from rsplan.text import Language, say

ROOT = Path(__file__).resolve().parents[1]

#: The figures of the tables, by the name that the JSON has for them.
FIGURES = ("completion_rate", "elapsed", "lead_points")


class Told(NamedTuple):
    """A row of a report: figures as text by name, the verdict and the evidence."""

    figures: Mapping[str, str]
    verdict: str
    evidence: str


def surveyed(as_of: str, plans: tuple[str, ...] = (ALL_PLANS,), **more: Any) -> CompleteSurvey:
    return assess_all(load(), EvaluationContext(day(as_of)), plans, Filters(every_scope=True), **more)


def made(survey: CompleteSurvey, *, workings: bool = False) -> Handout:
    return handout(survey.plans, survey.evaluation, survey.inputs, "en", workings=workings)


# --- the same in every format ----------------------------------------------------------------------------------------


def in_html(report: Handout) -> Iterator[Told]:
    package("jinja2")
    from lxml import html

    from rsplan.render.report_html import report_html

    page = html.fromstring(report_html(report))
    for row in page.xpath("//tr[@data-indicator]"):
        shown = {one.get("data-figure"): one for one in row.xpath(".//data")}
        (verdict,) = row.xpath(".//span[contains(@class, 'verdict')]")
        (evidence,) = row.xpath(".//span[@class='evidence']")
        yield Told({name: one.text for name, one in shown.items()}, verdict.text.lstrip("✓✗?- "), evidence.text or "")


def in_markdown(report: Handout) -> Iterator[Told]:
    for line in report_markdown(report).split("\n"):
        cells = re.split(r" (?<!\\)\| ", line[2:-2])
        if line.startswith("| ") and len(cells) == 13 and cells[0] not in ("#", "---"):
            plain = [re.sub(r"\\(.)", r"\1", cell) for cell in cells]
            figures = dict(zip(("actual", *FIGURES), (plain[4], *plain[6:9]), strict=True))
            yield Told(figures, plain[11].lstrip("✓✗?- "), plain[12])


def in_document(report: Handout) -> Iterator[Told]:
    package("docx")
    package("resvg_py")
    from docx import Document

    from rsplan.render.report_docx import report_docx

    for table in Document(io.BytesIO(report_docx(report))).tables:
        for row in table.rows[1:]:
            cells = [cell.text for cell in row.cells]
            if cells[0] == cells[1]:  # the heading of a group
                continue
            figures = dict(zip(("actual", *FIGURES), (cells[3], *cells[6:9]), strict=True))
            verdict, _, evidence = cells[11].lstrip("✓✗?- ").partition(" (")
            yield Told(figures, verdict, evidence.removesuffix(")"))


WRITERS: Mapping[str, Callable[[Handout], Iterator[Told]]] = {
    "html": in_html,
    "md": in_markdown,
    "docx": in_document,
}


def records(survey: CompleteSurvey) -> list[dict[str, Any]]:
    """The targets that every table lists: those without data stand in one line after it."""
    plans: list[Any] = list(status_record(survey)["plans"])
    return [one for plan in plans for one in plan["indicators"] if one["status"] != "no_data"]


@pytest.mark.parametrize("as_of", ["2018-06-30", "2023-12-31", "2026-11-21"])
@pytest.mark.parametrize("format_", WRITERS)
def test_every_format_has_the_figures_bounds_evidence_and_verdicts_of_the_json(format_: str, as_of: str) -> None:
    survey = surveyed(as_of)
    told, expected = [*WRITERS[format_](made(survey))], records(survey)
    assert len(told) == len(expected) > 0
    assessed = [one for plan in survey.plans for one in plan.assessments if one.status is not Status.NO_DATA]
    for row, record, assessment in zip(told, expected, assessed, strict=True):
        assert row.verdict == say("en", f"status.{record['status']}"), record["id"]
        assert (row.evidence != "") == (record["evidence"] is not None)
        if row.evidence:
            doubts = doubts_about(assessment, "en")
            assert row.evidence == ("; ".join(doubts) or "firm"), record["id"]
            assert doubts or not record["evidence"]["reasons"]
        actual = record["actual"]
        value, bound = (actual["value"], actual["bound"]) if actual else (None, None)
        if not isinstance(value, list) or format_ != "html":  # of which the page has no figure for programs
            compare(row.figures.get("actual", "-"), value, bound, record["id"])
        for name in FIGURES:
            compare(row.figures.get(name, "-"), record[name], record["bounds"][name], f"{record['id']} {name}")


def test_a_figure_that_the_first_screen_doubts_is_firm_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """14.2 was published for 2021, and 7 + 7.5 for its halves: status marks the row with a star."""
    package("jinja2")
    package("docx")
    package("xlsxwriter")
    package("openpyxl")
    from docx import Document
    from lxml import html

    monkeypatch.chdir(tmp_path)
    (tmp_path / "linhai.yaml").write_text(TARGETS, encoding="utf-8")
    figures = (("2021", "14.2"), ("2021-H1", "7"), ("2021-H2", "7.5"))
    lines = (f"linhai,jobs,{period},{value},period,,,2022-01-20,公报,\n" for period, value in figures)
    (tmp_path / "own.csv").write_text(HEADER + "".join(lines), encoding="utf-8")
    where = ("linhai", "--targets", "linhai.yaml", "--data", "own.csv", "--plan", "14fyp", "--as-of", "2021-12-31")
    doubt = "公布数据不一致"
    assert run(["status", *where, "--lang", "zh"]) == 0
    assert doubt in capsys.readouterr().out
    names = ("r.html", "r.docx", "r.xlsx", "r.md")
    assert run(["report", *where, "--lang", "zh", *(word for name in names for word in ("-o", name))]) == 0
    document = Document("r.docx")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        from openpyxl import load_workbook

        sheet = load_workbook("r.xlsx", data_only=True)["指标"]
    told = {
        "html": html.fromstring(Path("r.html").read_text(encoding="utf-8")).text_content(),
        "docx": "\n".join(
            [*(one.text for one in document.paragraphs), *(c.text for t in document.tables for c in t._cells)]
        ),
        "xlsx": "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row),
        "md": Path("r.md").read_text(encoding="utf-8"),
    }
    for name, text in told.items():
        assert doubt in text, name
        assert say("zh", "report.all_firm") not in text, name
    capsys.readouterr()
    assert run(["show", "linhai", "jobs", *where[1:], "--lang", "zh"]) == 0
    (basis,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("依据")]
    assert doubt in basis
    assert say("zh", "evidence.firm") not in basis


def compare(text: str, value: Any, bound: str | None, what: str) -> None:
    """The text is the value with its bound, rounded no farther than its last place, and on the same side of 1 and 0."""
    if isinstance(value, list):
        assert text == ":".join(digits(one) for one in value), what
        return
    if value is None:
        assert text == "-", what
        return
    signs = {sign: str(name) for name, sign in BOUND_SIGNS.items() if sign}
    assert signs.get(text[:1], "exact") == bound, what
    number = text.lstrip("≥≤?").removesuffix("%")
    told = Decimal(number) / 100 if text.endswith("%") else Decimal(number)
    unit = Decimal(1).scaleb(-len(number.partition(".")[2]) - (2 if text.endswith("%") else 0))
    assert abs(told - value) <= unit, what
    if text.endswith("%"):
        assert (told < 1, told > 1) == (value < 1, value > 1), what
    assert (told < 0, told > 0) == (value < 0, value > 0) or abs(value) < Decimal("1e-6"), what


def test_the_page_holds_each_figure_as_the_json_has_it_for_programs() -> None:
    package("jinja2")
    from lxml import html

    from rsplan.render.report_html import report_html

    survey = surveyed("2026-11-21")
    rows = html.fromstring(report_html(made(survey))).xpath("//tr[@data-indicator]")
    for row, record in zip(rows, records(survey), strict=True):
        found = {one.get("data-figure"): one for one in row.xpath(".//data")}
        for name in FIGURES:
            if record[name] is not None:
                assert Decimal(found[name].get("value")) == record[name]
                assert found[name].get("data-bound") == record["bounds"][name]
        (verdict,) = row.xpath(".//span[contains(@class, 'verdict')]")
        assert verdict.get("data-status") == record["status"]


def test_the_workbook_holds_each_figure_and_its_bound(tmp_path: Path) -> None:
    package("xlsxwriter")
    package("openpyxl")
    from openpyxl import load_workbook

    from rsplan.render.report_xlsx import report_xlsx

    survey = surveyed("2026-11-21")
    content = report_xlsx(made(survey, workings=True))
    with pytest.warns(UserWarning, match="Sparkline"):
        sheet = load_workbook(io.BytesIO(content), data_only=True)["Indicators"]
    heads = {str(cell.value): index for index, cell in enumerate(sheet[1])}
    rows = {(row[heads["plan"]].value, row[heads["id"]].value): row for row in sheet.iter_rows(min_row=2)}
    compared = 0
    plans: list[Any] = list(status_record(survey)["plans"])
    for plan in plans:
        for record in plan["indicators"]:
            row = rows[f"{plan['city']['id']}/{plan['plan']}", record["id"]]
            assert row[heads["verdict"]].value == say("en", f"status.{record['status']}")
            for name in FIGURES:
                value, cell = record[name], row[heads[say("en", f"figure.{name}")]]
                if value is None:
                    assert cell.value is None
                    continue
                assert Decimal(repr(cell.value)) == value
                sign = {str(bound): sign for bound, sign in BOUND_SIGNS.items()}[record["bounds"][name]]
                assert cell.number_format.startswith(f'"{sign}"') or not sign
                compared += 1
    assert compared > 100


# --- what stands in it -----------------------------------------------------------------------------------------------


def test_the_sentence_counts_the_verdicts_and_names_what_fails() -> None:
    survey = assess_all(load(cities=("suzhou",)), EvaluationContext(day("2026-11-21")), ("14fyp",))
    (plan,) = handout(survey.plans, survey.evaluation, survey.inputs, "zh").plans
    assert plan.sentence == (
        "截至2026-11-21，18项目标中，未完成1项、数据不全1项、已达标2项、无数据14项。未完成：工伤保险参保人数（约束性）。"
    )
    assert [one.id for one in plan.attention] == ["work-injury-insured", "local-graduate-employment-rate"]
    injured = plan.attention[0]  # 628.1 of 650 at the end of 2025: 96.63 %, 21.9 left
    assert injured.sentence == (
        "工伤保险参保人数：截至2025-12-31为628.1万人，完成规划目标（650万人）的96.6%，未完成规划目标，差21.9万人。"
    )
    assert plan.without_data.startswith("无数据14项：2 城镇登记失业率、3 ")


@pytest.mark.parametrize("as_of", ["2023-12-31", "2025-05-31", "2025-12-15"])
def test_a_report_tells_each_need_as_the_screen_does(as_of: str) -> None:
    """By the year while twelve months or more are left, then by the month, and none of which the bound is unknown."""
    survey = surveyed(as_of)
    of_screen = {
        (plan.plan.city.id, plan.plan.id, one.indicator.id): one for plan in survey.plans for one in plan.assessments
    }
    words, dash = Words("en"), say("en", "word.none")
    for plan in made(survey).plans:
        for one in plan.indicators:
            assessment = of_screen[plan.city_id, plan.plan, one.id]
            need, amount = need_of(assessment), need_cell_text(assessment, words, bare=True)
            assert not (need and assessment.maintenance)
            assert one.needed == (need_cell_text(assessment, words) or dash)
            assert one.per_year.text == (amount if amount and need and need.per is Per.YEAR else dash)
            assert (one.per_month.text == dash) == (amount == "")
            if need and need.per is Per.MONTH:
                assert one.per_month.text == (amount or dash)
            assert ("a month needed" in one.sentence) == (amount != "")
            assert ("a year or" in one.sentence) == (one.per_year.text != dash)


def test_what_is_needed_is_told_by_the_month_and_by_the_year() -> None:
    """24 of 100 after one of five years: 76 over four years are 19 a year, and 76 over 48 months 1.58 a month.

    A limit that is broken has no pace, nor has a rate.
    """
    jobs = assess_of(indicator(name="jobs"), observation("2021", "24"), as_of="2021-12-31")
    kept = assess_of(
        indicator(Kind.STOCK, target("50", hold=True), name="kept"), level("2021-12", "40"), as_of="2021-12-31"
    )
    share = assess_of(indicator(Kind.RATE, target("90"), name="share"), level("2021-12", "80"), as_of="2021-12-31")
    report = made(survey_of(jobs, kept, share, as_of="2021-12-31"))
    told = {one.id: one for one in report.plans[0].indicators}
    assert (told["jobs"].per_year.text, told["jobs"].per_month.text, told["jobs"].needed) == ("19", "1.58", "19/yr")
    assert ", 19 a year or 1.58 a month needed (万人)" in told["jobs"].sentence
    for one in (told["kept"], told["share"]):
        assert (one.per_year.value, one.per_month.value, one.needed) == (None, None, "-")
        assert one.figures["required_per_year"].value is None
    assert told["kept"].left.text == "10 short"


def test_what_needs_attention_begins_with_what_binds_and_with_the_worst() -> None:
    survey = surveyed("2026-11-21")
    for plan in survey.plans:
        chosen = needing_attention(plan.assessments)
        failing = [one for one in plan.assessments if one.status.passes is False]
        assert {one.indicator.id for one in failing} <= {one.indicator.id for one in chosen}
        binding = [str(one.indicator.nature) == "binding" for one in chosen]
        assert binding == sorted(binding, reverse=True)


def test_a_year_has_a_section_of_its_own() -> None:
    package("jinja2")
    from rsplan.render.report_html import report_html

    report = made(surveyed("2023-12-31", (), year=2023))
    for text in (report_html(report), report_markdown(report)):
        assert "Progress within 2023" in text
        assert "Within 2023, of " in text


def test_a_share_has_its_sign_in_a_sentence(tmp_path: Path) -> None:
    """`4以内` of a rate in % is 4 %."""
    (tmp_path / "linhai.yaml").write_text(TARGETS, encoding="utf-8")
    (tmp_path / "own.csv").write_text(HEADER + "linhai,rate,2021,3.5,level,,,,,\n", encoding="utf-8")
    library = load([str(tmp_path / "linhai.yaml")], [str(tmp_path / "own.csv")], ("linhai",))
    now = EvaluationContext(day("2021-12-31"))
    survey = assess_all(library, now, ("14fyp",), Filters(every_scope=True))
    report = handout(survey.plans, now, survey.inputs, "zh")
    told = {one.id: one for one in report.plans[0].indicators}
    assert "规划要求为4%以内" in told["rate"].sentence
    assert told["rate"].target == "4以内"  # beside a column of units
    assert "14∶42∶44" in told["shares"].sentence


def test_files_without_figures_are_named_without_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "responsible.csv").write_text(
        "city,indicator,responsible\nsuzhou,urban-new-jobs,就业处\n", encoding="utf-8"
    )
    for command in (["report"], ["status", "--format", "markdown"]):
        assert run([*command, "suzhou", "--as-of", "2026-11-21", "--lang", "zh"]) == 0
        lines = [line for line in capsys.readouterr().out.splitlines() if "responsible.csv：sha256" in line]
        assert len(lines) == 1
        assert "观测值" not in lines[0]


def test_the_workbook_has_the_year_on_a_sheet_of_its_own(tmp_path: Path) -> None:
    """The straight line of 60 in five years is 12 a year, of which 9 by September are 75 %, and 3 are left."""
    package("xlsxwriter")
    package("openpyxl")
    from openpyxl import load_workbook

    from rsplan.render.report_xlsx import report_xlsx

    (tmp_path / "linhai.yaml").write_text(TARGETS, encoding="utf-8")
    lines = "linhai,jobs,2021,12,period,,,,,\nlinhai,jobs,2022-09,9,ytd,,,,,\n"
    (tmp_path / "own.csv").write_text(HEADER + lines, encoding="utf-8")
    library = load([str(tmp_path / "linhai.yaml")], [str(tmp_path / "own.csv")], ("linhai",))
    survey = assess_all(library, EvaluationContext(day("2022-09-30")), ("14fyp",), Filters(every_scope=True), year=2022)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of the sparklines
        book = load_workbook(io.BytesIO(report_xlsx(made(survey, workings=True))), data_only=True)
        without = load_workbook(io.BytesIO(report_xlsx(made(surveyed("2022-09-30", ()), workings=True))))
    sheet = book["Progress within 2022"]
    (row,) = [[cell.value for cell in row] for row in sheet.iter_rows() if row[1].value == "Jobs"]
    assert row[2:7] == ["10,000 persons", "12 straight line", 9, 0.75, 3]
    assert row[7] == say("en", "status.on_track")
    assert "Progress within 2022" not in without.sheetnames


def test_the_changes_since_a_day_stand_in_every_format(tmp_path: Path) -> None:
    """On 2025-06-01 nothing was known of the insured against work injury; at the end 628.1 missed 650."""
    package("jinja2")
    package("docx")
    from docx import Document
    from lxml import html

    from rsplan.render.report_docx import report_docx
    from rsplan.render.report_html import report_html

    library, now = load(cities=("suzhou",)), EvaluationContext(day("2026-11-21"))
    changed = changes(library, EvaluationContext(day("2025-06-01"), day("2025-06-01")), now, ("14fyp",))
    survey = assess_all(library, now, ("14fyp",))
    report = handout(survey.plans, now, survey.inputs, "en", changed=changed)
    page = html.fromstring(report_html(report)).text_content()
    document = Document(io.BytesIO(report_docx(report)))
    told = "\n".join([*(one.text for one in document.paragraphs), *(c.text for t in document.tables for c in t._cells)])
    for text in (page, told, report_markdown(report)):
        assert "Changes since 2025-06-01" in text
        assert "nodatamissednewdata" in "".join(filter(str.isalnum, text))  # before, now, and by which step


def test_the_offices_that_are_responsible_group_the_targets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "responsible.csv").write_text(
        "indicator,responsible\nwork-injury-insured,工伤保险处\nurban-new-jobs,就业处、失业保险处\n",
        encoding="utf-8",
    )
    assert run(["report", "suzhou", "--by", "responsible", "--as-of", "2026-11-21", "--lang", "zh"]) == 0
    told = capsys.readouterr().out
    headings = re.findall(r"^### (?!\d)(.*)$", told, re.MULTILINE)
    assert headings == ["就业处", "未明确责任处室", "工伤保险处"]
    own = told[told.index("### 就业处") : told.index("### 未明确责任处室")]
    assert re.findall(r"\| ([^|]*（会同[^|]*) \|", own) == ["城镇新增就业人数（会同失业保险处）"]


def test_the_heading_of_a_group_in_a_document_keeps_with_the_row_after_it() -> None:
    package("docx")
    package("resvg_py")
    from docx import Document

    from rsplan.render.report_docx import report_docx

    table = Document(io.BytesIO(report_docx(made(surveyed("2023-12-31", ("13fyp",)))))).tables[-1]
    heads = [row.cells[0] for row in table.rows[1:] if row.cells[0]._tc is row.cells[-1]._tc]
    assert len(heads) > 2
    assert all(one.paragraphs[0].paragraph_format.keep_with_next for one in heads)


def test_what_is_left_of_a_share_is_told_in_points_and_a_change_as_it_is_printed() -> None:
    """95 and 3 points are 98; at 95.6 they are 2.4 points away."""
    printed = "较2020年提高3个百分点"
    subject = indicator(Kind.CHANGE, target("3", printed=printed), start="95", unit="%")._replace(by=By.POINTS)
    found = assess_of(subject, level("2021-12", "95.6"), as_of="2021-12-31")
    (one,) = handout(survey_of(found).plans, EvaluationContext(day("2021-12-31")), (), "zh").plans[0].indicators
    assert f"完成规划目标（{printed}）的20%" in one.sentence
    assert "尚需完成2.4个百分点" in one.sentence


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "，尚需减少600件，年均需减少300件、月均25件。"),
        ("en", ", still to fall by 600 (件), a fall of 300 a year or 25 a month needed (件)."),
    ],
)
def test_what_is_to_fall_is_not_still_to_be_completed(lang: Language, said: str) -> None:
    """From 2,000 to 1,000 disputes: at 1,600 there are 600 too many, 300 a year and 25 a month over two years."""
    subject = indicator(Kind.STOCK, target("1000", Comparator.AT_MOST), start="2000", better=Better.LOWER, unit="件")
    found = assess_of(subject, level("2023-12-31", "1600"), as_of="2023-12-31")
    (one,) = handout(survey_of(found).plans, EvaluationContext(day("2023-12-31")), (), lang).plans[0].indicators
    assert one.sentence.endswith(said)
    assert (one.per_year.text, one.needed.strip("年均/yr")) == ("-300", "-300")  # under headings of a need
    found = assess_of(subject, level("2025-12-31", "1600"), as_of="2026-06-30")
    (one,) = handout(survey_of(found).plans, EvaluationContext(day("2026-06-30")), (), lang).plans[0].indicators
    assert one.sentence.endswith({"zh": "，未完成规划目标，超出600件。", "en": "; target missed, 600 over (件)."}[lang])


# --- files and folders -----------------------------------------------------------------------------------------------


@pytest.fixture
def rsplan(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    monkeypatch.chdir(tmp_path)
    for name in ("jinja2", "xlsxwriter", "docx", "resvg_py"):
        package(name)

    def call(*args: str) -> tuple[int, str, str]:
        code = run(["report", *args, "--lang", "en"])
        return code, *capsys.readouterr()

    return call


Rsplan = Callable[..., tuple[int, str, str]]


def test_several_files_are_written_in_one_run(rsplan: Rsplan, tmp_path: Path) -> None:
    outputs = [word for name in ("a.html", "a.xlsx", "a.docx", "a.md") for word in ("-o", name)]
    assert rsplan("suzhou", *outputs) == (0, "", "")
    assert (tmp_path / "a.html").read_bytes().startswith(b"<!DOCTYPE html>")
    assert (tmp_path / "a.md").read_text(encoding="utf-8").startswith("# Suzhou 14th")
    for name in ("a.xlsx", "a.docx"):
        with zipfile.ZipFile(tmp_path / name) as packed:
            assert packed.testzip() is None


def test_a_folder_gets_a_file_a_city_and_format(rsplan: Rsplan, tmp_path: Path) -> None:
    assert rsplan("-o", "reports/", "--format", "html,md") == (0, "", "")
    assert sorted(os.listdir(tmp_path / "reports")) == ["nanjing.html", "nanjing.md", "suzhou.html", "suzhou.md"]
    assert "Suzhou" not in (tmp_path / "reports" / "nanjing.md").read_text(encoding="utf-8")


def test_without_a_file_markdown_goes_to_standard_output(rsplan: Rsplan) -> None:
    code, out, err = rsplan("suzhou")
    assert (code, err) == (0, "")
    assert out.startswith("# Suzhou 14th Five-Year Plan")


@pytest.mark.parametrize(
    "args", [("-o", "-"), ("--format", "md"), ("--format", "markdown"), ("-o", "-", "--format", "md")]
)
def test_markdown_on_standard_output_can_be_asked_for(args: tuple[str, ...], rsplan: Rsplan) -> None:
    assert rsplan("suzhou", *args) == rsplan("suzhou")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("-o", "a.pdf"), "no output format has the extension .pdf; use one of .html, .xlsx, .docx, .md"),
        (("-o", "x/", "--format", "pdf"), "there is no format pdf; use one of html, xlsx, docx, md"),
        (
            ("--format", "xlsx"),
            "the format xlsx is written to a file or a folder: name it with -o, such as -o report.xlsx",
        ),
        (("-o", "a.html", "-o", "./a.html"), "a.html is named twice"),
    ],
)
def test_outputs_that_cannot_be_are_refused(args: tuple[str, ...], says: str, rsplan: Rsplan, tmp_path: Path) -> None:
    code, out, err = rsplan("suzhou", *args)
    assert (code, out) == (2, "")
    assert says in err
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("output", ["own.md", "reports/"])
def test_a_file_that_the_run_reads_is_never_replaced(output: str, rsplan: Rsplan, tmp_path: Path) -> None:
    """Named as the output, or where a folder would get the report of a city."""
    header = "city,indicator,period,value,source\n"
    (tmp_path / "reports").mkdir()
    data = tmp_path / ("own.md" if output == "own.md" else "reports/suzhou.md")
    data.write_text(header, encoding="utf-8")
    code, _, err = rsplan("suzhou", "--data", str(data), "-o", output, "--format", "md")
    assert code == 2
    assert "is a file that this command reads or writes itself" in err
    assert data.read_text(encoding="utf-8") == header


def test_the_same_report_is_the_same_file(rsplan: Rsplan, tmp_path: Path) -> None:
    names = ("html", "xlsx", "docx", "md")
    for folder in ("one/", "two/"):
        assert rsplan("suzhou", "-o", folder, "--format", ",".join(names), "--as-of", "2026-11-21")[0] == 0
    for name in names:
        one, two = (tmp_path / folder / f"suzhou.{name}" for folder in ("one", "two"))
        assert one.read_bytes() == two.read_bytes(), name


# --- hostile names ---------------------------------------------------------------------------------------------------

LONG = "长" * 500
NAMES = (
    "<script>alert(1)</script>",
    '=HYPERLINK("http://example.invalid","x")',
    "@SUM(A1)",
    "</title><svg onload=alert(1)>",
    "{{ 7 * 7 }}",
    "| --- | [x](javascript:alert(1))",
    "العمالة في المدينة",
    "-1+1",
    LONG,
)

PLAN = """\
city: {id: wuxi, name: {zh: 无锡市, en: "<b>Wuxi</b>"}}
documents: {own: {title: {zh: 规划, en: "\\"><img src=x onerror=alert(1)>"}, state: issued}}
plans:
  - id: 14fyp
    title: {zh: 规划, en: "<i>Plan</i> & more"}
    document: own
    state: issued
    start: 2021-01-01
    end: 2025-12-31
    groups: [{id: work, zh: 就业, en: "<u>=1+1"}]
    indicators:
"""

INDICATOR = """\
      - id: i{index}
        number: "{index}"
        group: work
        name: {{zh: 指标{index}, en: {name}}}
        unit: {{zh: 万人, en: {name}}}
        kind: cumulative
        better: higher
        target: {{printed: "60", where: 表1}}
        observed: [{{period: 2021, value: 5, source: {name}}}]
        note: {{zh: x, en: {name}}}
"""


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    import json

    parts = [
        INDICATOR.format(index=index, name=json.dumps(name, ensure_ascii=False)) for index, name in enumerate(NAMES, 1)
    ]
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN + "".join(parts), encoding="utf-8")
    return path


def test_hostile_names_do_no_harm_in_any_format(rsplan: Rsplan, hostile: Path, tmp_path: Path) -> None:
    outputs = [word for name in ("a.html", "a.xlsx", "a.docx", "a.md") for word in ("-o", name)]
    words = ("wuxi", "--targets", str(hostile), "--as-of", "2023-12-31")
    assert rsplan(*words, *outputs) == (0, "", "")
    from lxml import html

    page = html.fromstring((tmp_path / "a.html").read_bytes())
    assert page.xpath("//script | //img | //a | //iframe | //*[@onload or @onerror or @src]") == []
    assert {name for name in NAMES if name in page.text_content()} == {*NAMES}
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Sparkline")  # openpyxl reads none
        book = load_workbook(tmp_path / "a.xlsx")
    formulas = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas
    assert not [text for text in formulas if "HYPERLINK" in text or "alert" in text]
    texts = {cell.value for row in book["Indicators"].iter_rows() for cell in row if cell.data_type == "s"}
    assert {*NAMES} <= texts
    from docx import Document

    document = Document(str(tmp_path / "a.docx"))
    told = "\n".join([*(one.text for one in document.paragraphs), *(c.text for t in document.tables for c in t._cells)])
    assert {name for name in NAMES if name in told} == {*NAMES}
    pasted = (tmp_path / "a.md").read_text(encoding="utf-8")
    assert "<script" not in re.sub(r"\\<", "", pasted)
    assert "[x](" not in re.sub(r"\\\[", "", pasted)


# --- what it loads ---------------------------------------------------------------------------------------------------


def test_other_commands_load_nothing_of_it() -> None:
    call = "run(['status', '--city', 'suzhou', '--format', 'json'])"
    code = f"import sys; from rsplan.cli.program import run; {call}; print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {"rsplan.report.handout", "jinja2", "xlsxwriter"} & {*done.stderr.split()} == set()


# --- opened by an office suite ---------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("format_", ["xlsx", "docx"])
def test_libreoffice_opens_the_workbook_and_the_document_whole(format_: str, tmp_path: Path) -> None:
    """Every name of a target stands on a page, in Chinese, and a page of the document is no wider than A4."""
    package("pypdf")
    from pypdf import PdfReader

    survey = assess_all(load(cities=("nanjing",)), EvaluationContext(day("2026-11-21")), ("13fyp",))
    report = handout(survey.plans, survey.evaluation, survey.inputs, "zh", workings=True)
    path = tmp_path / f"report.{format_}"
    if format_ == "xlsx":
        from rsplan.render.report_xlsx import report_xlsx

        path.write_bytes(report_xlsx(report))
    else:
        from rsplan.render.report_docx import report_docx

        path.write_bytes(report_docx(report))
    pages = PdfReader(converted(path, "pdf", tmp_path)).pages
    assert {tuple(sorted((round(one.mediabox.width), round(one.mediabox.height)))) for one in pages} <= {(595, 842)}
    text = "".join("".join(one.extract_text() for one in pages).split())
    for one in report.plans[0].indicators:
        assert "".join(one.name.split()) in text


@pytest.mark.parametrize(
    ("lang", "sentence", "beside"),
    [
        ("zh", "urban-new-jobs：2022年2.9万人（最低年份），", "最低年份2022年"),
        ("en", "urban-new-jobs (万人): 2.9 in 2022, the weakest year, ", "2022, the weakest year"),
    ],
)
def test_the_year_that_counts_of_an_annual_target_is_named_in_every_format(
    lang: Language, sentence: str, beside: str
) -> None:
    """3.2, 2.9 and 3.3 of at least 3 every year: the weakest is that of 2022, and broke the target."""
    amounts = (("2021", "3.2"), ("2022", "2.9"), ("2023", "3.3"))
    found = assess_of(
        indicator(Kind.ANNUAL, target("3")), *(observation(*each) for each in amounts), as_of="2024-03-20"
    )
    survey = survey_of(found, as_of="2024-03-20")
    report = handout(survey.plans, survey.evaluation, (), lang, workings=True)
    package("jinja2")
    from rsplan.render.report_html import report_html

    (one,) = report.plans[0].indicators
    assert one.sentence.startswith(sentence)
    page = report_html(report)
    assert f"<small>{beside}</small>" in page
    assert one.breached in page
    assert one.day == beside


# --- the look ahead --------------------------------------------------------------------------------------------------


def looking_ahead(as_of: str = "2023-12-31", lang: Language = "zh") -> Handout:
    """A sum that is out of reach, a binding level that is a stretch, and a level that is across a break."""
    binding = indicator(Kind.STOCK, start="50", name="level")._replace(nature=Nature.BINDING)
    changed = Break(day("2023-01-01"), "2023", bilingual("口径调整"), declared=True, at=PLACE)
    broken = indicator(Kind.STOCK, start="50", name="broken")._replace(breaks=(changed,))
    ahead = assess_of(indicator(), *(observation(*each) for each in AMOUNTS), as_of=as_of)
    levels = [level(*each) for each in (("2020", "50"), ("2021", "60"), ("2022", "65"), ("2023", "78"))]
    others = [assess_of(one, *levels, as_of=as_of) for one in (binding, broken)]
    survey = survey_of(*others, ahead, as_of=as_of)
    return handout(survey.plans, survey.evaluation, (), lang, workings=True)


#: 33 of 100 after three of five years.
AMOUNTS = (("2021", "10"), ("2022", "12"), ("2023", "11"))

#: Two years like the slowest or the best: 33 + 20 and 33 + 24. Of 2022 the method said 10, and 12 came: a fifth more;
#: of 2023 the mean of 10 and 12, which came. So both ends move by a fifth of two mean years of 11: 4.4.
#: 67 in two years are 33.5 a year, and the best had 12.
OUT_OF_REACH = "难以完成；预计期末达到48.6至61.4万人（年度数推算）"


def test_what_is_out_of_reach_leads_and_names_its_range_in_one_line() -> None:
    (plan,) = looking_ahead().plans
    jobs, stretch, broken = plan.attention  # the binding one of them stands first in the plan
    assert jobs.forecast is not None
    assert (jobs.id, jobs.forecast.line, jobs.forecast.out_of_reach) == ("urban-new-jobs", OUT_OF_REACH, True)
    assert (jobs.forecast.low.value, jobs.forecast.high.value) == (Decimal("48.6"), Decimal("61.4"))
    assert plan.sentence.endswith("按以往最好年份的速度也难以完成：urban-new-jobs。")
    assert stretch.forecast is not None
    # 22 left of 100, the best year had 13: 22/13 years before the end, 20.3 of 24 months, so in April 2024.
    assert re.fullmatch(r"需加力；预计期末达到.*；最迟启动日2024-04-\d\d", stretch.forecast.line)
    assert broken.forecast is None  # what is refused says nothing


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            "zh",
            (
                "。目前未滞后、但预计难以完成或将不达要求：ceiling（按以往最好年份的速度也难以完成）、"
                "floor（趋势不变则2024年跌破）、limit（趋势不变则2024年突破）。"
            ),
        ),
        (
            "en",
            (
                ". Not behind, but out of reach or to be broken: ceiling (out of reach at the best pace so far), "
                "floor (broken in 2024 if the trend goes on), limit (broken in 2024 if the trend goes on)."
            ),
        ),
    ],
)
def test_the_sentence_names_what_keeps_up_now_and_will_not(lang: Language, said: str) -> None:
    """Of at most 54, 33 came in three years, and 10 a year is the least: 53. Of at most 52, it is more.

    97.5 falls by 0.4 each half year, to 95.5 at the end of 2023 and 94.7 of 2024; 3 rises by 0.35, to 4.75 and 5.45.
    """
    half_years = [f"{year}-{month}" for year in (2021, 2022, 2023) for month in ("06", "12")]
    falling = [level(at, str(Decimal("97.5") - Decimal("0.4") * number)) for number, at in enumerate(half_years)]
    rising = [level(at, str(3 + Decimal("0.35") * number)) for number, at in enumerate(half_years)]
    amounts = [observation(*each) for each in AMOUNTS]
    ceilings = {
        name: indicator(aim=target(most, Comparator.AT_MOST), better=Better.LOWER, name=name)
        for name, most in (("kept", "54"), ("ceiling", "52"))
    }
    floor = indicator(Kind.RATE, target("95", hold=True), name="floor", unit="%")
    limit = indicator(Kind.RATE, target("5", Comparator.AT_MOST), name="limit", unit="%", better=Better.LOWER)
    assessed = [assess_of(one, *amounts, as_of="2023-12-31") for one in ceilings.values()]
    assessed += [assess_of(one, *of, as_of="2023-12-31") for one, of in ((floor, falling), (limit, rising))]
    assert [one.status for one in assessed] == [Status.ON_TRACK] * 4
    survey = survey_of(*assessed, as_of="2023-12-31")
    report = handout(survey.plans, survey.evaluation, (), lang)
    assert report.plans[0].sentence.endswith(said)
    assert [one.forecast for one in report.plans[0].indicators] == [None] * 4  # cards are of what is behind


def test_a_workbook_says_what_a_forecast_is_of_and_why_it_takes_in_what_is_out_of_reach() -> None:
    """10, 20 and 24 of 103: two years at the best, 24, end at 102; the range is widened beyond 103."""
    for name in ("xlsxwriter", "openpyxl"):
        package(name)
    from openpyxl import load_workbook

    from rsplan.render.report_xlsx import report_xlsx

    amounts = [observation(*each) for each in (("2021", "10"), ("2022", "20"), ("2023", "24"))]
    whole = indicator(aim=target("103"), name="whole")
    each = indicator(Kind.ANNUAL, target("30"), name="each")
    survey = survey_of(*(assess_of(one, *amounts, as_of="2023-12-31") for one in (whole, each)), as_of="2023-12-31")
    report = handout(survey.plans, survey.evaluation, (), "zh", workings=True)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Sparkline")
        sheet = load_workbook(io.BytesIO(report_xlsx(report)))["摘要"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    (head,) = [row for row in rows if "前景" in row]
    found = {row[1]: dict(zip(head, row, strict=True)) for row in rows if row[1] in ("whole", "each") and row[4]}
    assert (found["whole"]["预计至"], found["each"]["预计至"]) == ("2025年末", "2024年")
    for one in report.plans[0].attention:
        assert one.forecast is not None
        assert (found[one.name]["说明"] or "") == one.forecast.remark
        assert one.forecast.line.endswith(one.forecast.remark)
    assert found["whole"]["说明"] == say("zh", "forecast.beyond_best")


def test_the_look_ahead_stands_in_every_format() -> None:
    for name in ("jinja2", "docx", "lxml", "xlsxwriter", "openpyxl"):
        package(name)
    from docx import Document
    from lxml import html
    from openpyxl import load_workbook

    from rsplan.render.report_docx import report_docx
    from rsplan.render.report_html import report_html
    from rsplan.render.report_xlsx import report_xlsx

    report = looking_ahead()
    assert report_markdown(report).count("前景：") == 2
    assert f"\n前景：{OUT_OF_REACH}\n" in report_markdown(report)
    page = html.fromstring(report_html(report))
    assert next(one.text_content() for one in page.iter("dd") if "outlook" in one.get("class", "")) == OUT_OF_REACH
    paragraphs = [one.text for one in Document(io.BytesIO(report_docx(report))).paragraphs]
    assert f"前景：{OUT_OF_REACH}。" in paragraphs
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Sparkline")
        sheet = load_workbook(io.BytesIO(report_xlsx(report)))["摘要"]
    (head,) = [row for row in sheet.iter_rows() if row[12].value == "前景"]
    cells = [sheet.cell(head[0].row + 1, column) for column in (13, 15, 16)]
    assert [one.value for one in cells[:1]] == ["难以完成"]
    assert [round(Decimal(str(one.value)), 2) for one in cells[1:]] == [Decimal("48.60"), Decimal("61.40")]
    assert "年度数推算" in cells[0].comment.text
    assert "不是概率" in cells[0].comment.text


def test_a_plan_that_has_ended_has_no_look_ahead_and_no_line_without_a_figure() -> None:
    report = looking_ahead("2026-06-30")
    (plan,) = report.plans
    assert [one.forecast for one in plan.indicators] == [None] * 3
    assert all(one.trajectory is None or one.trajectory.forecast is None for one in plan.indicators)
    text = report_markdown(report)
    assert "前景" not in text
    assert "均需：" not in text
    for line in report_markdown(looking_ahead()).splitlines():
        assert not re.search(r"均需：?\s*-", line)


def test_sentences_say_units_and_bounds_in_words() -> None:
    """A target of 30 in a sum of which 2021 is missing: at least 20 of 30, at most 10 left within two years."""
    aim = target("30", printed="〔30〕")
    one = assess_of(indicator(aim=aim), observation("2022", "8"), observation("2023", "12"), as_of="2023-12-31")
    survey = survey_of(one, as_of="2023-12-31")
    (plan,) = handout(survey.plans, survey.evaluation, (), "zh").plans
    (jobs,) = plan.indicators
    assert jobs.sentence.startswith(
        "urban-new-jobs：截至2023-12-31累计不少于20万人，规划目标（30万人）的完成率不少于66.7%，"
    )
    assert "，尚需完成不超过10万人，年均需完成不超过5万人" in jobs.sentence
