"""The texts for people: the same keys and placeholders in both languages, and every key that the code uses."""

import ast
import errno
import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest
from test_report_types import csv_keys

import rsplan
from rsplan.audit.findings import SEVERITIES, Severity
from rsplan.audit.recomputed_rates import RateRule
from rsplan.calc.evidence import FIRM, Doubt
from rsplan.calc.figure_formulas import DEFINITIONS
from rsplan.calc.firmness import Lever
from rsplan.calc.forecast.values import Assumption, Method, Outlook, Refusal
from rsplan.calc.pace import Per
from rsplan.calc.verdict import Status
from rsplan.cli.command_base import OPTION_GROUPS
from rsplan.cli.program import COMMAND_GROUPS, COMMANDS
from rsplan.comparison import Difference, Measure, Relation
from rsplan.journal.changes import Step
from rsplan.journal.due import Cadence
from rsplan.model.enums import Basis, Better, Bound, Comparator, Judged, Kind, Nature, Scope, State, Via
from rsplan.model.plan import CONFIRMED_PARTS
from rsplan.report.handout.workings import KeptAsValue
from rsplan.table_import.headings import Aside
from rsplan.table_import.reconcile import Outcome
from rsplan.table_import.table_figures import CellKind
from rsplan.text import LANGUAGES, Language, catalogue, say
from rsplan.verify.lookup import MismatchReason
from rsplan.verify.quotations import QuotationKind
from rsplan.verify.unclaimed import Rank

PACKAGE = Path(rsplan.__file__).parent
ZH, EN = catalogue("zh"), catalogue("en")
PREFIXES = sorted({key.partition(".")[0] for key in ZH})


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


# --- the catalogues --------------------------------------------------------------------------------------------------


def test_both_languages_have_the_same_keys() -> None:
    assert set(ZH) == set(EN)


def test_a_list_has_the_comma_of_its_language() -> None:
    several = {"word": "保险", "known": "a (One, of two); b (Other)"}
    assert say("zh", "problem.ambiguous_word", several).split("\n")[0] == "“保险”可能指：a (One, of two)；b (Other)"
    assert "a (One, of two); b (Other)" in say("en", "problem.ambiguous_word", several)
    lines = {
        "file": "a.csv",
        "city": "x",
        "indicator": "y",
        "period": "2024",
        "lines": "2 (2024 ptd 5), 3 (2024 period 4)",
    }
    assert "2 (2024 规划期以来累计 5)、3 (2024 期间数 4)" in say("zh", "error.retract_several", lines)
    details = {"year": "2026", "known": "13fyp 2016-2020, 14fyp 2021-2025"}
    assert say("zh", "error.no_plan_in_year", details).endswith("规划：13fyp 2016-2020、14fyp 2021-2025")
    assert say("en", "error.no_plan_in_year", details).endswith("plans: 13fyp 2016-2020, 14fyp 2021-2025")


def test_both_languages_have_the_same_placeholders() -> None:
    assert [key for key in set(ZH) & set(EN) if placeholders(ZH[key]) != placeholders(EN[key])] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_says_something(lang: Language) -> None:
    assert [key for key, text in catalogue(lang).items() if not text.strip()] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_problem_is_a_message_and_a_remedy_parted_by_one_line_break(lang: Language) -> None:
    for key, text in catalogue(lang).items():
        if key.startswith("problem."):
            message, *remedies = text.split("\n")
            assert len(remedies) == 1, key
            assert message.strip() == message != "", key
            assert remedies[0].strip() == remedies[0] != "", key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_texts_other_than_problems_and_helps_are_one_line(lang: Language) -> None:
    several = [
        key for key, text in catalogue(lang).items() if "\n" in text and not key.startswith(("problem.", "help."))
    ]
    assert several == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_braces_are_doubled_only_where_the_text_is_filled_in(lang: Language) -> None:
    """A text without placeholders is shown as it stands."""
    odd = [key for key, text in catalogue(lang).items() if ("{{" in text or "}}" in text) and not placeholders(text)]
    assert odd == []


def test_only_a_ceiling_is_said_to_be_exceeded_and_only_a_floor_to_be_fallen_below() -> None:
    """突破 says that a limit was exceeded: of a floor, which is better the higher, it would say the opposite."""
    exceeded = [key for key, text in ZH.items() if "突破" in text]
    fallen_below = [key for key, text in ZH.items() if "跌破" in text]
    assert [key for key in exceeded if not key.endswith(f"_{Better.LOWER}")] == []
    assert [key for key in fallen_below if not key.endswith(f"_{Better.HIGHER}")] == []
    assert exceeded
    assert fallen_below
    stems = {key.removesuffix(f"_{Better.LOWER}") for key in exceeded}
    assert [f"{stem}_{better}" for stem in stems for better in Better if f"{stem}_{better}" not in ZH] == []


def test_no_key_stands_twice_in_a_catalogue() -> None:
    """In a dict the later one would win in silence."""
    for lang in LANGUAGES:
        tree = ast.parse((PACKAGE / "text" / f"{lang}.py").read_text(encoding="utf-8"))
        tables = (node for node in ast.walk(tree) if isinstance(node, ast.Dict))
        keys = [key.value for table in tables for key in table.keys if isinstance(key, ast.Constant)]
        assert sorted(map(str, keys)) == sorted(map(str, set(keys)))


def test_the_english_catalogue_holds_no_chinese_and_the_chinese_one_does() -> None:
    han = re.compile("[\u4e00-\u9fff]")
    allowed = ("problem.", "help.")  # they name marks of the documents
    assert [key for key, text in EN.items() if han.search(text) and not key.startswith(allowed)] == []
    # Chinese texts that are words all the same: placeholders, signs, commands
    assert [key for key, text in ZH.items() if re.search("[a-z]{4} [a-z]{3,}", text) and not han.search(text)] == []


def test_a_text_is_filled_in() -> None:
    assert say("en", "error.usage", {"message": "no {x}"}) == EN["error.usage"].replace("{message}", "no {x}")


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("zh", "status.nonsense")


# --- what the code uses ----------------------------------------------------------------------------------------------


class Use(NamedTuple):
    """A key in the code; `details` are the names that fill it in, None where they are not written out."""

    place: str
    pattern: str
    details: frozenset[str] | None


#: Functions whose argument names a problem, with the argument's place.
PROBLEM_CALLS = {"Problem": 0, "problem": 0, "report": 1}
ANY_WORD = "[A-Za-z0-9_]+"
DETAIL_CALLS = {"RsplanError", "UnknownCity", "BadText", "words", "problem", "report"}


@cache
def sources() -> list[tuple[str, ast.Module]]:
    files = sorted(path for path in PACKAGE.rglob("*.py") if path.parent.name != "text")
    return [(str(path.relative_to(PACKAGE)), ast.parse(path.read_text(encoding="utf-8"))) for path in files]


def keys_in(node: ast.expr) -> Iterator[str]:
    """The keys that an expression may be, as patterns."""
    match node:
        case ast.Constant(value=str() as text):
            yield re.escape(text)
        case ast.IfExp(body=body, orelse=other):
            yield from keys_in(body)
            yield from keys_in(other)
        case ast.JoinedStr(values=values):
            yield "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ANY_WORD for part in values)


def named(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def details_of(call: ast.Call) -> frozenset[str] | None:
    if named(call.func) not in DETAIL_CALLS or any(one.arg is None for one in call.keywords):
        return None
    return frozenset(str(one.arg) for one in call.keywords)


def uses() -> Iterator[Use]:
    for name, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (index := PROBLEM_CALLS.get(named(node.func))) is not None:
                if len(node.args) > index:
                    for key in keys_in(node.args[index]):
                        yield Use(f"{name}:{node.lineno}", rf"problem\.{key}", details_of(node))
            elif isinstance(node, ast.Call) and named(node.func) in {*DETAIL_CALLS, "say", "Message"}:
                for argument in node.args[:2]:
                    for key in keys_in(argument):
                        pattern = re.sub(r"^text\\\.", r"problem\\.", key)
                        if re.match(rf"({'|'.join(PREFIXES)})\\\.", pattern):
                            yield Use(f"{name}:{node.lineno}", pattern, details_of(node))


USES = sorted(set(uses()))


def keys_of(use: Use) -> list[str]:
    return [key for key in ZH if re.fullmatch(use.pattern, key)]


def test_the_scan_of_the_code_finds_uses() -> None:
    """Else the tests below would say nothing."""
    assert len(USES) > 150
    assert {re.split(r"\\?\.", one.pattern)[0] for one in USES} >= {
        "problem",
        "error",
        "help",
        "column",
        "status",
        "reason",
    }


@pytest.mark.parametrize("use", USES, ids=lambda use: f"{use.place} {use.pattern}")
def test_every_key_that_the_code_uses_exists_and_is_filled_in(use: Use) -> None:
    keys = keys_of(use)
    assert keys
    if use.details is not None and len(keys) == 1:
        assert placeholders(ZH[keys[0]]) <= use.details


@pytest.mark.parametrize(
    "key",
    [
        *(f"status.{one}" for one in Status),
        *(f"kind.{one}" for one in Kind),
        *(f"basis.{one}" for one in Basis),
        *(f"word.{one}" for one in (*Nature, *State)),
        *(f"figure.{name}" for name, _ in DEFINITIONS),
    ],
)
def test_every_word_of_the_model_has_a_text(key: str) -> None:
    assert key in ZH


def test_every_number_that_is_derived_has_a_text() -> None:
    """What makes a number of an explanation takes its name first: each name is that of a text in tables for people."""
    makers = {"Derivation", "amount_of", "derived", "leaf", "made", "months_ahead", "months_between", "months"}
    named = [
        (f"{name}:{node.lineno}", str(node.args[0].value))
        for name, tree in sources()
        if name.startswith(("calc/explain", "calc/forecast"))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)
        if (node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")) in makers
    ]
    assert len(named) > 50
    assert [place for place, of in named if f"figure.{of}" not in ZH] == []


def test_every_constant_that_looks_like_a_key_is_one() -> None:
    """Keys that are passed on in tables and variables, which the scan above does not follow."""
    shape = re.compile(rf"({'|'.join(PREFIXES)})\.[a-z][a-z0-9_]*")
    for name, tree in sources():
        parts = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in (node for node in ast.walk(tree) if node not in parts):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and shape.fullmatch(node.value):
                is_a_file = node.value.endswith((".py", ".md", ".json", ".csv", ".yaml"))
                assert node.value in ZH or is_a_file, f"{name}:{node.lineno}"


# --- lists -----------------------------------------------------------------------------------------------------------


def is_joined(node: ast.expr, joined: set[str]) -> bool:
    """Whether the expression joins words with a comma or a semicolon, itself or by a name that stands for such."""
    for part in ast.walk(node):
        match part:
            case ast.Call(func=ast.Attribute(value=ast.Constant(value=", " | "; "), attr="join")):
                return True
            case ast.JoinedStr(values=values) if any(
                isinstance(one, ast.Constant) and one.value == ", " for one in values
            ):
                return True
            case ast.Name(id=name) if name in joined:
                return True
    return False


def lists_of(function: ast.FunctionDef, joined: set[str]) -> set[str]:
    """The details that the function fills with a list."""
    local = set(joined)
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if is_joined(value, joined):
                local.add(name)
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                local |= {named(one) for one, value in zip(names, values, strict=True) if is_joined(value, joined)}
    details: set[str] = set()
    for node in ast.walk(function):
        match node:
            case ast.keyword(arg=str() as name, value=value) if is_joined(value, local):
                details.add(name)
            case ast.Dict(keys=keys, values=values):
                pairs = zip(keys, values, strict=True)
                details |= {
                    str(key.value) for key, value in pairs if isinstance(key, ast.Constant) and is_joined(value, local)
                }
    return details


def keys_named_in(function: ast.FunctionDef) -> set[str]:
    """The texts that the function names, whole or as members of a family, problems by their codes too."""
    patterns = {
        re.sub(r"^text\\\.", r"problem\\.", key)
        for node in ast.walk(function)
        if isinstance(node, ast.expr)
        for key in keys_in(node)
    }
    found = [
        re.compile(rf"(problem\.)?(?:{pattern})")
        for pattern in patterns
        if re.search("[a-z]{3}", pattern.replace(ANY_WORD, ""))
    ]
    return {key for key in ZH if any(pattern.fullmatch(key) for pattern in found)}


def lists_in_texts() -> dict[str, set[str]]:
    """The details of each text that some function fills with a list."""
    found: dict[str, set[str]] = {}
    for _, tree in sources():
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        joined = {
            function.name
            for function in functions
            if any(
                isinstance(node, ast.Return) and node.value and is_joined(node.value, set()) for node in function.body
            )
        }
        for function in functions:
            if details := lists_of(function, joined):
                for key in keys_named_in(function):
                    found.setdefault(key, set()).update(details)
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_list_in_a_text_is_said_as_one(lang: Language) -> None:
    """Code joins a list with one comma for all languages: the text that takes it says so, and each has its own."""
    texts, lists = catalogue(lang), lists_in_texts()
    assert {"error.unknown_city", "problem.unknown_word", "warning.columns_missing", "error.retract_several"} <= set(
        lists
    )
    bare = {
        key: names
        for key, details in lists.items()
        if (names := {name for _, name, said, _ in Formatter().parse(texts[key]) if name in details and not said})
    }
    assert bare == {"problem.not_yaml": {"detail"}}  # two halves of a sentence of the parser, which speaks English


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_text_that_suggests_a_word_says_its_lists_as_the_one_that_does_not(lang: Language) -> None:
    texts = catalogue(lang)
    for key in texts:
        if key.removesuffix("_near") in texts:
            plain = {(name, said) for _, name, said, _ in Formatter().parse(texts[key.removesuffix("_near")]) if name}
            near = {name: said for _, name, said, _ in Formatter().parse(texts[key]) if name}
            assert {(name, near[name]) for name, _ in plain if name in near} <= plain, key


# --- what nobody reads ------------------------------------------------------------------------------------------------


def constants(*places: str) -> set[str]:
    """The string constants of modules or whole rooms: all that a part of a key can be that no enumeration lists."""
    return {
        node.value
        for name, tree in sources()
        if any(name == place or name.startswith(f"{place}/") for place in places)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def shape(node: ast.JoinedStr) -> str:
    """An f-string with its parts left open, as `reason.held_{}`."""
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)


def families() -> dict[str, set[str]]:
    """The modules in which keys are put together from parts, by the shape of the keys."""
    made: dict[str, set[str]] = {}
    for name, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and re.match(rf"({'|'.join(PREFIXES)})\.", shape(node)):
                made.setdefault(shape(node), set()).add(name)
    return made


#: The keys that each family of the code can reach. Where no enumeration lists them, the string constants of the room
#: that makes them stand for them: a text whose word occurs there for another reason is not noticed.
MEMBERS: dict[str, Callable[[set[str]], Iterable[str]]] = {
    "audit.{}": lambda _: [*SEVERITIES, *Severity],
    "audit.{}.why": lambda _: SEVERITIES,
    "audit.one.{}": lambda _: Severity,
    "audit.{}.{}": lambda _: [f"{code}.{case}" for code in SEVERITIES for case in constants("audit")],
    "audit.rule.{}": lambda _: [*RateRule, "none"],
    "basis.{}": lambda _: Basis,
    "column.part_{}": lambda _: ["weight", "min", "max", "done", "denominator", "left"],
    "cadence.{}": lambda _: Cadence,
    "csv.{}": lambda _: csv_keys(),
    "basis_cell.{}": lambda _: Basis,
    "column.{}": lambda modules: [*Scope, *constants(*modules)],
    "confirm.part.{}": lambda _: CONFIRMED_PARTS,
    "figure.{}": lambda _: [*constants("calc"), *(f"end_{assumption}" for assumption in Assumption), "verdict"],
    "forecast.clock_{}": lambda _: ["behind", "on_time"],
    "forecast.last_call{}": lambda _: ["", "_past"],
    "forecast.out_of_reach{}": lambda _: ["", "_by_trend", "_by_range"],
    "forecast.refused_{}": lambda _: Refusal,
    "kept.{}": lambda _: KeptAsValue,
    "report.bound_{}": lambda _: Bound,
    "report.legend_{}": lambda modules: constants(*modules),
    "report.names_{}": lambda _: [Status.BEHIND, Status.MISSED],
    "report.not_yet{}": lambda _: ["", "_by_trend", "_by_range"],
    "report.names_out_of_reach{}": lambda _: ["", "_by_trend", "_by_range"],
    "report.official_{}": lambda _: [
        *("sum", "level", "year"),
        Status.NO_DATA,
        Status.NO_TARGET,
        Status.INCOMPLETE,
        Status.NOT_QUANTIFIED,
    ],
    "word.weakest_{}": lambda _: Better,
    "attention.breached_{}": lambda _: Better,
    "doubt.breached_in_year_{}": lambda _: Better,
    "doubt.broken_{}": lambda _: Better,
    "doubt.broken_again_{}": lambda _: Better,
    "forecast.breach_{}": lambda _: Better,
    "forecast.broken_{}": lambda _: Better,
    "forecast.broken_since_{}": lambda _: Better,
    "reason.broken_{}": lambda _: Better,
    "reason.broken_again_{}": lambda _: Better,
    "report.official_breached_{}": lambda _: Better,
    "report.verdict_{}": lambda _: Status,
    "sheet.{}": lambda modules: constants(*modules),
    "column.need.{}": lambda _: Per,
    "doubt.{}": lambda _: [*(doubt for doubt in Doubt if doubt not in (Doubt.PARTIAL, Doubt.BREAK)), *Bound],
    "help.{}": lambda _: COMMANDS,
    "help.commands.{}": lambda _: COMMAND_GROUPS,
    "help.options.{}": lambda _: OPTION_GROUPS,
    "help.{}_more": lambda _: COMMANDS,
    "import.kind.{}": lambda _: CellKind,
    "import.left.{}": lambda _: Aside,
    "judged.{}": lambda _: Judged,
    "kind.{}": lambda _: Kind,
    "lever.{}": lambda _: Lever,
    "method.{}": lambda _: Method,
    "report.official_left_{}": lambda _: Better,
    "report.official_short_{}": lambda _: Better,
    "report.official_pace_{}_{}": lambda _: [f"{per}_{better}" for per in Per for better in Better],
    "figure.{}_lower": lambda _: constants("report/tables/cells.py"),
    "need.{}_{}": lambda _: [f"{per}_{better}" for per in Per for better in Better],
    "need.{}_cell": lambda _: Per,
    "note.{}": lambda _: [Comparator.MORE_THAN, Comparator.LESS_THAN],
    "outcome.{}": lambda _: [*Outcome, "refused", "empty", "skipped"],
    "outlook.{}": lambda _: Outlook,
    "pace.{}": lambda modules: constants(*modules),
    "problem.{}": lambda _: set(),  # by their codes, below
    "progress.{}": lambda _: constants("cli", "read", "survey.py"),
    "reason.{}": lambda _: [Status.AHEAD, Status.ON_TRACK, Status.BEHIND, Status.MISSED],
    "reason.held_{}": lambda _: [Status.ON_TRACK, Status.BEHIND],
    "reason.mean_{}": lambda _: [Status.ON_TRACK, Status.BEHIND],
    "compare.{}": lambda _: [Relation.SHARED, Relation.CARRIED_ON, Relation.DROPPED, Relation.NEW],
    "compare.{}.{}": lambda _: [
        *(f"cities.{one}" for one in (Difference.NAME, Difference.COUNTED, Difference.SCOPE)),
        *(f"in_time.{one}" for one in Difference),
    ],
    "evidence.{}": lambda _: [*Doubt, FIRM],
    "reason.none_of_{}": lambda _: Judged,
    "reason.level_{}": lambda _: ["below", "above"],
    "reason.path_{}": lambda _: [Status.AHEAD, Status.ON_TRACK, Status.BEHIND],
    "reason.within_slack_{}": lambda _: ["below", "above"],
    "rule.{}": lambda _: {*constants("calc"), *Judged},
    "status.{}": lambda _: Status,
    "step.{}": lambda _: Step,
    "strength.{}": lambda _: [Measure.GROWTH, Measure.AMOUNT],
    "verify.{}": lambda _: constants("documents"),
    "verify.lack.{}": lambda _: MismatchReason,
    "verify.rank.{}": lambda _: [rank.name.lower() for rank in Rank],
    "verify.what.{}": lambda _: QuotationKind,
    "via.{}": lambda _: Via,
    "word.{}": lambda _: [*Nature, *State],
    "year.{}": lambda _: constants("calc"),
}


def filled(family: str, part: str) -> str:
    return family.format(part) if family.count("{}") == 1 else re.sub(r"\{\}[._]?\{\}", part, family)


def is_a_code(key: str, words: set[str]) -> bool:
    """Whether the code names the problem; codes that suggest the nearest word are made from those that do not."""
    code = key.removeprefix("problem.")
    return bool({code, code.removesuffix("_near"), f"text.{code}"} & words)


def in_templates() -> set[str]:
    """The keys that templates name."""
    pages = (page.read_text(encoding="utf-8") for page in (PACKAGE / "render").glob("*.html"))
    return {key for page in pages for key in re.findall(r'"([a-z_]+[.][a-z0-9_]+)"', page)}


def test_every_key_of_a_template_is_one() -> None:
    assert in_templates() - set(ZH) == set()
    assert len(in_templates()) > 20


def test_every_family_of_keys_is_known() -> None:
    """A key put together from parts is listed with the parts that it can have."""
    assert set(families()) - set(MEMBERS) == set()


def test_errors_of_the_system_are_said_in_the_language() -> None:
    """The system has them in English; one without a text is said as it is."""
    said = [say("zh", "error.cannot_write", {"path": "x", "reason": os.strerror(errno.EEXIST)})]
    said.append(say("zh", "error.cannot_write", {"path": "x", "reason": "Odd: {thing}"}))
    assert said == ["无法写入 x：已有同名文件", "无法写入 x：Odd: {thing}"]


def test_every_text_is_used() -> None:
    """A key that nothing in the code names, whole or as a member of a family, is a text that nobody reads."""
    own = ast.parse((PACKAGE / "text" / "__init__.py").read_text(encoding="utf-8"))
    words = (
        constants(*(name for name, _ in sources()))
        | in_templates()
        | {
            *(node.value for node in ast.walk(own) if isinstance(node, ast.Constant) and isinstance(node.value, str)),
            *(f"period.{part}" for part in ("H1", "H2", "Q1", "Q2", "Q3", "Q4")),  # put together there
            *(f"system.{os.strerror(number)}" for number in errno.errorcode),
        }
    )
    reached = {filled(family, part) for family, modules in families().items() for part in MEMBERS[family](modules)}
    unused = [
        key for key in ZH if key not in words | reached and not (key.startswith("problem.") and is_a_code(key, words))
    ]
    assert unused == []


def test_every_command_stands_in_one_group_of_the_help() -> None:
    """Else it would not be found there."""
    grouped = [name for names in COMMAND_GROUPS.values() for name in names]
    assert sorted(name for name in grouped if name in COMMANDS) == sorted(COMMANDS)


def test_every_parameter_stands_in_one_group_of_options_at_most() -> None:
    named = [name for names in OPTION_GROUPS.values() for name in names]
    assert len(named) == len(set(named))
