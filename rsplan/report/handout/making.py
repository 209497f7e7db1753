"""The report that is handed on, made once from the survey; docs/report.md."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby

from rsplan.audit.run import Auditor, PlanAudit
from rsplan.calc.assess import Assessment
from rsplan.calc.figure_formulas import FIGURE_NAMES
from rsplan.calc.forecast.values import Forecast, Outlook
from rsplan.calc.pace import Per, needs_of
from rsplan.calc.told import remaining_bound, weakest_year
from rsplan.calc.verdict import Status
from rsplan.calc.year_assessment import YearAssessment
from rsplan.journal.changes import Changes, PlanChanges
from rsplan.model.enums import BOUND_SIGNS, Bound, Nature
from rsplan.model.input_places import InputFile
from rsplan.model.observations import Observation
from rsplan.model.rounding import exactly, shown, shown_beside
from rsplan.report.doubts import doubts_about, evidence_text
from rsplan.report.handout.charts import end_text, forecast_text, glyph_of, trajectory_of
from rsplan.report.handout.values import (
    Handout,
    HandoutDoubt,
    HandoutFigure,
    HandoutForecast,
    HandoutGroup,
    HandoutIndicator,
    HandoutObservation,
    HandoutPlan,
    HandoutYear,
    YearStanding,
)
from rsplan.report.handout.workings import workings_of
from rsplan.report.reasons import reason_text
from rsplan.report.records.common import GENERATOR, figure, number
from rsplan.report.tables.audit import SEVERITY_STYLES, place_text
from rsplan.report.tables.cells import (
    IN_PERCENT,
    STATUS_STYLES,
    actual_text,
    basis_text,
    data_day_text,
    dates_text,
    day_text,
    heading,
    indicator_title,
    input_text,
    margin_text,
    need_cell_text,
    observed_text,
    percent_text,
    plan_span,
    plan_title,
    printed_target,
    remaining_text,
    sign_and_verdict,
    size_of_need,
    state_of_data,
    target_in_unit,
    told_of_text,
    weakest_word,
)
from rsplan.report.tables.changes import changes_table
from rsplan.report.tables.outlook import (
    breach_text,
    contradiction_text,
    ground,
    last_call_text,
    name_text,
    outlook_text,
)
from rsplan.report.tables.table import CellStyle, ReportTable, Words
from rsplan.survey import EvaluationContext, PlanSurvey, needing_attention
from rsplan.text import Language

#: The verdicts in the order in which a chief asks for them.
_URGENT_FIRST = (
    Status.MISSED,
    Status.BEHIND,
    Status.INCOMPLETE,
    Status.ON_TRACK,
    Status.AHEAD,
    Status.MET,
    Status.NO_DATA,
    Status.NO_TARGET,
    Status.NOT_QUANTIFIED,
)

#: Figures in percentage points and others that people read with one place.
_PLACES = {"lead_points": 1, "lead_months": 1}


def handout(
    plans: Iterable[PlanSurvey],
    evaluation: EvaluationContext,
    inputs: Iterable[InputFile],
    lang: Language,
    *,
    workings: bool = False,
    by_office: bool = False,
    changed: Changes | None = None,
    auditor: Auditor | None = None,
) -> Handout:
    """The report of the plans in a language.

    `workings` adds the formulas, which only a workbook needs; `by_office` groups by the offices that are responsible,
    `changed` is what changed since a day, `auditor` looks for what is doubtful.
    """
    words = Words(lang)
    made = tuple(
        _plan(survey, evaluation, words, workings=workings, by_office=by_office)._replace(
            changes=_changes(survey, changed, words),
            doubts=None if auditor is None else tuple(_doubts(auditor.audited(survey), words)),
        )
        for survey in plans
    )
    return Handout(
        words=words,
        title=made[0].title if len(made) == 1 else words("report.title"),
        dates=dates_text(evaluation, words),
        as_of=evaluation.as_of,
        plans=made,
        generator=GENERATOR,
        inputs=tuple(input_text(source._asdict(), words) for source in inputs),
    )


def _changes(survey: PlanSurvey, changed: Changes | None, words: Words) -> ReportTable | None:
    """The table of what changed in the plan; None where nothing was compared."""
    if changed is None:
        return None
    key = survey.plan.city.id, survey.plan.id
    mine = next((each for each in changed.plans if (each.plan.city.id, each.plan.id) == key), None)
    if mine is None:
        return None
    table = changes_table(mine, changed, None, words.lang)
    title = words("report.changes", since=str(changed.since.as_of))
    return table._replace(title=title, footnotes=(*table.footnotes, *_known_otherwise(survey, mine, words)))


def _known_otherwise(survey: PlanSurvey, mine: PlanChanges, words: Words) -> Iterator[str]:
    """A line that names the targets whose state at the later day is another one than in the rest of the report."""
    here = {one.indicator.id: _state(one) for one in survey.assessments}
    states = [(one.assessment.indicator, _state(one.assessment)) for one in mine.targets]
    names = [words.of(one.name) for one, state in states if here.get(one.id, state) != state]
    if names:
        yield words("report.changes_known", names=words("word.and").join(names))


def _state(assessment: Assessment) -> tuple[object, ...]:
    actual = assessment.actual
    return (assessment.status, assessment.target.values, *((actual.values, actual.bound) if actual else ()))


def _plan(
    survey: PlanSurvey, evaluation: EvaluationContext, words: Words, *, workings: bool, by_office: bool
) -> HandoutPlan:
    ahead = _forecasts(survey.assessments, evaluation)
    made = {
        one.indicator.id: _indicator(
            one,
            survey,
            ahead.get(one.indicator.id) if one.status is Status.BEHIND else None,
            words,
            workings=workings,
        )
        for one in survey.assessments
    }
    if by_office:
        made = {key: _beside_others(one, survey, words) for key, one in made.items()}
    urgent = _out_of_reach_first(survey.assessments, ahead)
    by = _of_offices(survey, words) if by_office else _of_headings(survey, words)
    groups = tuple(HandoutGroup(title, tuple(made[one.indicator.id] for one in members)) for title, members in by)
    return HandoutPlan(
        city=words.of(survey.plan.city.name),
        city_id=survey.plan.city.id,
        plan=survey.plan.id,
        title=plan_title(survey.plan, words),
        span=str(plan_span(survey.plan, evaluation, words)),
        sentence=_sentence(survey.assessments, urgent, ahead, evaluation, words),
        counts=_counts(survey.assessments, words),
        attention=tuple(made[one.indicator.id] for one in urgent),
        changes=None,
        groups=groups,
        without_data=_without_data(survey.assessments, words),
        year=survey.year,
        year_sentence=_year_sentence(survey, words),
        firmness=tuple(_firmness(survey.assessments, words)),
        doubts=None,
    )


def _forecasts(assessments: Sequence[Assessment], evaluation: EvaluationContext) -> Mapping[str, Forecast]:
    """The forecasts of the targets that are still open, by id."""
    still_open = [one for one in assessments if one.actual is not None and not one.clock.ended]
    if not still_open:
        return {}
    from rsplan.calc.forecast.forecast import forecast_of  # of many plans nothing is known

    return {one.indicator.id: forecast_of(one, evaluation.known_on) for one in still_open}


def _is_out_of_reach(assessment: Assessment, ahead: Mapping[str, Forecast]) -> bool:
    found = ahead.get(assessment.indicator.id) if assessment.status is Status.BEHIND else None
    return found is not None and found.outlook is Outlook.OUT_OF_REACH


def _out_of_reach_first(assessments: Sequence[Assessment], ahead: Mapping[str, Forecast]) -> list[Assessment]:
    """What needs attention, led by what the best pace so far would not reach."""
    urgent = needing_attention(assessments)
    return sorted(urgent, key=lambda assessment: not _is_out_of_reach(assessment, ahead))


def _of_headings(survey: PlanSurvey, words: Words) -> Iterator[tuple[str, Iterable[Assessment]]]:
    """The targets under the plan's own headings, the main table before the text."""
    headings = groupby(
        survey.assessments, key=lambda assessment: (assessment.indicator.scope, heading(assessment, words))
    )
    return ((title, members) for (_, title), members in headings)


def _of_offices(survey: PlanSurvey, words: Words) -> Iterator[tuple[str, Iterable[Assessment]]]:
    """The targets under the office that leads, in the order in which these first appear."""
    offices: dict[str, list[Assessment]] = {}
    for assessment in survey.assessments:
        lead = next(iter(_offices_of(assessment.indicator.id, survey)), words("report.no_office"))
        offices.setdefault(lead, []).append(assessment)
    yield from offices.items()


def _offices_of(indicator: str, survey: PlanSurvey) -> list[str]:
    from rsplan.read.csv_beside import offices_in_turn  # most reports name no offices

    return offices_in_turn(survey.responsible.get(indicator, ""))


def _beside_others(indicator: HandoutIndicator, survey: PlanSurvey, words: Words) -> HandoutIndicator:
    """The target with the offices that take part beside its name: it stands under the one that leads."""
    others = words("word.and").join(_offices_of(indicator.id, survey)[1:])
    name = words("report.with_offices", name=indicator.name, offices=others) if others else indicator.name
    return indicator._replace(name=name)


# --- sentences in official words -------------------------------------------------------------------------------------


def _counts(assessments: Sequence[Assessment], words: Words) -> tuple[tuple[int, str, CellStyle], ...]:
    counted = ((sum(one.status is status for one in assessments), status) for status in _URGENT_FIRST)
    return tuple((count, sign_and_verdict(status, words), STATUS_STYLES[status]) for count, status in counted if count)


def _shares(assessments: Sequence[Assessment], words: Words) -> str:
    """The number of targets by verdict, in a sentence."""
    counted = ((sum(one.status is status for one in assessments), status) for status in _URGENT_FIRST)
    return words("word.and").join(
        words("report.count", count=str(count), verdict=words(f"status.{status}")) for count, status in counted if count
    )


def _sentence(
    assessments: Sequence[Assessment],
    urgent: Sequence[Assessment],
    ahead: Mapping[str, Forecast],
    evaluation: EvaluationContext,
    words: Words,
) -> str:
    """How many of how many stand how, which of them fail, and which of these are out of reach."""
    if not assessments:
        return words("summary.nothing")
    shares = _shares(assessments, words)
    text = words("report.sentence", as_of=str(evaluation.as_of), total=str(len(assessments)), shares=shares)
    named = {
        f"report.names_{status}": [_name(one, words) for one in urgent if one.status is status]
        for status in (Status.MISSED, Status.BEHIND)
    }
    for assessment in urgent:
        if _is_out_of_reach(assessment, ahead):
            forecast = ahead[assessment.indicator.id]
            of_ground = named.setdefault(f"report.names_out_of_reach{ground(forecast)}", [])
            of_ground.append(name_text(_name(assessment, words), forecast, words))
    for assessment in assessments:
        if assessment.status.passes is not False and (danger := _danger(assessment, ahead, words)):
            name = words("word.more", text=_name(assessment, words), more=danger)
            named.setdefault("report.names_not_yet", []).append(name)
    for key, those in named.items():
        if those:
            text += words(key, names=words("word.and").join(those))
    return text + words("report.stop")


def _danger(assessment: Assessment, ahead: Mapping[str, Forecast], words: Words) -> str:
    """What the forecast says against a target that is not behind: the breach to come, or that it is out of reach."""
    forecast = ahead.get(assessment.indicator.id)
    if forecast is None:
        return ""
    if breach := breach_text(assessment, forecast, words):
        return breach
    if forecast.outlook is not Outlook.OUT_OF_REACH:
        return ""
    text = words(f"report.not_yet{ground(forecast)}")
    return text if forecast.year is None else words("forecast.of_year", year=str(forecast.year), end=text)


def _name(assessment: Assessment, words: Words) -> str:
    name = words.of(assessment.indicator.name)
    binding = assessment.indicator.nature is Nature.BINDING
    return words("report.binding_name", name=name) if binding else name


def _year_sentence(survey: PlanSurvey, words: Words) -> str:
    if survey.year is None:
        return ""
    shares = _shares(survey.judged, words)
    return words("report.year_sentence", year=str(survey.year), total=str(len(survey.judged)), shares=shares) + words(
        "report.stop"
    )


def _without_data(assessments: Sequence[Assessment], words: Words) -> str:
    missing = [one.indicator for one in assessments if one.status is Status.NO_DATA]
    if not missing:
        return ""
    names = words("word.and").join(
        f"{one.number} {words.of(one.name)}" if one.number else words.of(one.name) for one in missing
    )
    return words("report.without_data", count=str(len(missing)), names=names)


def _firmness(assessments: Sequence[Assessment], words: Words) -> Iterator[tuple[str, str]]:
    """Each target whose figures or verdict are not firm, with every reason, as the first screen has them."""
    for assessment in assessments:
        if reasons := doubts_about(assessment, words.lang):
            yield words.of(assessment.indicator.name), words("word.semicolon").join(reasons)


def _doubts(audited: PlanAudit, words: Words) -> Iterator[HandoutDoubt]:
    """The open findings in the plan, the gravest first."""
    for finding in audited.findings:
        indicator, place = finding.indicator, place_text(finding)
        yield HandoutDoubt(
            code=finding.code,
            severity=words(f"audit.one.{finding.severity}"),
            style=SEVERITY_STYLES[finding.severity],
            number=indicator.number or "" if indicator else "",
            name=words.of(indicator.name) if indicator else words("audit.whole_plan"),
            text=words("word.more", text=finding.message(words.lang), more=place),
        )


# --- one target ------------------------------------------------------------------------------------------------------


def _indicator(
    assessment: Assessment, survey: PlanSurvey, forecast: Forecast | None, words: Words, *, workings: bool
) -> HandoutIndicator:
    indicator, actual, target = assessment.indicator, assessment.actual, assessment.target
    single = len(target.values) == 1
    needs = _needs(assessment, words)
    figures = {name: _figure(assessment, name, words) for name in FIGURE_NAMES}
    figures |= {f"required_per_{per}": _none(words) for per, need in needs.items() if need.value is None}
    nature = words(f"word.{indicator.nature}") if indicator.nature else ""
    record = assessment.maintenance_record
    breaches = record.breaches.number if record else 0
    return HandoutIndicator(
        id=indicator.id,
        number=indicator.number or "",
        name=words.of(indicator.name),
        unit=words.of(indicator.unit),
        titled=indicator_title(indicator, words),
        beside=words("indicator.title", name="", unit=" · ".join(filter(None, (words.of(indicator.unit), nature)))),
        group=heading(assessment, words),
        nature=indicator.nature,
        nature_word=nature,
        kind=indicator.kind,
        target=printed_target(assessment),
        target_value=exactly(target.value) if single else None,
        actual=HandoutFigure(
            actual_text(actual, words),
            exactly(actual.value) if actual and len(actual.values) == 1 else None,
            actual.bound if actual else Bound.EXACT,
        ),
        shares=tuple(exactly(value) for value in actual.values) if actual and len(actual.values) > 1 else (),
        through=actual.through if actual else None,
        day=data_day_text(assessment, words),
        told_of=told_of_text(assessment, words),
        state=tuple(state_of_data(assessment, words)),
        figures=figures,
        per_month=needs[Per.MONTH],
        per_year=needs[Per.YEAR],
        needed=need_cell_text(assessment, words) or words("word.none"),
        left=_left(assessment, words),
        remaining=_remaining(assessment, words),
        status=assessment.status,
        verdict=words(f"status.{assessment.status}"),
        marked=sign_and_verdict(assessment.status, words),
        style=STATUS_STYLES[assessment.status],
        reason=reason_text(assessment, words.lang),
        evidence=evidence_text(assessment, words.lang) or "",
        breached=words(f"attention.breached_{assessment.in_force.better}", count=str(breaches)) if breaches else "",
        notes=tuple(map(words.message, assessment.notes)),
        sentence=_official(assessment, words),
        glyph=glyph_of(assessment, words),
        trajectory=trajectory_of(assessment, words, forecast),
        forecast=None if forecast is None else _ahead(assessment, forecast, words),
        observations=tuple(_observations(assessment, words)),
        years=tuple(_years(assessment)),
        year=_year(survey.years.get(indicator.id), words),
        workings=workings_of(assessment) if workings else None,
    )


def _figure(assessment: Assessment, name: str, words: Words) -> HandoutFigure:
    found = assessment.figures.get(name)
    if found is None or found.value is None:
        return _none(words)
    limits = assessment.limits_of(name)
    if name in IN_PERCENT:
        text = percent_text(assessment, name, words)
    else:
        sign = "+" if name in _PLACES and found.value > 0 else ""
        text = BOUND_SIGNS[found.bound] + sign + shown_beside(found.value, limits, _PLACES.get(name, 2))
    return HandoutFigure(text, figure(assessment, name), found.bound)


def _none(words: Words) -> HandoutFigure:
    return HandoutFigure(words("word.none"), None, Bound.EXACT)


def _needs(assessment: Assessment, words: Words) -> Mapping[Per, HandoutFigure]:
    """The amounts needed in a year and in a month; without a number where people are told none."""
    told = {
        per: HandoutFigure(
            BOUND_SIGNS[need.bound] + shown_beside(need.amount, (0,), 2), number(need.amount, (0,)), need.bound
        )
        for per, need in needs_of(assessment).items()
    }
    return {per: told.get(per, _none(words)) for per in Per}


def _ahead(assessment: Assessment, forecast: Forecast, words: Words) -> HandoutForecast | None:
    """The outlook, the range, the last call and why they differ; None where the forecast is refused."""
    ends = forecast_text(assessment, forecast, words)
    if forecast.range is None or ends is None:
        return None
    limits = () if assessment.limit is None else (assessment.limit,)
    low, high = (
        HandoutFigure(end_text(assessment, end), number(end, limits), Bound.EXACT) for end in forecast.range.ends
    )
    outlook = outlook_text(forecast, words)
    method = words(f"method.{forecast.range.method}")
    parts = [outlook] if outlook else []
    key = "report.ahead" if forecast.year is None else "report.ahead_year"
    parts.append(words(key, ends=ends, unit=words.of(assessment.indicator.unit), method=method))
    remark = contradiction_text(assessment, forecast, words)
    parts += filter(None, (last_call_text(assessment, forecast, words), remark))
    return HandoutForecast(
        line=words("word.semicolon").join(parts),
        out_of_reach=forecast.outlook is Outlook.OUT_OF_REACH,
        outlook=outlook,
        until=day_text(assessment.plan.end, words) if forecast.year is None else words.period(str(forecast.year)),
        low=low,
        high=high,
        last_call=forecast.last_call_day,
        method=method,
        remark=remark,
    )


def _left(assessment: Assessment, words: Words) -> HandoutFigure:
    """The amount left, or by how much a target to be kept is over or within its limit."""
    text, margin = margin_text(assessment, words, "report.within"), figure(assessment, "margin")
    if not text or margin is None:
        return _remaining(assessment, words)
    bound = assessment.figures["margin"].bound
    return HandoutFigure(text, abs(margin), bound if margin >= 0 else bound.opposite)


def _remaining(assessment: Assessment, words: Words) -> HandoutFigure:
    bound = remaining_bound(assessment)
    if bound is None:
        return _none(words)
    return HandoutFigure(remaining_text(assessment, words), figure(assessment, "remaining"), bound)


def _official(assessment: Assessment, words: Words) -> str:
    """The standing in the words of published evaluations."""
    actual = assessment.actual
    details = {
        "name": words.of(assessment.indicator.name),
        "unit": words.of(assessment.indicator.unit),
        "target": target_in_unit(assessment, words),
    }
    if actual is None:
        return words(f"report.official_{assessment.status}", **details)
    details |= {
        "through": str(actual.through),
        "actual": words(f"report.bound_{actual.bound}", value=":".join(shown(value, None) for value in actual.values)),
    }
    key = "sum" if assessment.in_force.accumulates else "level"
    if (year := weakest_year(assessment)) is not None:
        key = "year"
        details |= {"year": str(year), "weakest": weakest_word(assessment, words)}
    text = words(f"report.official_{key}", **details)
    if assessment.in_force.exists:
        completion = _said(percent_text(assessment, "completion_rate", words), assessment, "completion_rate", words)
        if not assessment.maintenance and assessment.value("completion_rate") is not None:
            exact = assessment.figures["completion_rate"].bound is Bound.EXACT
            key = "report.official_completion" if exact else "report.official_completion_bounded"
            text += words(key, target=details["target"], completion=completion)
        elif assessment.maintenance:
            text += words("report.official_held", target=details["target"])
    text += words(f"report.verdict_{assessment.status}")
    bound = remaining_bound(assessment)
    if bound and assessment.value("remaining") and not assessment.maintenance:
        better = assessment.in_force.better
        left = f"report.official_short_{better}" if assessment.clock.ended else f"report.official_left_{better}"
        amount = _bound_said(remaining_text(assessment, words), bound, words)
        in_points = assessment.indicator.unit.zh in ("%", "％")
        text += words(left, left=amount, unit=words("report.points") if in_points else details["unit"])
        sizes = {str(per): size_of_need(assessment, need) for per, need in needs_of(assessment).items()}
        needs = {per: words(f"report.bound_{bound}", value=size) for per, (bound, size) in sizes.items()}
        if needs:
            key = Per.YEAR if Per.YEAR in needs else Per.MONTH
            text += words(f"report.official_pace_{key}_{better}", **needs, unit=details["unit"])
    record = assessment.maintenance_record
    if record is not None and record.breaches.number:
        text += words(f"report.official_breached_{assessment.in_force.better}", count=str(record.breaches.number))
    if assessment.stale:
        text += words("report.official_stale")
    return text + words("report.stop")


def _said(text: str, assessment: Assessment, name: str, words: Words) -> str:
    """The figure with its bound in words, as a sentence says it, and not as a sign."""
    return _bound_said(text, assessment.figures[name].bound, words)


def _bound_said(text: str, bound: Bound, words: Words) -> str:
    return words(f"report.bound_{bound}", value=text.removeprefix(BOUND_SIGNS[bound]))


def _observations(assessment: Assessment, words: Words) -> Iterator[HandoutObservation]:
    counted = set(assessment.actual.parts if assessment.actual else ())
    figures = [*assessment.observations]
    for part in counted:
        figures += [figure for figure in part.difference_of if figure not in figures]
    for observed in figures:
        used = observed in counted or any(observed in part.difference_of for part in counted)
        yield _observation(observed, words, counted=used)


def _observation(observed: Observation, words: Words, *, counted: bool) -> HandoutObservation:
    keys = [(at.file, at.line, observed.period.text) for at in (observed.at, observed.value_at or observed.at)]
    return HandoutObservation(
        keys=frozenset(keys),
        period=observed.period.text,
        through=observed.span[1],
        basis=basis_text(observed.basis, words),
        values=tuple(exactly(value) for value in observed.values),
        text=observed_text(observed),
        bound=observed.bound,
        counted=counted,
        provisional=words("word.yes") if observed.provisional else "",
        published=observed.published_text or "",
        source=observed.source,
        where=observed.where or "",
        printed=observed.printed or "",
        file=f"{observed.at.file}:{observed.at.line}",
    )


def _years(assessment: Assessment) -> Iterator[HandoutYear]:
    """The amount of each calendar year, or the last level in it."""
    plan = assessment.plan
    if assessment.in_force.has_shares:
        return
    if assessment.indicator.kind.is_additive:
        for year in assessment.years:
            if year.known is None:
                yield HandoutYear(year.year, None, Bound.EXACT, "", whole=False)
            else:
                yield _of_year(year.year, year.known.value, year.known.bound, whole=year.complete)
        return
    last = {day.year: (Fraction(values[0]), bound) for day, values, bound in assessment.actuals.history.steps}
    for calendar in range(plan.start.year, plan.end.year + 1):
        if calendar in last:
            yield _of_year(calendar, *last[calendar], whole=True)
        else:
            yield HandoutYear(calendar, None, Bound.EXACT, "", whole=False)


def _of_year(year: int, value: Fraction, bound: Bound, *, whole: bool) -> HandoutYear:
    return HandoutYear(year, exactly(value), bound, BOUND_SIGNS[bound] + shown(value, None), whole)


def _year(year: YearAssessment | None, words: Words) -> YearStanding | None:
    if year is None:
        return None
    standing = year.standing
    actual = standing.actual
    return YearStanding(
        target=printed_target(standing) if year.origin else words("word.none"),
        origin=words(f"year.{year.origin}") if year.origin else words("year.none"),
        actual=HandoutFigure(
            actual_text(actual, words),
            exactly(actual.value) if actual and len(actual.values) == 1 else None,
            actual.bound if actual else Bound.EXACT,
        ),
        completion=_figure(standing, "completion_rate", words),
        remaining=_figure(standing, "remaining", words),
        status=standing.status,
        verdict=words(f"status.{standing.status}"),
        marked=sign_and_verdict(standing.status, words),
        style=STATUS_STYLES[standing.status],
    )
