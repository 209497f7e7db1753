"""The selection that a command assesses: all plans at once, or each plan as it is written."""

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from rsplan.cli.options import InputOptions
from rsplan.cli.output import FORMATS, Output, Shape
from rsplan.cli.progress import progress
from rsplan.cli.understood import note
from rsplan.errors import BadText, RsplanError
from rsplan.model.plan import Plan
from rsplan.read.plan_library import Library, load
from rsplan.survey import (
    ALL_PLANS,
    CompleteSurvey,
    EvaluationContext,
    Filters,
    PlanSurvey,
    Survey,
    assess_all,
    assess_each,
    choose_plans,
)
from rsplan.text import Language


class Selection(NamedTuple):
    """The inputs, the evaluation context and the filters of a command: words of any kind until they are read."""

    inputs: InputOptions
    evaluation: EvaluationContext
    filters: Filters = Filters()

    def read(self, lang: Language, *, cached: bool = True) -> "tuple[Library, Selection]":
        """Read the inputs; the selection returned has ids for the words that stand for cities, plans and groups.

        `cached` as in `InputOptions.read`.

        Raises InvalidInput with every problem in the inputs, BadText for a word that means nothing, or several things.
        """
        library, inputs = self.inputs.read(lang, cached=cached)
        groups = tuple(_groups_meant(self.filters.groups, library, inputs.plans, lang))
        return library, self._replace(inputs=inputs, filters=self.filters._replace(groups=groups))

    def streamed(
        self,
        lang: Language,
        output: Output,
        year: int | None = None,
        see: Callable[[PlanSurvey], object] = lambda survey: None,
    ) -> Survey[Iterator[PlanSurvey]]:
        """The selected targets, assessed plan by plan as they are written; `see` is called with each plan."""
        watch = progress(lang, quiet=_fills_the_terminal(output))

        def watched(plans: list[Plan]) -> Iterable[Plan]:
            return watch(plans, len(plans), "plans")

        library, (inputs, evaluation, filters) = self.read(lang)
        survey = assess_each(library, evaluation, inputs.plans, filters, watched, year)
        return survey._replace(plans=_seen(survey.plans, see))


def with_peers(library: Library, inputs: InputOptions, *, cached: bool = True) -> tuple[Library, Library]:
    """The library, and the plans of all cities that its targets are compared with; the input files are those of both.

    Data files are read for the selected cities alone; `cached` as in `InputOptions.read`.
    """
    if not inputs.cities:
        return library, library
    peers = load(inputs.targets, published=not inputs.no_published, cached=cached)
    files = [*library.inputs, *(file for file in peers.inputs if file not in library.inputs)]
    return library._replace(inputs=tuple(files)), peers


def indicator_id(
    word: str, library: Library, inputs: InputOptions, evaluation: EvaluationContext, lang: Language
) -> str:
    """The id of the indicator that the word means in the one city of the library.

    A number counts in the plans that are shown. Raises RsplanError for a word that means none, or several.
    """
    if any(indicator.id == word for plan in library.plans for indicator in plan.indicators):
        return word
    from rsplan.words.names import indicator_meant

    shown = choose_plans(library, inputs.plans, evaluation.as_of)
    try:
        meaning = indicator_meant(word, library.plans, shown, lang)
    except BadText as error:
        if not error.key.startswith("text.unknown_indicator"):
            raise
        key = "error.unknown_indicator_near" if error.details["near"] else "error.unknown_indicator"
        raise RsplanError(key, city=inputs.cities[0], indicator=word, near=error.details["near"]) from None
    note(word, *meaning)
    return meaning.id


def survey_of_indicator(
    lang: Language, selection: Selection, city: str, word: str, year: int | None = None
) -> CompleteSurvey:
    """The survey with that indicator of the city alone.

    Of plans that are not named, the latest one that has it is taken if no other does. Raises BadText for a word that
    means no indicator of the city, with the nearest, or several; RsplanError where the named plans do not have it.
    """
    library, inputs = selection.inputs._replace(cities=(city,)).read(lang)
    evaluation, filters = selection.evaluation, Filters(every_scope=True)
    indicator = indicator_id(word, library, inputs, evaluation, lang)
    shown = _with(assess_all(library, evaluation, inputs.plans, filters, year=year), indicator)
    if not shown.plans and not inputs.plans:
        shown = _with(assess_all(library, evaluation, (ALL_PLANS,), filters, year=year), indicator)
        shown = shown._replace(plans=shown.plans[-1:])
    if not shown.plans:
        having = [plan.id for plan in library.plans if any(one.id == indicator for one in plan.indicators)]
        raise RsplanError("error.not_in_plan", indicator=indicator, city=inputs.cities[0], known=", ".join(having))
    return shown


def _with(survey: CompleteSurvey, indicator: str) -> CompleteSurvey:
    plans = (
        plan._replace(assessments=tuple(one for one in plan.assessments if one.indicator.id == indicator))
        for plan in survey.plans
    )
    return survey._replace(plans=tuple(plan for plan in plans if plan.assessments))


def _groups_meant(words: Iterable[str], library: Library, plans: tuple[str, ...], lang: Language) -> Iterator[str]:
    """The ids of the groups, looked up in the named plans, or in all: a filter takes what fits."""
    for word in words:
        from rsplan.words.names import groups_meant

        named = [plan for plan in library.plans if not plans or plan.id in plans or ALL_PLANS in plans]
        for meaning in groups_meant(word, named, lang):
            note(word, *meaning)
            yield meaning.id


def _seen(plans: Iterable[PlanSurvey], see: Callable[[PlanSurvey], object]) -> Iterator[PlanSurvey]:
    for plan in plans:
        see(plan)
        yield plan


def _fills_the_terminal(output: Output) -> bool:
    """Whether plan after plan is written to a terminal while they are assessed."""
    written = FORMATS[output.format].shape is not Shape.TABLES and output.path is None
    return written and sys.stdout is not None and sys.stdout.isatty()
