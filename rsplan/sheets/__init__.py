"""Reports as tables for people: what stands in which cell, in either language; nothing is calculated here."""

from rsplan.sheets.cells import (
    actual_text,
    figure_text,
    lead_text,
    percent_text,
    plan_title,
    state_of_data,
    verdict_cell,
)
from rsplan.sheets.explanation import explain_sheets
from rsplan.sheets.listing import indicators_sheet, plans_sheet
from rsplan.sheets.pace import pace_sheets
from rsplan.sheets.sheet import WIDE, Cell, Column, Footnotes, Section, Sheet, Words
from rsplan.sheets.show import show_sheets
from rsplan.sheets.standing import status_sheet
from rsplan.sheets.year import year_sheet

__all__ = [
    "WIDE",
    "Cell",
    "Column",
    "Footnotes",
    "Section",
    "Sheet",
    "Words",
    "actual_text",
    "explain_sheets",
    "figure_text",
    "indicators_sheet",
    "lead_text",
    "pace_sheets",
    "percent_text",
    "plan_title",
    "plans_sheet",
    "show_sheets",
    "state_of_data",
    "status_sheet",
    "verdict_cell",
    "year_sheet",
]
