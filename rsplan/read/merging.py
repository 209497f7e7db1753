"""The plans of several target files as one list: own plans replace shipped ones, and contradictions are problems."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from rsplan.errors import InvalidInput, Problem
from rsplan.model.enums import Basis, Kind
from rsplan.model.observation_span import span_of
from rsplan.model.observations import Observation
from rsplan.model.plan import Baseline, Break, Indicator, Plan, TargetFile
from rsplan.model.series_key import SeriesKey

#: Target files with their numbers among the inputs; the shipped ones come first.
NumberedFiles = Sequence[tuple[int, TargetFile]]


def merge_plans(files: NumberedFiles, shipped: int) -> list[Plan]:
    """The plans of all files by city and start; `shipped` is the number of shipped files.

    A plan of an own file replaces the shipped one with the same city and id.
    Raises InvalidInput where two shipped or two own plans are the same, and where a series differs between plans.
    """
    plans: dict[tuple[str, str], tuple[int, Plan]] = {}
    problems = []
    for number, file in files:
        for plan in file.plans:
            key = plan.city.id, plan.id
            rival = plans.get(key)
            if rival is not None and (rival[0] >= shipped or number < shipped):
                first = f"{rival[1].at.file}:{rival[1].at.line}"
                details = {"city": plan.city.id, "plan": plan.id, "first": first}
                problems.append(Problem("plan_twice", plan.at.file, plan.at.line, 1, details))
            plans[key] = number, plan
    problems += _mixed_series(plan for _, plan in sorted(plans.values(), key=lambda numbered: numbered[0]))
    problems += _unfounded_relations([plan for _, plan in plans.values()])
    breaks = _breaks_of_series(plan for _, plan in plans.values())
    resolved = [_with_breaks(_with_results(plan, plans, problems), breaks) for _, plan in plans.values()]
    if problems:
        raise InvalidInput(problems)
    order = {city: index for index, city in enumerate(dict.fromkeys(plan.city.id for _, plan in plans.values()))}
    return sorted(resolved, key=lambda plan: (order[plan.city.id], plan.start))


def _with_results(plan: Plan, plans: Mapping[tuple[str, str], tuple[int, Plan]], problems: list[Problem]) -> Plan:
    """The plan with the baselines that are results of plans in other files; problems are added to `problems`."""
    if all(indicator.result_of is None for indicator in plan.indicators):
        return plan
    from rsplan.read.yaml_baselines import baseline_from  # a run whose plans stand in one file needs no YAML

    indicators = []
    for indicator in plan.indicators:
        reference = indicator.result_of
        if reference is None:
            indicators.append(indicator)
            continue
        _, home = plans.get((plan.city.id, reference.plan), (0, None))
        other = next((one for one in home.indicators if one.id == reference.indicator), None) if home else None
        problem: tuple[str, dict[str, str]] | None = None
        if other is None:
            problem = "no_such_result", {"plan": reference.plan, "id": reference.indicator}
        else:
            found, problem = baseline_from(reference, other, indicator, plan)
            if isinstance(found, Baseline):
                indicator = indicator._replace(baseline=found, result_of=None)
        if problem is not None:
            problems.append(Problem(problem[0], reference.at.file, reference.at.line, 1, problem[1]))
        indicators.append(indicator)
    return plan._replace(indicators=tuple(indicators))


def _unfounded_relations(plans: Sequence[Plan]) -> Iterator[Problem]:
    """Problems of targets that are relative to a series that no plan of the city has, or that cannot be compared."""
    for plan in plans:
        for indicator in plan.indicators:
            relative = indicator.target.relative_to
            if relative is None:
                continue
            own = (one for other in plans if other.city.id == plan.city.id for one in other.indicators)
            found = next((one for one in own if one.id == relative.indicator), None)
            details = {"id": relative.indicator}
            if found is None:
                yield Problem("relative_unknown", relative.at.file, relative.at.line, 1, details)
            elif found.kind is not indicator.kind or found.kind not in (Kind.RATE, Kind.STOCK):
                details |= {"kind": str(found.kind), "own": str(indicator.kind)}
                yield Problem("relative_other_kind", relative.at.file, relative.at.line, 1, details)
            elif not found.unit.agrees_with(indicator.unit):
                details |= {"unit": found.unit.zh or found.unit.en, "own": indicator.unit.zh or indicator.unit.en}
                yield Problem("relative_other_unit", relative.at.file, relative.at.line, 1, details)
            elif _comes_back(indicator, plan):
                yield Problem("relative_in_circle", relative.at.file, relative.at.line, 1, details)


def _comes_back(indicator: Indicator, plan: Plan) -> bool:
    """Whether the targets of a plan, each relative to the next, lead from an indicator back to it."""
    to = {one.id: one.target.relative_to.indicator for one in plan.indicators if one.target.relative_to}
    seen, current = set[str](), indicator.id
    while current in to and current not in seen:
        seen.add(current)
        current = to[current]
    return current == indicator.id


def _breaks_of_series(plans: Iterable[Plan]) -> dict[SeriesKey, dict[date, Break]]:
    """The breaks of each series that has any, by their days, whichever plan of the city states them."""
    found: dict[SeriesKey, dict[date, Break]] = {}
    for plan in plans:
        for indicator in plan.indicators:
            for broken in indicator.breaks:
                of_series = found.setdefault((plan.city.id, indicator.id), {})
                known = of_series.get(broken.since)
                if known is None or (broken.declared and not known.declared):
                    of_series[broken.since] = broken
    return found


def _with_breaks(plan: Plan, breaks: Mapping[SeriesKey, Mapping[date, Break]]) -> Plan:
    """The plan whose indicators know every break of their series up to the plan's end, the earliest first."""
    if not any((plan.city.id, indicator.id) in breaks for indicator in plan.indicators):
        return plan
    indicators = []
    for indicator in plan.indicators:
        of_series = {**breaks.get((plan.city.id, indicator.id), {}), **{one.since: one for one in indicator.breaks}}
        until_end = tuple(of_series[since] for since in sorted(of_series) if since <= plan.end)
        indicators.append(indicator._replace(breaks=until_end) if until_end != indicator.breaks else indicator)
    return plan._replace(indicators=tuple(indicators))


def _mixed_series(plans: Iterable[Plan]) -> Iterator[Problem]:
    """Problems of indicators with one id in plans of a city, which are one series, whose units or kinds differ."""
    first: dict[SeriesKey, Indicator] = {}
    for plan in plans:
        for indicator in plan.indicators:
            known = first.setdefault((plan.city.id, indicator.id), indicator)
            if not known.unit.agrees_with(indicator.unit) or known.kind.is_additive != indicator.kind.is_additive:
                details = {"id": indicator.id, "first": f"{known.at.file}:{known.at.line}"}
                yield Problem("series_differs", indicator.at.file, indicator.at.line, 1, details)


def in_its_plan(observation: Observation, plan: Plan, indicator: Indicator, plans: Iterable[Plan]) -> Observation:
    """The observation of the plan's target file, with the span that it has among all plans.

    A plan-to-date value whose period ends in another plan of the city begins with that plan.
    """
    if observation.basis is not Basis.PTD or _contains(plan, observation):
        return observation
    having = (other for other in plans if _has(other, plan.city.id, indicator.id))
    home = next((other for other in having if _contains(other, observation)), None)
    start = home.start if home else None
    return observation._replace(span=span_of(observation.period, observation.basis, start))


def _contains(plan: Plan, observation: Observation) -> bool:
    return plan.start <= observation.period.end <= plan.end


def _has(plan: Plan, city: str, indicator: str) -> bool:
    return plan.city.id == city and any(known.id == indicator for known in plan.indicators)
