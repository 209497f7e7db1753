"""The selection that a command assesses: all plans at once, or each plan as it is written."""

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from rsplan.cli.options import InputOptions
from rsplan.cli.output import FORMATS, Output, Shape
from rsplan.cli.progress import progress
from rsplan.model.plan import Plan
from rsplan.survey import CompleteSurvey, EvaluationContext, Filters, PlanSurvey, Survey, assess_all, assess_each
from rsplan.text import Language


class Selection(NamedTuple):
    """The inputs, the evaluation context and the filters of a command."""

    inputs: InputOptions
    evaluation: EvaluationContext
    filters: Filters = Filters()

    def survey(self, lang: Language) -> CompleteSurvey:
        """The selected targets, each assessed."""
        return assess_all(self.inputs.load(lang), self.evaluation, self.inputs.plans, self.filters)

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

        library = self.inputs.load(lang)
        survey = assess_each(library, self.evaluation, self.inputs.plans, self.filters, watched, year)
        return survey._replace(plans=_seen(survey.plans, see))


def _seen(plans: Iterable[PlanSurvey], see: Callable[[PlanSurvey], object]) -> Iterator[PlanSurvey]:
    for plan in plans:
        see(plan)
        yield plan


def _fills_the_terminal(output: Output) -> bool:
    """Whether plan after plan is written to a terminal while they are assessed."""
    written = FORMATS[output.format].shape is not Shape.TABLES and output.path is None
    return written and sys.stdout is not None and sys.stdout.isatty()
