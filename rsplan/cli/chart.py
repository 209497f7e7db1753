"""`rsplan chart`: the trajectory of one indicator, in the terminal or as a picture."""

import os
from collections.abc import Iterator
from typing import NamedTuple

import click

from rsplan.calc.assess import Assessment
from rsplan.calc.forecast.forecast import forecast_of
from rsplan.cli import options as shared
from rsplan.cli.output import FORMATS, Output, Report
from rsplan.cli.selection import Selection, survey_of_indicator
from rsplan.cli.streams import write_bytes
from rsplan.cli.understood import say_understood
from rsplan.errors import RsplanError
from rsplan.render import Color
from rsplan.report.handout.charts import Trajectory, trajectory_of
from rsplan.report.reasons import reason_text
from rsplan.report.records.show import SHOW_ROWS, show_record
from rsplan.report.tables.chart import chart_table
from rsplan.report.tables.table import Words
from rsplan.survey import CompleteSurvey
from rsplan.text import Language

#: The size of a picture of its own.
_WIDTH, _HEIGHT = 720, 360


class ChartOptions(NamedTuple):
    """The options of `rsplan chart`."""

    city: str
    indicator: str
    selection: Selection
    path: str | None
    color: Color
    no_pager: bool


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params = [
        shared.city_argument(),
        shared.indicator_argument(),
        shared.plan_option(lang),
        *shared.dated_input_options(lang),
        *shared.rule_options(lang),
        shared.path_option(lang, "help.chart_output"),
        *shared.color_options(lang),
    ]
    return shared.command(lang, "chart", ChartOptions, _chart, params)


def _chart(lang: Language, options: ChartOptions) -> None:
    extension = os.path.splitext(options.path or "")[1].lower()
    if options.path is not None and extension not in (".svg", ".png"):
        raise RsplanError("error.not_this_extension", extension=extension or options.path, known=".svg, .png")
    survey = survey_of_indicator(lang, options.selection, options.city, options.indicator)
    say_understood(lang)
    drawn = [*_trajectories(survey, lang)]
    if options.path is None:
        report = Report(
            lambda: show_record(survey),
            SHOW_ROWS,
            lambda width: [chart_table(one, Words(lang), width) for one in drawn],
        )
        FORMATS["table"].write(report, Output("table", color=options.color, no_pager=options.no_pager), lang)
        return
    svg = _picture(drawn[-1], lang)
    if extension == ".svg":
        write_bytes([svg.encode()], options.path)
        return
    from rsplan.render.png import png_bytes

    write_bytes([png_bytes(svg)], options.path)


def _trajectories(survey: CompleteSurvey, lang: Language) -> Iterator[Trajectory]:
    for plan in survey.plans:
        for assessment in plan.assessments:
            forecast = forecast_of(assessment, survey.evaluation.known_on)
            trajectory = trajectory_of(assessment, Words(lang), forecast)
            if trajectory is None:
                raise _nothing_to_draw(assessment, lang)
            yield trajectory


def _nothing_to_draw(assessment: Assessment, lang: Language) -> RsplanError:
    """The error of a target without a trajectory: shares, or no number to be attained and no figure either."""
    name = assessment.indicator.name.in_(lang)
    if assessment.in_force.has_shares:
        return RsplanError("error.shares_not_drawn", name=name)
    return RsplanError("error.nothing_to_draw", name=name, reason=reason_text(assessment, lang))


def _picture(trajectory: Trajectory, lang: Language) -> str:
    from rsplan.render.svg import trajectory_svg

    return trajectory_svg(trajectory, Words(lang), _WIDTH, _HEIGHT, loose=True)
