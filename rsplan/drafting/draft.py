"""A plan file drafted from the table of a plan document, from the plan before, or from both; docs/new-plan.md."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from rsplan.documents.structure.folding import folded
from rsplan.drafting.columns import (
    BEFORE_WORDS,
    PROVISIONAL,
    SUM_WORDS,
    TARGET_WORDS,
    PlanSpan,
    plan_numbers,
    says_span_only,
    says_sum,
    years_in,
)
from rsplan.drafting.grids import Source, read_source
from rsplan.drafting.identity import LoadedIndicators, Match, new_id
from rsplan.drafting.plan_file import (
    PlannedFile,
    PlannedGroup,
    PlannedIndicator,
    PrintedPart,
    file_text,
    wrapped,
)
from rsplan.drafting.printed_parts import is_sign
from rsplan.drafting.printed_rows import PrintedRow, PrintedTable, TableChoice, read_table
from rsplan.drafting.readings import Doubt, Known, ReadRow, TableSigns, read_or_none, read_row
from rsplan.drafting.remarks import Remarks, marks_in, read_remarks
from rsplan.drafting.succession import Former, FormerPlan, former_plan
from rsplan.errors import InvalidInput, Problem, RsplanError
from rsplan.model.bilingual import Text
from rsplan.model.enums import Comparator, Kind, Nature, Scope, State
from rsplan.model.plan import Indicator
from rsplan.model.units import in_unit
from rsplan.read.plan_library import Library
from rsplan.read.yaml_target_file import read_targets
from rsplan.survey import EvaluationContext, Filters
from rsplan.text import Language, say

#: A draft says of itself that it is one.
_DRAFT_WORDS = ("征求意见稿", "草案", "送审稿", "讨论稿")

#: An issued plan says so.
_ISSUED = re.compile("(?<![未待拟])印发")

#: Headings of columns whose words may say of the figures that they mean something else.
_REMARKS = ("备注", "说明", "口径", "附注")

#: Headings of figures that are of no whole year: 2025年6月.
_PART_OF_YEAR = re.compile("[0-9一二三四五六七八九十]月|季|半年|日")

#: So many characters at the end of a name are enough for a remark to name it: 失业率.
_NAMING = 3

#: The place of a table without a number.
_TABLE = "主要指标表"

_LINE_OF_INDICATOR = "      - id: "


class DraftRequest(NamedTuple):
    """The plan to be drafted, and what from.

    `file` is the document or table, `after` the id of the plan before; at least one of them is given. `title`, `state`
    and `table` are None where the file is to say them.
    """

    city: str
    city_name: Text
    plan: str
    span: PlanSpan
    title: str | None
    state: State | None
    file: str | None
    sheet: str | None
    table: str | None
    column: str | None
    after: str | None
    as_of: date
    filters: Filters
    lang: Language


class DraftedRow(NamedTuple):
    """An indicator of the draft: the loaded one that it is, or that it nearly is, and the former plan's.

    `renewed` is the former plan's of the same name, of another kind or in another unit: another series, and neither new
    nor dropped.
    """

    indicator: PlannedIndicator
    known: Indicator | None
    near: Indicator | None
    former: Former | None
    renewed: Former | None = None


class Draft(NamedTuple):
    """A drafted plan file, and what is to be said of it.

    `dropped` are indicators of the former plan that the table does not have, `unread_remarks` the sentences under the
    table that explain no sign. `is_state_said` says that the request or the document states whether the plan is issued.
    """

    file: PlannedFile
    text: str
    rows: tuple[DraftedRow, ...]
    source: Source | None
    table: PrintedTable | None
    former: FormerPlan | None
    dropped: tuple[Former, ...]
    unread_remarks: tuple[str, ...]
    is_state_said: bool

    @property
    def unconfirmed(self) -> int:
        """The number of targets of which something is to be confirmed."""
        return sum(bool(row.indicator.doubts) for row in self.rows)


def draft_plan(request: DraftRequest, library: Library) -> Draft:
    """Return the drafted plan file; nothing is written.

    Raises InvalidInput for a file that cannot be read or has no table of the plan's targets, RsplanError for an unknown
    former plan.
    """
    former = _former(request, library)
    source = read_source(request.file, request.sheet) if request.file is not None else None
    table = _chosen(source, request) if source is not None else None
    drafter = _Drafter(request, library, former, table)
    rows = drafter.rows()
    held = {one.indicator.id for row in rows for one in (row.former, row.renewed) if one}
    dropped = tuple(one for one in former.indicators if one.indicator.id not in held) if former and table else ()
    file = drafter.file(rows, source)
    file, text = _sound(file, request.lang)
    rows = tuple(row._replace(indicator=indicator) for row, indicator in zip(rows, file.indicators, strict=True))
    return Draft(
        file=file,
        text=text,
        rows=rows,
        source=source,
        table=table,
        former=former,
        dropped=dropped,
        unread_remarks=drafter.remarks.unread,
        is_state_said=drafter.state(source) is not None,
    )


def _former(request: DraftRequest, library: Library) -> FormerPlan | None:
    if request.after is None:
        return None
    evaluation = EvaluationContext(request.as_of)
    return former_plan(library, request.city, request.after, evaluation, request.filters)


# --- the table -------------------------------------------------------------------------------------------------------


def _chosen(source: Source, request: DraftRequest) -> PrintedTable:
    """The table that holds the plan's targets; raises InvalidInput where none does, or several may."""
    grids = source.grids
    if request.table is not None:
        sought = folded(request.table)
        grids = tuple(grid for grid in grids if sought in (folded(grid.frame), folded(grid.caption)))
        if not grids:
            raise _no_table(source, "draft_no_such_table", sought=request.table, tables=_captions(source))
    choices = [read_table(grid, request.span, request.column) for grid in grids]
    able = [choice for choice in choices if not choice.refusal and (choice.score >= 0 or request.table is not None)]
    if not able:
        reasons = "；".join(_refused(choice, request) for choice in choices)
        years = f"{request.span.first}—{request.span.last}"
        raise _no_table(source, "draft_no_table" if choices else "draft_no_tables", reasons=reasons, years=years)
    best = max(choice.score for choice in able)
    leading = [choice for choice in able if choice.score == best]
    if len(leading) > 1:
        names = "、".join(_name_of(choice) for choice in leading)
        raise _no_table(source, "draft_several_tables", tables=names)
    return leading[0].table


def _no_table(source: Source, code: str, **details: str) -> InvalidInput:
    return InvalidInput([Problem(code, source.name, 0, 0, details)])


def _captions(source: Source) -> str:
    return "、".join(grid.frame or grid.caption or "—" for grid in source.grids) or "—"


def _name_of(choice: TableChoice) -> str:
    grid = choice.table.grid
    return grid.frame or grid.caption or "—"


def _refused(choice: TableChoice, request: DraftRequest) -> str:
    key = choice.refusal or "draft.refused.other_plan"
    headings = "、".join(column.heading or "—" for column in choice.table.columns)
    details = {"table": _name_of(choice), "headings": headings}
    return say(request.lang, key, details)


# --- the rows --------------------------------------------------------------------------------------------------------


class _Drafter:
    """Makes the indicators of a draft, and its file."""

    def __init__(
        self, request: DraftRequest, library: Library, former: FormerPlan | None, table: PrintedTable | None
    ) -> None:
        self._request = request
        self._former = former
        self._table = table
        self._loaded = LoadedIndicators(library.plans, request.city)
        self._taken = set(self._loaded.ids)
        self._known_groups = {
            folded(group.name.zh): group
            for plan in sorted(library.plans, key=lambda plan: plan.city.id == request.city)
            for group in plan.groups
        }
        self._groups: dict[str, PlannedGroup] = {}
        self._numbers: set[str] = set()
        self._names = Counter(folded(row.name) for row in table.rows) if table else Counter[str]()
        self.where = (table.grid.frame or _TABLE) if table else _TABLE
        signs = _signs_of(table) if table else set()
        self.remarks = (
            read_remarks(table.grid.remarks, self.where, signs, request.span) if table else Remarks((), (), ())
        )

    def rows(self) -> tuple[DraftedRow, ...]:
        """The indicators in the order of the table, or of the former plan."""
        if self._table is not None:
            signs = self._signs(self._table)
            return tuple(self._drafted(row, signs, index) for index, row in enumerate(self._table.rows, 1))
        return tuple(map(self._carried, self._former.indicators if self._former else ()))

    def _signs(self, table: PrintedTable) -> TableSigns:
        readings = [read_or_none(row.target.printed, row.name) for row in table.rows if row.target]
        marked = any(reading is not None and reading.cumulative for reading in readings)
        explained = any(note.means == "cumulative" for note in self.remarks.footnotes)
        return TableSigns(
            marks_sums=marked or explained,
            sum_signs=self.remarks.sum_signs,
            assumed_heading=table.target_heading if table.target_assumed else None,
            plan_length=self._plan_length,
        )

    @property
    def _plan_length(self) -> int:
        return self._request.span.last - self._request.span.first + 1

    def _drafted(self, row: PrintedRow, signs: TableSigns, index: int) -> DraftedRow:
        reading = read_or_none(row.target.printed, row.name) if row.target else None
        known = self._loaded.same_name(row.name, row.unit or (reading.unit if reading else ""))
        read = self._read(row, signs, known)
        match = self._loaded.match(row.name, read.kind, read.unit)
        if match.indicator is not known:
            read = self._read(row, signs, match.indicator)
        former = self._former.of(match.indicator.id) if self._former and match.indicator else None
        indicator = self._indicator(row, read, match, index)
        if former is not None:
            indicator = self._following(indicator, read, former)
        renewed = self._former.named(row.name) if self._former and former is None else None
        return DraftedRow(indicator, match.indicator, renewed.indicator if renewed else match.near, former, renewed)

    def _read(self, row: PrintedRow, signs: TableSigns, indicator: Indicator | None) -> ReadRow:
        known = Known(indicator, self._loaded.is_own(indicator)) if indicator else None
        return read_row(row, signs, known, self._request.lang)

    def _indicator(self, row: PrintedRow, read: ReadRow, match: Match, index: int) -> PlannedIndicator:
        known = match.indicator
        doubts = list(read.doubts)
        number = row.number
        if number and number in self._numbers:
            doubts.append(Doubt("number", self._say("confirm.number", number=number)))
            number = ""
        self._numbers.add(number)
        if self._names[folded(row.name)] > 1 and all(doubt.what != "name" for doubt in doubts):
            doubts.append(Doubt("name", self._say("confirm.name_twice")))
        identifier = (
            known.id if known else new_id(self._request.city, self._request.plan, number or str(index), self._taken)
        )
        self._taken.add(identifier)
        nature, is_sure = self._nature(row)
        doubts += [] if is_sure else [Doubt("nature", self._say("confirm.row_nature"))]
        span = self._request.span
        earlier = None
        if read.earlier is not None:
            year = read.earlier.year
            earlier = PrintedPart(read.earlier.printed, f"{year}-12-31" if year and year != span.first - 1 else "")
        result = None
        if read.result is not None:
            year = read.result.year or span.last
            result = PrintedPart(read.result.printed, str(year))
            if read.result.printed and date(year, 12, 31) > self._request.as_of:
                doubts.append(Doubt("result", self._say("confirm.future", as_of=str(self._request.as_of))))
        doubts += self._remarked(row, read)
        return PlannedIndicator(
            id=identifier,
            number=number,
            scope=Scope.HEADLINE,
            group=self._group(row.group),
            name=Text(row.name, known.name.en if known and known.name.zh == row.name else ""),
            footnote=next((sign for sign in row.signs if sign not in self.remarks.natures), next(iter(row.signs), "")),
            unit=Text(read.unit, known.unit.en if known and known.unit.zh == read.unit else _unit_en(read.unit)),
            nature=nature,
            kind=read.kind,
            better=read.better,
            by=read.by,
            judged=read.judged,
            completion_ratio=read.completion_ratio,
            signed=read.signed,
            printed=read.printed,
            where=self.where,
            comparator=read.comparator,
            hold=read.hold,
            doubts=tuple(_once_each(doubts)),
            milestones=tuple(
                (figure.year or span.last, format(values[0], "f"))
                for figure in read.milestones
                if (reading := read_or_none(figure.printed)) and (values := in_unit(reading, read.unit).values)
            ),
            result=result,
            completion=read.completion,
            earlier=earlier,
            note=read.note,
            comments=tuple(self._comments(row, read)),
        )

    def _nature(self, row: PrintedRow) -> tuple[Nature | None, bool]:
        """The nature that a row prints, or that its signs have by the remarks, and whether nothing speaks against it.

        The remark on all other rows is one on those whose signs are no natures: a number in a circle is that of a note.
        """
        signs = [*row.signs, *filter(None, (row.nature_sign,))]
        stated = {nature for sign in signs if (nature := self.remarks.natures.get(sign))}
        said = stated | {row.nature} - {None}
        if said:
            return row.nature or next(iter(stated)), len(said) == 1
        explained = {folded(note.mark) for note in self.remarks.footnotes}
        is_open = any(sign not in explained and is_sign(sign) for sign in signs)
        others = None if is_open else self.remarks.natures.get("")
        is_expected = row.nature_sign is not None or (is_open and bool(self.remarks.natures))
        return others, others is not None or not is_expected

    def _remarked(self, row: PrintedRow, read: ReadRow) -> Iterator[Doubt]:
        """What headings, cells and remarks say of the row's figures: that they are not final, or mean other things."""
        parts = [("baseline", read.earlier), ("result", read.result)]
        for part, figure in parts:
            if figure is not None and _says_provisional(text := f"{figure.heading} {figure.printed}".strip()):
                yield Doubt(part, self._say("confirm.provisional", text=text))
        if read.earlier is not None and any(word in read.earlier.heading for word in TARGET_WORDS):
            yield Doubt("earlier", self._say("confirm.earlier_heading", heading=read.earlier.heading))
        if read.earlier is not None and _PART_OF_YEAR.search(folded(read.earlier.heading)):
            yield Doubt("earlier", self._say("confirm.earlier_day", heading=read.earlier.heading))
        yield from self._of_headings(row, read)
        for figure in row.aside:
            is_remark = not figure.heading or any(word in figure.heading for word in _REMARKS)
            if is_remark and folded(figure.printed).strip("—-/"):
                yield Doubt("row", self._say("confirm.remarked", text=figure.printed))
        yield from self._of_signs(row, read)
        sentences = [sentence for mark, sentence in self.remarks.in_words if folded(mark) in row.signs]
        for sentence in self.remarks.unread:
            named = [one.name for one in (self._table.rows if self._table else ()) if _names(sentence, one.name)]
            if row.name in named or (not named and _says_provisional(sentence)):
                sentences.append(sentence)
            elif not named and not _says_source(sentence):
                yield from self._of_years(sentence, row, read)
        for sentence in sentences:
            if not _says_provisional(sentence):
                yield Doubt("row", self._say("confirm.remarked", text=sentence))
                continue
            for part, figure in parts:
                if figure is not None:
                    yield Doubt(part, self._say("confirm.provisional", text=sentence))

    def _of_headings(self, row: PrintedRow, read: ReadRow) -> Iterator[Doubt]:
        """The doubts about figures below headings of which some words are not understood."""
        explained = {mark for mark, _ in self.remarks.in_words}
        target = row.target if row.target and row.target.printed == read.printed else None
        parts = [("printed", target), ("earlier", read.earlier), ("result", read.result)]
        for part, figure in [*parts, *(("milestones", one) for one in read.milestones)]:
            if figure is not None and figure.printed and figure.rest and not marks_in(figure.rest) & explained:
                yield Doubt(part, self._say("confirm.heading_words", heading=figure.heading))
        is_chosen = self._request.column is not None
        if target and not (target.rest or is_chosen) and read.kind is Kind.STOCK and says_span_only(target.heading):
            yield Doubt("printed", self._say("confirm.heading_words", heading=target.heading))
        earlier = read.earlier
        if earlier and not earlier.rest and not read.kind.sums_whole_plan and says_sum(earlier.heading):
            yield Doubt("earlier", self._say("confirm.heading_words", heading=earlier.heading))

    def _of_signs(self, row: PrintedRow, read: ReadRow) -> Iterator[Doubt]:
        """What the remarks say, in words only, of the signs at the row's figures and in their headings."""
        figures = (("printed", row.target or row.yearly), ("earlier", read.earlier), ("result", read.result))
        held = [(part, figure) for part, figure in figures if figure is not None]
        readings = [read_or_none(figure.printed) for _, figure in held]
        if any(reading is not None and reading.cumulative for reading in readings):
            for sentence in self.remarks.of_brackets:
                yield Doubt("kind", self._say("confirm.remarked", text=sentence))
        for mark, sentence in self.remarks.in_words:
            for part, figure in held:
                if mark in marks_in(figure.heading) | marks_in(figure.printed):
                    is_before = part == "earlier" and _says_provisional(sentence)
                    yield Doubt("baseline" if is_before else part, self._say("confirm.remarked", text=sentence))

    def _of_years(self, sentence: str, row: PrintedRow, read: ReadRow) -> Iterator[Doubt]:
        """What a remark that is not read says of the years of base values, results or targets."""
        span = self._request.span
        years, numbers = years_in(sentence), plan_numbers(sentence)
        text = self._say("confirm.remarked", text=sentence)
        is_before = any(year < span.first for year in years) or bool(numbers - {span.number})
        if read.earlier is not None and (is_before or any(word in sentence for word in BEFORE_WORDS)):
            yield Doubt("earlier", text)
        says_target = any(word in sentence for word in (*TARGET_WORDS, *SUM_WORDS, "平均", "年均"))
        is_of_plan = any(year >= span.first for year in years) or span.number in numbers
        if row.target is not None and (is_of_plan or (says_target and not is_before and "括号" not in sentence)):
            yield Doubt("printed", text)

    def _comments(self, row: PrintedRow, read: ReadRow) -> Iterator[str]:
        """What the row prints besides, in the words of the document."""
        years = {figure.year for figure in read.milestones}
        if row.yearly is not None and read.printed == row.yearly.printed and len(years) == self._plan_length:
            yield self._say("draft.sum_of_years", heading=row.yearly.heading)
        for figure in read.unread:
            yield self._say("draft.unread", heading=figure.heading or "—", text=figure.printed)
        for figure in row.aside:
            yield self._say("draft.aside", heading=figure.heading or "—", text=figure.printed)

    def _group(self, name: str) -> str:
        """The id of the group with the name: that of a loaded plan, else a new one."""
        if not name:
            return ""
        key = folded(name)
        if key not in self._groups:
            known = self._known_groups.get(key)
            taken = {group.id for group in self._groups.values()}
            is_free = known is not None and known.id not in taken
            identifier = known.id if known is not None and is_free else f"group-{len(self._groups) + 1}"
            self._groups[key] = PlannedGroup(identifier, Text(name, known.name.en if known else ""))
        return self._groups[key].id

    # --- from the plan before ---

    def _carried(self, former: Former) -> DraftedRow:
        """An indicator of the former plan with an empty target."""
        known = former.indicator
        group = known.group
        if group is not None and group.id not in self._groups:
            self._groups[group.id] = PlannedGroup(group.id, group.name)
        indicator = PlannedIndicator(
            id=known.id,
            number=known.number or "",
            scope=known.scope,
            group=group.id if group else "",
            name=known.name,
            footnote="",
            unit=known.unit,
            nature=known.nature,
            kind=known.kind,
            better=known.better,
            by=known.by,
            judged=known.judged,
            completion_ratio=known.completion_ratio,
            signed=known.signed,
            printed="",
            where=self.where,
            comparator=None,
            hold=None,
            doubts=(Doubt("printed", self._say("confirm.to_come")),),
            short=known.short,
        )
        return DraftedRow(self._with_standing(indicator, former), known, None, former)

    def _following(self, indicator: PlannedIndicator, read: ReadRow, former: Former) -> PlannedIndicator:
        """An indicator of the table with what is last known of it: a baseline where the table prints none."""
        standing = former.standing
        start = date(self._request.span.first, 1, 1)
        if indicator.earlier is not None and standing is not None and former.gives_baseline(start):
            reading = read_or_none(indicator.earlier.printed)
            values = in_unit(reading, read.unit).values if reading else ()
            if len(values) == 1 and [format(values[0].normalize(), "f")] != [standing.value]:
                details = {
                    "printed": indicator.earlier.printed,
                    "value": standing.value,
                    "through": str(standing.through),
                }
                indicator = indicator._replace(
                    doubts=(*indicator.doubts, Doubt("baseline", self._say("confirm.baseline_differs", **details)))
                )
        if indicator.name.zh == former.indicator.name.zh:
            indicator = indicator._replace(short=former.indicator.short)
        return self._with_standing(indicator, former)

    def _with_standing(self, indicator: PlannedIndicator, former: Former) -> PlannedIndicator:
        """The indicator with its baseline, the breaks of its series, and with comments on what is last known."""
        comments, doubts = [*indicator.comments], [*indicator.doubts]
        comments += self._standing_comments(former)
        plan = self._former.plan.id if self._former else ""
        baseline = (plan, "") if former.is_level and indicator.earlier is None else None
        if baseline and former.standing and former.standing.provisional:
            doubts.append(Doubt("baseline", self._say("draft.provisional")))
        for gap in former.breaks:
            if former.is_level and all(doubt.what != "baseline" for doubt in doubts):
                text = self._say("draft.break", day=gap.text, reason=gap.reason.in_(self._request.lang))
                doubts.append(Doubt("baseline", text))
        return indicator._replace(
            comments=tuple(comments), doubts=tuple(doubts), baseline=baseline, breaks=former.breaks
        )

    def _standing_comments(self, former: Former) -> Iterator[str]:
        standing = former.standing
        plan = self._former.plan.id if self._former else ""
        if standing is None:
            yield self._say("draft.nothing_known", plan=plan)
            return
        observation = standing.observation
        details = {
            "plan": plan,
            "value": standing.value,
            "unit": former.indicator.unit.in_(self._request.lang),
            "through": str(standing.through),
            "source": observation.source,
            "published": observation.published_text or "—",
        }
        yield self._say("draft.last_known", **details)
        if standing.provisional:
            yield self._say("draft.provisional")
        if standing.missing:
            yield self._say("draft.missing", missing=", ".join(standing.missing))
        if former.is_level and not former.gives_baseline(date(self._request.span.first, 1, 1)):
            yield self._say("draft.no_baseline")

    # --- the file ---

    def file(self, rows: Sequence[DraftedRow], source: Source | None) -> PlannedFile:
        """The target file of the rows."""
        request = self._request
        title = self._title()
        return PlannedFile(
            city=request.city,
            city_name=request.city_name,
            plan=request.plan,
            title=title,
            state=self.state(source) or State.DRAFT,
            start=f"{request.span.first}-01-01",
            end=f"{request.span.last}-12-31",
            groups=tuple(self._groups.values()),
            footnotes=self.remarks.footnotes,
            indicators=tuple(row.indicator for row in rows),
            comments=tuple(wrapped(self._head(title, source))),
            leftovers=tuple(self._leftovers(source)),
        )

    def state(self, source: Source | None) -> State | None:
        """The state of the plan as the request or the document says; None where neither does."""
        return self._request.state or _state_said(source)

    def _title(self) -> Text:
        request = self._request
        if request.title is not None:
            return Text(request.title, "")
        number = request.span.number
        if number is None:
            years = f"{request.span.first}—{request.span.last}"
            return Text.made(lambda lang: say(lang, "draft.title_years", {"years": years}))
        numeral = "十" + "零一二三四五六七八九"[number - 10] if 10 < number < 20 else str(number)
        return Text(
            say("zh", "draft.title", {"plan": f"“{numeral}五”"}), say("en", "draft.title", {"plan": f"{number}th"})
        )

    def _head(self, title: Text, source: Source | None) -> Iterator[str]:
        yield self._say("draft.head", city=self._request.city_name.in_(self._request.lang), title=title.zh or title.en)
        if source is not None and self._table is not None:
            table = self._table.grid.frame or self._table.grid.caption or "—"
            yield self._say("draft.head_from", file=source.name, table=table)
            yield f"SHA-256 {source.sha256}"
        if self._former is not None:
            yield self._say("draft.head_after", plan=self._former.plan.id, as_of=str(self._request.as_of))
        yield ""
        yield self._say("draft.head_confirm")
        if self.state(source) is None:
            yield self._say("draft.state")

    def _leftovers(self, source: Source | None) -> Iterator[str]:
        for text in source.hidden if source else ():
            yield self._say("draft.hidden", text=text)
        if self._table is not None:
            for lost in self._table.lost:
                yield self._say("draft.lost", text=lost)
        for sentence in self.remarks.unread:
            yield self._say("draft.remark", text=sentence)

    def _say(self, key: str, **details: str) -> str:
        return say(self._request.lang, key, details)


def _state_said(source: Source | None) -> State | None:
    """The state that a document states at its head, None where it says nothing; without a document a draft."""
    if source is None:
        return State.DRAFT
    head = "".join([source.name, *(grid.caption for grid in source.grids), *source.paragraphs[:10]])
    if any(word in head for word in _DRAFT_WORDS):
        return State.DRAFT
    return State.ISSUED if _ISSUED.search(head) else None


def _says_provisional(text: str) -> bool:
    return any(word in text for word in PROVISIONAL)


def _says_source(text: str) -> bool:
    return "来源" in text


def _signs_of(table: PrintedTable) -> set[str]:
    """The signs of notes that stand at names, at figures and in headings."""
    texts = [column.heading for column in table.columns]
    for row in table.rows:
        texts += [figure.printed for figure in (row.target, row.result, row.earlier, row.yearly) if figure]
    return {sign for row in table.rows for sign in row.signs}.union(*map(marks_in, texts))


def _names(sentence: str, name: str) -> bool:
    """Whether the sentence names the indicator, or the end of its name."""
    return len(name) >= _NAMING and name[-_NAMING:] in sentence


def _once_each(doubts: Sequence[Doubt]) -> Iterator[Doubt]:
    """The doubts, those about one part as one."""
    reasons: dict[str, list[str]] = {}
    for doubt in doubts:
        reasons.setdefault(doubt.what, []).append(doubt.reason)
    for what, texts in reasons.items():
        yield Doubt(what, "；".join(dict.fromkeys(texts)))


_UNITS_EN = {"%": "%", "‰": "‰", "人": "persons", "万人": "10,000 persons", "万人次": "10,000 participations"}


def _unit_en(unit: str) -> str:
    return _UNITS_EN.get(unit, "")


# --- read back -------------------------------------------------------------------------------------------------------


def _sound(file: PlannedFile, lang: Language) -> tuple[PlannedFile, str]:
    """The file and its text; an indicator that cannot be read back keeps its print, without a reading of it.

    Raises RsplanError for a file that cannot be read back all the same.
    """
    problems: Sequence[Problem] = ()
    for _ in range(2):
        text = file_text(file)
        try:
            read_targets("draft", text.encode())
        except InvalidInput as error:
            problems = error.problems
        else:
            return file, text
        broken = {_index_at(text, problem.line) for problem in problems}
        indicators = enumerate(file.indicators)
        file = file._replace(
            indicators=tuple(_in_words(one, lang) if index in broken else one for index, one in indicators)
        )
    raise RsplanError("error.draft_unsound", reason=str(InvalidInput(problems)))


def _index_at(text: str, line: int) -> int:
    """The index of the indicator that stands on the line."""
    return sum(written.startswith(_LINE_OF_INDICATOR) for written in text.split("\n")[:line]) - 1


def _in_words(indicator: PlannedIndicator, lang: Language) -> PlannedIndicator:
    """The indicator with its target kept as printed, its other figures in comments."""
    details = {"text": indicator.printed, "unit": indicator.unit.zh}
    others = [part for part in (indicator.result, indicator.earlier) if part]
    levels = [PrintedPart(value, str(year)) for year, value in indicator.milestones]
    left = [
        say(lang, "draft.unread", {"heading": part.when or "—", "text": part.printed}) for part in (*others, *levels)
    ]
    return indicator._replace(
        comparator=Comparator.NONE,
        hold=None,
        milestones=(),
        result=None,
        completion="",
        earlier=None,
        note=indicator.note or Text.made(lambda text: say(text, "draft.note.not_quantified", {})),
        doubts=(
            *(doubt for doubt in indicator.doubts if doubt.what != "value"),
            Doubt("value", say(lang, "confirm.contradiction", details)),
        ),
        comments=(*indicator.comments, *left),
    )
