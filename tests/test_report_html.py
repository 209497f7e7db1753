"""The HTML report in a real browser: nothing is run or asked for; it serves screen readers, phones and printers."""

import json
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from builders import assess_of, day, indicator, observation, plan, target
from builders import survey_of as survey_of_assessments
from office import CHROMIUM_SWITCHES, needed, package
from test_report import INDICATOR, NAMES
from test_report import PLAN as HOSTILE_PLAN

from rsplan.read.plan_library import load
from rsplan.report.handout.making import handout
from rsplan.report.records.status import status_record
from rsplan.survey import CompleteSurvey, EvaluationContext, Filters, assess_all
from rsplan.text import Language

pytestmark = pytest.mark.slow

PLANS = [("suzhou", "13fyp"), ("suzhou", "14fyp"), ("nanjing", "13fyp"), ("nanjing", "14fyp")]
AS_OF = "2026-11-21"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium = needed("chromium", "chromium-browser", "google-chrome")
    package("playwright")
    package("axe_playwright_python")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=[*CHROMIUM_SWITCHES])
        yield started
        started.close()


def survey_of(city: str, plan: str) -> CompleteSurvey:
    return assess_all(load(cities=(city,)), EvaluationContext(day(AS_OF)), (plan,), Filters())


def page_of(survey: CompleteSurvey, lang: Language, folder: Path) -> Path:
    package("jinja2")
    from rsplan.render.report_html import report_html

    path = folder / "report.html"
    path.write_text(report_html(handout(survey.plans, survey.evaluation, survey.inputs, lang)), encoding="utf-8")
    return path


@pytest.mark.parametrize(("city", "plan"), PLANS)
def test_every_headline_indicator_stands_there_with_the_figures_of_the_json(
    city: str, plan: str, browser: Any, tmp_path: Path
) -> None:
    survey = survey_of(city, plan)
    page, told = browser.new_page(), []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    path = page_of(survey, "zh", tmp_path)
    page.goto(path.as_uri())
    script = """rows => rows.map(row => ({
        id: row.dataset.indicator,
        status: row.querySelector('.verdict').dataset.status,
        figures: Object.fromEntries([...row.querySelectorAll('data')].map(
            one => [one.dataset.figure, [one.value, one.dataset.bound, one.getClientRects().length]])),
    }))"""
    shown = {row["id"]: row for row in page.eval_on_selector_all("tr[data-indicator]", script)}
    without = page.inner_text(".without") if page.query_selector(".without") else ""
    plans: list[Any] = list(status_record(survey)["plans"])
    for record in plans[0]["indicators"]:
        if record["status"] == "no_data":
            assert record["name"]["zh"] in without
            continue
        row = shown[record["id"]]
        assert row["status"] == record["status"]
        for name in ("completion_rate", "elapsed", "lead_points"):
            value = record[name]
            if value is not None:
                found, bound, visible = row["figures"][name]
                assert (Decimal(found), bound) == (value, record["bounds"][name])
                assert visible
    assert told == []
    assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(("city", "plan"), [PLANS[1], PLANS[2]])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    city: str, plan: str, width: int, scheme: str, browser: Any, tmp_path: Path
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(page_of(survey_of(city, plan), "zh", tmp_path).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    result = Axe().run(page).response
    assert len(result["passes"]) > 10  # else it said nothing
    assert json.dumps([(one["id"], one["nodes"][0]["html"]) for one in result["violations"]]) == "[]"
    context.close()


def test_hostile_names_run_nothing_ask_for_nothing_and_fit_on_a_phone(browser: Any, tmp_path: Path) -> None:
    parts = [
        INDICATOR.format(index=index, name=json.dumps(name, ensure_ascii=False)) for index, name in enumerate(NAMES)
    ]
    (tmp_path / "plan.yaml").write_text(HOSTILE_PLAN + "".join(parts), encoding="utf-8")
    library = load([str(tmp_path / "plan.yaml")], cities=("wuxi",))
    survey = assess_all(library, EvaluationContext(day("2023-12-31")))
    page, told = browser.new_page(viewport={"width": 390, "height": 900}), []
    page.on("console", lambda message: told.append(message.text))
    page.on("dialog", lambda dialog: told.append(dialog.message))
    page.on(
        "request", lambda request: told.append(request.url) if not request.url.startswith(("file:", "data:")) else None
    )
    page.goto(page_of(survey, "en", tmp_path).as_uri())
    assert [text for text in told if not text.startswith(("file:", "data:"))] == []
    assert page.evaluate("document.querySelectorAll('script, img, a, iframe').length") == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


def test_the_contrast_of_a_page_in_need_is_seen(browser: Any) -> None:
    """Else the test above would say nothing."""
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page()
    page.set_content("<html><body><p style='color:#ccc;background:#fff'>faint</p></body></html>")
    assert {"color-contrast", "document-title"} <= {one["id"] for one in Axe().run(page).response["violations"]}
    page.close()


def test_the_printed_page_is_a4_across_and_holds_everything(browser: Any, tmp_path: Path) -> None:
    package("pypdf")
    from pypdf import PdfReader

    survey = survey_of("nanjing", "13fyp")
    page = browser.new_page()
    page.goto(page_of(survey, "en", tmp_path).as_uri())
    page.pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True)
    page.close()
    printed = PdfReader(tmp_path / "printed.pdf")
    sides = {(round(one.mediabox.width), round(one.mediabox.height)) for one in printed.pages}
    assert sides == {(842, 595)}  # 297 × 210 mm in points
    text = _letters("".join(one.extract_text() for one in printed.pages))
    for assessment in survey.plans[0].assessments:
        assert _letters(assessment.indicator.name.en) in text


def in_need() -> CompleteSurvey:
    """Six sums that are behind, one of them with a long word on its evidence and a target in many words."""
    assessments = []
    for number in range(6):
        aim = target("100", printed="较2020年累计新增100万人以上" if number else "100")
        subject = indicator(name=f"城镇新增就业困难人员再就业人数{number}", aim=aim)
        seen = observation("2021", "10", provisional=number == 0)
        assessments.append(assess_of(subject, seen, as_of="2021-12-31"))
    return survey_of_assessments(*assessments, within=plan(*(one.indicator for one in assessments)), as_of="2021-12-31")


def test_the_first_printed_page_has_the_first_of_what_needs_attention(browser: Any, tmp_path: Path) -> None:
    """The reason of the first stands there; no name is a column of letters."""
    package("pypdf")
    from pypdf import PdfReader

    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(page_of(in_need(), "zh", tmp_path).as_uri())
    page.pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True)
    width = "one => one.getBoundingClientRect().width / parseFloat(getComputedStyle(one).fontSize)"
    for wide in (390, 740, 1087, 1088, 1100, 1600):
        page.set_viewport_size({"width": wide, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= wide
    page.set_viewport_size({"width": 1100, "height": 900})
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        names = page.query_selector_all(".targets tbody tr[data-indicator] th")
        assert len(names) == 6
        assert min(name.evaluate(width) for name in names) >= 8
    page.close()
    first, *rest = (one.extract_text() for one in PdfReader(tmp_path / "printed.pdf").pages)
    assert _letters("与序时进度相差-10个百分点") in _letters(first)
    assert len(rest) <= 3


def _letters(text: str) -> str:
    """The letters alone, without ligatures: a page breaks lines at blanks and hyphens."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isalpha())
