"""`rsplan allocate`: a target split over districts, offices or years."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import click

from rsplan.calc.allocation import PartAmount, allocate
from rsplan.calc.assess import Assessment
from rsplan.calc.pace import step_of
from rsplan.cli import options as shared
from rsplan.cli import typed_words as typed
from rsplan.cli.output import REPORT_FORMATS, Output, Report, reporting, write
from rsplan.cli.part_files import write_part_files
from rsplan.cli.selection import Selection, survey_of_indicator
from rsplan.errors import BadText, RsplanError
from rsplan.model.enums import Kind
from rsplan.model.parts import Part, PartTable
from rsplan.model.plain_text import plain
from rsplan.model.rounding import places_of, shown
from rsplan.read.csv_cells import value_of
from rsplan.report.part_target_files import target_of_part
from rsplan.report.records.allocate import ALLOCATE_ROWS, Allocated, allocate_record
from rsplan.report.tables.allocate import allocate_table
from rsplan.table_import.parts_table import read_parts
from rsplan.text import Language, say


class AllocateOptions(NamedTuple):
    """The options of `rsplan allocate`."""

    city: str
    indicator: str
    by: str
    sheet: str | None
    step: Fraction | None
    folder: str | None
    selection: Selection
    output: Output


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params: list[click.Parameter] = [
        shared.city_argument(),
        shared.indicator_argument(),
        click.Option(["--by"], required=True, type=click.Path(), metavar="FILE", help=say(lang, "help.by_parts")),
        click.Option(["--sheet"], metavar="NAME", help=say(lang, "help.parts_sheet")),
        click.Option(["--step"], type=typed.parsed(_step, lang), metavar="NUMBER", help=say(lang, "help.step")),
        shared.plan_option(lang),
        *shared.dated_input_options(lang),
        *shared.rule_options(lang),
        shared.format_option(lang, REPORT_FORMATS),
        click.Option(
            ["-o", "--output", "folder"], type=click.Path(), metavar="FOLDER", help=say(lang, "help.parts_folder")
        ),
        *shared.csv_options(lang),
        *shared.color_options(lang),
    ]
    return shared.command(lang, "allocate", AllocateOptions, _allocate, params)


def _step(text: str) -> Fraction:
    step = Fraction(value_of(text, ""))
    if step <= 0:
        raise BadText("text.step_not_positive", text=text)
    return step


def _allocate(lang: Language, options: AllocateOptions) -> None:
    survey = survey_of_indicator(lang, options.selection, options.city, options.indicator)
    if len(survey.plans) > 1:
        known = ", ".join(plan.plan.id for plan in survey.plans)
        raise RsplanError("error.one_plan", known=known)
    assessment = survey.plans[0].assessments[0]
    table = read_parts(options.by, assessment.plan, assessment.indicator, options.sheet)
    total, step = _total(assessment, table), options.step or _default_step(assessment, table)
    if options.step is not None and options.step > total > 0:
        raise RsplanError("error.split_step", step=shown(options.step, None), total=shown(total, None))
    parts = _past_as_done(table, survey.evaluation.as_of) if table.years else table.parts
    bounded = allocate(total, [_at_most(part, part.denominator) for part in parts], step)
    amounts = [amount._replace(part=part) for amount, part in zip(bounded, table.parts, strict=True)]  # as it was read
    files = _write_files(assessment, table, amounts, options.folder) if options.folder is not None else ()
    allocated = Allocated(survey, table, total, step, amounts, files)
    report = Report(lambda: allocate_record(allocated), ALLOCATE_ROWS, lambda width: [allocate_table(allocated, lang)])
    with reporting(options.output, lang, ", ".join(files)):
        write(report, options.output, lang)


def _total(assessment: Assessment, table: PartTable) -> Fraction:
    """The number that is split: the target, of a rate its numerator over all denominators.

    Raises RsplanError where it cannot be split.
    """
    indicator = assessment.indicator
    if not assessment.in_force.exists or assessment.in_force.reference is not None:
        raise RsplanError("error.split_no_target", indicator=indicator.id)
    if assessment.in_force.has_shares:
        raise RsplanError("error.split_shares", indicator=indicator.id)
    if indicator.kind.states_change:
        raise RsplanError("error.split_change", indicator=indicator.id)
    target = Fraction(assessment.target.value)
    if table.years:
        _check_years(assessment, table)
    with_denominator = [part for part in table.parts if part.denominator is not None]
    if indicator.kind is not Kind.RATE:
        if with_denominator:
            raise RsplanError("error.split_denominator", indicator=indicator.id)
        return target
    if len(with_denominator) < len(table.parts) or plain(indicator.unit.zh) != "%":
        raise RsplanError("error.split_rate", indicator=indicator.id)
    return target * sum((Fraction(part.denominator or 0) for part in table.parts), Fraction(0)) / 100


def _at_most(part: Part, most: Decimal | None) -> Part:
    """The part with no more than that, or than its own maximum where it is less."""
    return part._replace(most=min((bound for bound in (part.most, most) if bound is not None), default=None))


def _past_as_done(table: PartTable, as_of: date) -> Sequence[Part]:
    """The years with no more than was done in each that is over, where the table says what was done.

    Raises RsplanError for such a year without what was done: nothing can be left to do in it.
    """
    if all(part.done is None for part in table.parts):
        return table.parts
    over = {part.id for part in table.parts if date(int(part.name.zh), 12, 31) <= as_of}
    if unknown := [part.name.zh for part in table.parts if part.id in over and part.done is None]:
        raise RsplanError("error.split_past_years", years=", ".join(unknown))
    return [_at_most(part, part.done) if part.id in over else part for part in table.parts]


def _check_years(assessment: Assessment, table: PartTable) -> None:
    """Raise RsplanError where parts are years and the target is no sum over them, or they are not the plan's."""
    plan, indicator = assessment.plan, assessment.indicator
    if not indicator.kind.sums_whole_plan:
        raise RsplanError("error.split_years", indicator=indicator.id)
    outside = [part.name.zh for part in table.parts if not plan.start.year <= int(part.name.zh) <= plan.end.year]
    if outside:
        span = f"{plan.start.year}-{plan.end.year}"
        raise RsplanError("error.split_outside", years=", ".join(outside), span=span)


def _default_step(assessment: Assessment, table: PartTable) -> Fraction:
    """The step of a pace; of a rate the finest decimal place of the denominators."""
    if assessment.indicator.kind is Kind.RATE:
        places = max(places_of(part.denominator) for part in table.parts if part.denominator is not None)
        return Fraction(1, 10**places)
    return Fraction(step_of(assessment))


def _write_files(assessment: Assessment, table: PartTable, amounts: Sequence[PartAmount], folder: str) -> list[str]:
    """Write a target file for each part into the folder; raises RsplanError for parts that are no cities."""
    if table.years or assessment.indicator.kind is Kind.RATE:
        key = "error.parts_are_years" if table.years else "error.parts_of_rate"
        raise RsplanError(key, indicator=assessment.indicator.id)
    targets = {f"{amount.part.id}.yaml": target_of_part(assessment, amount) for amount in amounts}
    return write_part_files(folder, targets)
