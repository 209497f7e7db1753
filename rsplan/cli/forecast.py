"""`rsplan forecast`: where each target ends, how sure that is, and the last day to act."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import click

from rsplan.calc.assess import Assessment
from rsplan.calc.forecast.forecast import forecast_of, grown_by, known_of_year
from rsplan.calc.forecast.level_forecast import is_percentage
from rsplan.calc.forecast.scenario import Scenario, with_target
from rsplan.calc.forecast.values import Assumed, Outlook
from rsplan.cli import options as shared
from rsplan.cli import typed_words as typed
from rsplan.cli.command_base import one_line
from rsplan.cli.output import Output, Report, write
from rsplan.cli.selection import Selection
from rsplan.cli.understood import note
from rsplan.errors import BadText
from rsplan.model.enums import Kind
from rsplan.model.period import ONE_DAY, months
from rsplan.model.rounding import shown
from rsplan.report.records.forecast import FORECAST_LINES, FORECAST_ROWS, forecast_record
from rsplan.report.tables.forecast import forecast_tables
from rsplan.survey import CompleteSurvey, assess_all
from rsplan.text import Language, say
from rsplan.words.assumptions import (
    TypedAssumption,
    assumed_growth,
    assumed_target,
    assumed_value,
    read_assumption,
    read_year_assumption,
)
from rsplan.words.names import indicator_of_cities
from rsplan.words.vocabulary import Vocabulary

_OUTLOOKS = Vocabulary(Outlook, lambda outlook: (f"outlook.{outlook}",))

_WHOLE = 100

#: The place in the context of click of what was given, in the order of the command line.
_GIVEN = "rsplan.assumptions"

_ASSUME, _TARGET, _GROWTH, _SCENARIO = "--assume", "--assume-target", "--assume-growth", "--scenario"


class ForecastOptions(NamedTuple):
    """The options of `rsplan forecast`; the assumptions stand in the order of the command line beside them."""

    selection: Selection
    backtest: bool
    fail_on: tuple[Outlook, ...]
    assume: tuple[str, ...]
    assume_target: tuple[str, ...]
    assume_growth: tuple[str, ...]
    scenario: tuple[str, ...]
    output: Output


class _InOrder(click.Option):
    """An option whose values are noted in the order of the command line, among those of its like."""

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        super().add_to_parser(parser, ctx)
        option = parser._long_opt[self.opts[0]]
        process = option.process

        def noted(value: Any, state: Any) -> None:
            ctx.meta.setdefault(_GIVEN, []).append((self.opts[0], value))
            process(value, state)

        option.process = noted


def command(lang: Language) -> click.Command:
    """The command in a language."""
    params = [
        shared.city_arguments(),
        *shared.input_options(lang),
        *shared.filter_options(lang),
        *shared.rule_options(lang),
        click.Option(["--backtest"], is_flag=True, help=say(lang, "help.backtest")),
        _InOrder([_ASSUME], multiple=True, metavar="ID:YEAR=VALUE", help=say(lang, "help.assume")),
        _InOrder([_TARGET], multiple=True, metavar="ID=VALUE", help=say(lang, "help.assume_target")),
        _InOrder([_GROWTH], multiple=True, metavar="ID=PERCENT", help=say(lang, "help.assume_growth")),
        _InOrder([_SCENARIO], multiple=True, metavar="NAME", help=say(lang, "help.scenario")),
        click.Option(
            ["--fail-on"],
            type=typed.words(_OUTLOOKS, lang),
            default=(),
            metavar="WORD,…",
            help=say(lang, "help.fail_on_outlook"),
            shell_complete=typed.complete_words(_OUTLOOKS),
        ),
        *shared.output_options(lang),
    ]
    return shared.command(lang, "forecast", ForecastOptions, _forecast, params)


def _forecast(lang: Language, options: ForecastOptions) -> int:
    library, (inputs, evaluation, filters) = options.selection.read(lang)
    survey = assess_all(library, evaluation, inputs.plans, filters)
    scenarios = _scenarios(_given(options), survey, lang)
    report = Report(
        lambda: forecast_record(survey, scenarios),
        FORECAST_LINES,
        lambda width: [
            table
            for plan in survey.plans
            for table in forecast_tables(plan, evaluation, lang, scenarios, backtest=options.backtest)
        ],
        csv_rows=FORECAST_ROWS._replace(marks=("scenario", "assumed") if scenarios else ()),
    )
    write(report, options.output, lang)
    failing = any(
        forecast_of(assessment, evaluation.known_on).outlook in options.fail_on
        for plan in survey.plans
        for assessment in (plan.assessments if options.fail_on else ())
    )
    return 1 if failing else 0


def _given(options: ForecastOptions) -> list[tuple[str, str]]:
    """The options of assumptions with their values, in the order of the command line; settings come first."""
    given: list[tuple[str, str]] = click.get_current_context().meta.get(_GIVEN, [])
    all_given = {
        _ASSUME: options.assume,
        _TARGET: options.assume_target,
        _GROWTH: options.assume_growth,
        _SCENARIO: options.scenario,
    }
    typed_here = {flag: [value for name, value in given if name == flag] for flag in all_given}
    return [(flag, value) for flag, values in all_given.items() if not typed_here[flag] for value in values] + given


class _Draft:
    """A scenario while its assumptions are read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.years: dict[str, dict[int, Fraction]] = {}
        self.growth: dict[str, Fraction] = {}
        self.targets: dict[str, Decimal] = {}
        self.said: dict[str, list[str]] = {}

    def scenario(self) -> Scenario:
        """The scenario with all its assumptions."""
        assumed = {id_: Assumed(self.years.get(id_, {}), self.growth.get(id_)) for id_ in {**self.years, **self.growth}}
        return Scenario(self.name, assumed, self.targets, {id_: tuple(said) for id_, said in self.said.items()})


def _scenarios(given: Sequence[tuple[str, str]], survey: CompleteSurvey, lang: Language) -> list[Scenario]:
    """The scenarios in their order: each begins with its name, and the assumptions before the first have none.

    Raises BadParameter for what is no assumption, means no indicator of the survey, or says what is known already.
    """
    drafts: list[_Draft] = []
    for flag, value in given:
        if flag == _SCENARIO:
            drafts.append(_Draft(_name(value, lang)))
            continue
        if not drafts:
            drafts.append(_Draft(""))
        try:
            _assume(drafts[-1], flag, value, survey, lang)
        except BadText as error:
            raise click.BadParameter(one_line(error, lang), param_hint=flag) from None
    names = [draft.name for draft in drafts]
    for name in names:
        if names.count(name) > 1 or (not name and names.index(name)):
            raise click.BadParameter(say(lang, "error.scenario_twice", {"name": name}), param_hint=_SCENARIO)
    for draft in drafts:
        _check_growth_counts(draft, survey, lang)
        if not draft.said:
            raise click.BadParameter(say(lang, "error.scenario_empty", {"name": draft.name}), param_hint=_SCENARIO)
    return [draft.scenario() for draft in drafts]


def _check_growth_counts(draft: _Draft, survey: CompleteSurvey, lang: Language) -> None:
    """Raise BadParameter for a growth beside assumed years that leave none for it to grow in."""
    known_on = survey.evaluation.known_on
    for id_ in draft.growth.keys() & draft.years.keys():
        alone = Assumed(draft.years[id_])
        both = alone._replace(growth=draft.growth[id_])
        for assessment in (one for plan in survey.plans for one in plan.assessments if one.indicator.id == id_):
            ends = {found.ends for one in (alone, both) if (found := forecast_of(assessment, known_on, one).range)}
            if len(ends) == 1:
                idle = BadText("text.assumed_growth_idle", word=id_)
                raise click.BadParameter(one_line(idle, lang), param_hint=_GROWTH)


def _name(text: str, lang: Language) -> str:
    """The name of a scenario, in one line; raises BadParameter for none, which the assumptions before it have."""
    name = " ".join(text.split())
    if not name:
        raise click.BadParameter(say(lang, "error.scenario_unnamed"), param_hint=_SCENARIO)
    return name


_READ: dict[str, Callable[[str], TypedAssumption]] = {
    _ASSUME: read_year_assumption,
    _TARGET: read_assumption,
    _GROWTH: read_assumption,
}


def _assume(draft: _Draft, flag: str, text: str, survey: CompleteSurvey, lang: Language) -> None:
    """Add the assumption to the scenario; raises BadText."""
    found = _READ[flag](text)
    plans = [plan.plan for plan in survey.plans]
    meaning = indicator_of_cities(found.word, plans, lang)
    note(found.word, *meaning)
    concerned = [one for plan in survey.plans for one in plan.assessments if one.indicator.id == meaning.id]
    if not concerned:
        raise BadText("text.assumed_not_shown", word=found.word)
    for assessment in concerned:
        _check_assumable(assessment, found.word)
    _check_once(draft, flag, found, meaning.id)
    draft.said.setdefault(meaning.id, []).append(
        text.strip() if flag == _ASSUME else f"{flag.lstrip('-')} {text.strip()}"
    )
    if flag == _GROWTH:
        growth = assumed_growth(found.value)
        for assessment in concerned:
            _check_grown(assessment, found, growth, survey.evaluation.known_on)
        draft.growth[meaning.id] = growth
        return
    if len(concerned) > 1:  # a level of one city is none of another
        titles = ", ".join(f"{one.plan.city.name.in_(lang)} {one.plan.id}" for one in concerned)
        raise BadText("text.assumed_of_several", word=found.word, plans=titles)
    (assessment,) = concerned
    if flag == _TARGET:
        target = assumed_target(found.value, assessment.indicator, plans)
        _check_possible(assessment, found, target)
        _check_moved(with_target(assessment, survey.evaluation.known_on, target), found)
        draft.targets[meaning.id] = target
        return
    value = assumed_value(found.value, assessment.indicator, plans)
    _check_possible(assessment, found, value)
    _check_year(assessment, found, Fraction(value), survey.evaluation.known_on)
    draft.years.setdefault(meaning.id, {})[found.year or 0] = Fraction(value)


def _check_once(draft: _Draft, flag: str, found: TypedAssumption, id_: str) -> None:
    """Raise BadText for a second assumption of the same in one scenario: none of them would be the right one."""
    before = {_ASSUME: draft.years.get(id_, {}).keys(), _TARGET: draft.targets, _GROWTH: draft.growth}[flag]
    if (found.year if flag == _ASSUME else id_) in before:
        raise BadText("text.assumed_twice", word=found.word)


def _check_possible(assessment: Assessment, found: TypedAssumption, value: Decimal) -> None:
    """Raise BadText for a sum, a count or a percentage that cannot be, and for a target of nothing."""
    indicator = assessment.indicator
    is_target = found.year is None
    if indicator.signed or (is_target and indicator.kind.states_change):
        return
    if value < 0 or (is_target and not value) or (is_percentage(assessment) and value > _WHOLE):
        raise BadText("text.assumed_impossible", word=found.word, value=found.value)


def _check_grown(assessment: Assessment, found: TypedAssumption, growth: Fraction, known_on: date | None) -> None:
    """Raise BadText for a growth that takes a percentage beyond all."""
    actual = assessment.actual
    if actual is None or assessment.indicator.signed or not is_percentage(assessment):
        return
    grown = grown_by(actual.value, growth, months(actual.through + ONE_DAY, assessment.plan.end))
    if grown > _WHOLE:
        raise BadText("text.assumed_impossible", word=found.word, value=found.value)


def _check_moved(moved: Assessment, found: TypedAssumption) -> None:
    """Raise BadText for a growth or a change to a level that cannot be."""
    limit = moved.limit
    if limit is None or moved.indicator.signed or not moved.indicator.kind.states_change:
        return
    if limit < 0 or (is_percentage(moved) and limit > _WHOLE):
        raise BadText("text.assumed_impossible", word=found.word, value=found.value)


def _check_assumable(assessment: Assessment, word: str) -> None:
    if assessment.in_force.has_shares:
        raise BadText("text.assumed_shares", word=word)


def _check_year(assessment: Assessment, found: TypedAssumption, value: Fraction, known_on: date | None) -> None:
    """Raise BadText for a year that the plan does not have, that is known to its end, or that is not forecast.

    And for an amount that is less than is known of its year.
    """
    plan, year = assessment.plan, found.year or 0
    if not plan.start.year <= year <= plan.end.year:
        raise BadText("text.assumed_outside", year=str(year), first=str(plan.start.year), last=str(plan.end.year))
    actual = assessment.actual
    if actual is not None and date(year, 12, 31) <= actual.through:
        raise BadText("text.assumed_known", word=found.word, year=str(year), through=str(actual.through))
    if assessment.indicator.kind is Kind.ANNUAL:
        forecast_year = forecast_of(assessment, known_on).year
        if forecast_year is not None and forecast_year != year:
            raise BadText("text.assumed_not_forecast", word=found.word, year=str(forecast_year))
    known = known_of_year(assessment, year, known_on)
    if known is not None and value < known.value:
        details = {"known": shown(known.value, None), "through": known.through.isoformat()}
        raise BadText("text.assumed_below_known", word=found.word, year=str(year), **details)
