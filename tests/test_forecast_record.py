"""The page of forecasts for the two cities beside what came shows what the program says of the shipped plans."""

import re
from datetime import date
from pathlib import Path

import pytest

from rsplan.read.plan_library import load
from rsplan.report.records.forecast import forecast_record
from rsplan.survey import EvaluationContext, assess_all

PAGE = Path(__file__).resolve().parents[1] / "docs" / "forecast-record.md"
DAYS = ("2023-06-30", "2024-12-31", "2025-10-31")


def shown(number: object) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")


def rows() -> list[str]:
    """Each forecast, and each refusal of a target that had a figure, as a row of the page without its last column."""
    found = []
    for city in ("suzhou", "nanjing"):
        library = load(cities=(city,))
        for as_of in DAYS:
            day = date.fromisoformat(as_of)
            report = forecast_record(assess_all(library, EvaluationContext(day, day), ("14fyp",)))
            for one in next(iter(report["plans"]))["indicators"]:
                refused = one["refused"]
                if refused is not None and refused["reason"] != "no_data":
                    said = f"refused: {refused['reason']}"
                elif refused is None:
                    said = f"{shown(one['low'])} to {shown(one['high'])}, middle {shown(one['mean'])}; {one['outlook']}"
                else:
                    continue
                found.append(f"| {city} | {as_of} | {one['number']} {one['id']} | {said} |")
    return found


@pytest.mark.parametrize("city", ["suzhou", "nanjing"])
def test_the_page_lists_every_forecast_and_refusal_of_a_target_that_had_a_figure(city: str) -> None:
    listed = re.findall(rf"^(\| {city} \| .*?\|) [^|]*\|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert listed == [row for row in rows() if row.startswith(f"| {city} |")]
