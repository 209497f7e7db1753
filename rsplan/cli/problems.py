"""Problems of inputs for people and for programs: place, message, the line itself, and what to do."""

from collections.abc import Iterable, Iterator

from rsplan.errors import Problem
from rsplan.model.plan import InputFile
from rsplan.read.source import printable
from rsplan.report.records.status import GENERATOR, Record, inputs_record
from rsplan.text import Language, say


def problem_text(problem: Problem, lang: Language) -> str:
    """`FILE:LINE:COLUMN: CODE message`, the line, and the remedy."""
    message, remedy = _said(problem, lang)
    place = f"{problem.file}:{problem.line}:{problem.column}" if problem.line else problem.file
    if problem.cell:
        place += f": {problem.cell}"
    lines = [f"{printable(place)}: {problem.code} {message}"]
    if problem.excerpt.strip():
        lines.append(f"    {printable(problem.excerpt)}")
    lines.append(f"    → {remedy}")
    return "\n".join(lines) + "\n"


def problems_record(problems: Iterable[Problem], lang: Language, inputs: Iterable[InputFile] = ()) -> Record:
    """The problems as records, or the inputs that have none."""
    return {
        "schema": "rsplan.check/1",
        "generator": GENERATOR,
        "inputs": inputs_record(inputs),
        "problems": list(problem_records(problems, lang)),
    }


def problem_records(problems: Iterable[Problem], lang: Language) -> Iterator[Record]:
    """A record a problem."""
    for problem in problems:
        message, hint = _said(problem, lang)
        yield {
            "file": printable(problem.file),
            "line": problem.line or None,
            "column": problem.column or None,
            "code": problem.code,
            "severity": "error",
            "message": message,
            "hint": hint,
            "excerpt": printable(problem.excerpt),
            "cell": printable(problem.cell) or None,
        }


def _said(problem: Problem, lang: Language) -> tuple[str, str]:
    """The message and the remedy; whatever stands in the input, they stay one line each and steer no terminal."""
    details = {key: printable(text) for key, text in problem.details.items()}
    message, remedy = say(lang, f"problem.{problem.code}", details).split("\n")
    return message, remedy
