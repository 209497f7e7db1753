"""A drafted plan as the text of a target file, in the form of the shipped ones; docs/targets-format.md."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rsplan.drafting.readings import Doubt
from rsplan.model.bilingual import Text
from rsplan.model.enums import Better, By, Comparator, Judged, Kind, Nature, Scope, State
from rsplan.model.plan import Break
from rsplan.read.input_text import printable

#: Texts that YAML reads as they are, also between braces; a text of digits is quoted all the same.
_PLAIN = re.compile(
    r"[A-Za-z0-9_\u3001-\u301b\u4e00-\u9fff“”‘’（）《》【】〔〕［］≥≤＜＞—…·～、。；：，％①-⑳∶／．０-９]"
    r"[A-Za-z0-9_./() \u3001-\u301b\u4e00-\u9fff“”‘’（）《》【】〔〕［］≥≤＜＞—…·～、。；：，％①-⑳∶／．０-９%+*-]*"
)
_RESERVED = re.compile(r"(?:[-+.]?[0-9][0-9._:eE+-]*|true|false|yes|no|on|off|null|~|y|n)", re.IGNORECASE)

_WIDTH = 116


class PrintedPart(NamedTuple):
    """A figure printed beside the target; `when` is the period of a result, the day of an earlier value, or empty."""

    printed: str
    when: str = ""


class PlannedIndicator(NamedTuple):
    """An indicator of a drafted plan, as it is written.

    `comments` stand before it, `baseline` is the former plan whose result it starts from, with the indicator's id there
    where that is another.
    """

    id: str
    number: str
    scope: Scope
    group: str
    name: Text
    footnote: str
    unit: Text
    nature: Nature | None
    kind: Kind
    better: Better
    by: By | None
    judged: Judged
    completion_ratio: bool
    signed: bool
    printed: str
    where: str
    comparator: Comparator | None
    hold: bool | None
    doubts: tuple[Doubt, ...]
    milestones: tuple[tuple[int, str], ...] = ()
    result: PrintedPart | None = None
    completion: str = ""
    earlier: PrintedPart | None = None
    baseline: tuple[str, str] | None = None
    note: Text | None = None
    breaks: tuple[Break, ...] = ()
    comments: tuple[str, ...] = ()
    short: Text | None = None


class PlannedGroup(NamedTuple):
    """A group of a drafted plan."""

    id: str
    name: Text


class PlannedFootnote(NamedTuple):
    """A remark under the table: its sign, its place and its meaning."""

    mark: str
    where: str
    means: str


class PlannedFile(NamedTuple):
    """A drafted target file with one plan; `comments` stand at its head, `leftovers` at its end."""

    city: str
    city_name: Text
    plan: str
    title: Text
    state: State
    start: str
    end: str
    groups: tuple[PlannedGroup, ...]
    footnotes: tuple[PlannedFootnote, ...]
    indicators: tuple[PlannedIndicator, ...]
    comments: tuple[str, ...]
    leftovers: tuple[str, ...] = ()


def file_text(file: PlannedFile) -> str:
    """Return the text of the target file."""
    return "\n".join(_lines(file)) + "\n"


def quoted(text: str) -> str:
    """Return a text as a YAML scalar, quoted where YAML would read it otherwise."""
    if _PLAIN.fullmatch(text) and not _RESERVED.fullmatch(text) and not text.endswith(" ") and " #" not in text:
        return text
    escaped = printable(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _lines(file: PlannedFile) -> Iterator[str]:
    yield from (f"# {line}".rstrip() for line in file.comments)
    yield from ("", "city:", f"  id: {file.city}", f"  name: {_text(file.city_name)}", "")
    yield from ("documents:", "  plan:", f"    title: {_text(file.title)}", f"    state: {file.state}", "")
    yield from ("plans:", "", f"  - id: {file.plan}", f"    title: {_text(file.title)}", "    document: plan")
    yield from (f"    state: {file.state}", f"    start: {file.start}", f"    end: {file.end}")
    if file.groups:
        yield "    groups:"
        for group in file.groups:
            yield f"      - {{id: {group.id}, {_text(group.name)[1:-1]}}}"
    if file.footnotes:
        yield "    footnotes:"
        for note in file.footnotes:
            fields = f"mark: {quoted(note.mark)}, where: {quoted(note.where)}, means: {note.means}"
            yield f"      - {{{fields}}}"
    yield "    indicators:"
    group_id: str | None = None
    names = {group.id: group.name.zh for group in file.groups}
    for indicator in file.indicators:
        if indicator.group != group_id and indicator.group:
            yield from ("", f"      # {printable(names.get(indicator.group, indicator.group))}")
        group_id = indicator.group
        yield from _indicator(indicator)
    if file.leftovers:
        yield ""
        yield from (f"      # {printable(line)}" for line in file.leftovers)


def _indicator(indicator: PlannedIndicator) -> Iterator[str]:
    yield ""
    yield f"      - id: {indicator.id}"
    fields = [line for line in _fields(indicator) if line]
    yield from (f"        {line}" for line in fields)
    yield from (f"        # {printable(comment)}" for comment in indicator.comments)


def _fields(indicator: PlannedIndicator) -> Iterator[str]:
    if indicator.number:
        yield f"number: {quoted(indicator.number) if not indicator.number.isdigit() else indicator.number}"
    if indicator.scope is not Scope.HEADLINE:
        yield f"scope: {indicator.scope}"
    if indicator.group:
        yield f"group: {indicator.group}"
    yield f"name: {_text(indicator.name)}"
    if indicator.short is not None:
        yield f"short: {_text(indicator.short)}"
    if indicator.footnote:
        yield f"footnote: {quoted(indicator.footnote)}"
    yield f"unit: {_text(indicator.unit)}"
    if indicator.nature:
        yield f"nature: {indicator.nature}"
    yield f"kind: {indicator.kind}"
    yield f"better: {indicator.better}"
    if indicator.by is not None:
        yield f"by: {indicator.by}"
    if indicator.judged is not Judged.LATEST:
        yield f"judged: {indicator.judged}"
    if indicator.signed and indicator.kind is Kind.RATE:
        yield "signed: true"
    if indicator.completion_ratio:
        yield "completion: ratio"
    yield from _target(indicator)
    if indicator.milestones:
        yield "milestones:"
        yield from (f"  - {{year: {year}, value: {value}}}" for year, value in indicator.milestones)
    if indicator.result is not None:
        completion = f", completion: {quoted(indicator.completion)}" if indicator.completion else ""
        yield f"result: {{printed: {quoted(indicator.result.printed)}, period: {indicator.result.when}{completion}}}"
    if indicator.earlier is not None:
        when = f", date: {indicator.earlier.when}" if indicator.earlier.when else ""
        yield f"earlier: {{printed: {quoted(indicator.earlier.printed)}, where: {quoted(indicator.where)}{when}}}"
    if indicator.baseline is not None:
        plan, other = indicator.baseline
        yield f"baseline: {{result_of: {plan}{f', indicator: {other}' if other else ''}}}"
    if indicator.breaks:
        yield "breaks:"
        for broken in indicator.breaks:
            declared = "true" if broken.declared else "false"
            yield f"  - {{from: {broken.text}, declared: {declared}, reason: {_text(broken.reason)}}}"
    if indicator.note is not None:
        yield "note:"
        yield from (f"  {line}" for line in _text_lines(indicator.note))


def _target(indicator: PlannedIndicator) -> Iterator[str]:
    fields = [f"printed: {quoted(indicator.printed)}", f"where: {quoted(indicator.where)}"]
    if indicator.comparator is not None:
        fields.append(f"comparator: {indicator.comparator}")
    if indicator.hold is not None:
        fields.append(f"hold: {'true' if indicator.hold else 'false'}")
    if not indicator.doubts:
        yield f"target: {{{', '.join(fields)}}}"
        return
    yield "target:"
    yield from (f"  {field}" for field in fields)
    yield "  confirm:"
    yield from (f"    {doubt.what}: {quoted(doubt.reason)}" for doubt in indicator.doubts)


def _text(text: Text) -> str:
    """A text in the languages that it has, on one line."""
    return "{" + ", ".join(_text_lines(text)).replace("\n", " ") + "}"


def _text_lines(text: Text) -> Iterator[str]:
    """The text in the languages that it has: what stands for a missing one is not written."""
    if text.zh:
        yield f"zh: {quoted(text.zh)}"
    if text.en and text.en != text.zh:
        yield f"en: {quoted(text.en)}"


def wrapped(lines: Iterable[str]) -> Sequence[str]:
    """Return comment lines, each no longer than a line of the file."""
    return [part for line in lines for part in _cut(line)]


def _cut(line: str) -> Iterator[str]:
    while len(line) > _WIDTH:
        yield line[:_WIDTH]
        line = line[_WIDTH:]
    yield line
