"""The library behind `import rsplan`; docs/python.md."""

import contextlib
import io
import pickle
import re
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

import rsplan

PAGE = Path(__file__).parent.parent / "docs" / "python.md"
BLOCK = re.compile(r"```(python|text)\n(.*?)```", re.DOTALL)


def test_the_examples_of_the_page_print_what_it_shows() -> None:
    blocks = [(match[1], match[2]) for match in BLOCK.finditer(PAGE.read_text(encoding="utf-8"))]
    names: dict[str, object] = {}
    shown = 0
    for index, (kind, code) in enumerate(blocks):
        if kind == "python":
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(compile(code, str(PAGE), "exec"), names)
            following = blocks[index + 1] if index + 1 < len(blocks) else ("", "")
            assert printed.getvalue() == (following[1] if following[0] == "text" else "")
            shown += bool(printed.getvalue())
    assert shown == sum(kind == "text" for kind, _ in blocks) > 4


def test_every_name_of_the_face_is_there_and_described() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name in rsplan.__all__:
        assert getattr(rsplan, name)
        assert name in page or name == "__version__", name
    assert set(rsplan.__all__) <= set(dir(rsplan))
    with pytest.raises(AttributeError):
        _ = rsplan.survey_of_everything


def test_nothing_is_loaded_before_a_name_is_used() -> None:
    code = "import sys, rsplan; print(*(name for name in sys.modules if name.startswith('rsplan.')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


OWN = [
    rsplan.OwnObservation("suzhou", "subsidised-training", "2021", "20.1"),
    rsplan.OwnObservation("suzhou", "subsidised-training", "2022", Decimal(21)),
]


def suzhou(*own: rsplan.OwnObservation, as_of: str = "2022-12-31") -> Any:
    library = rsplan.load(observations=own, cities=["suzhou"], published=False)
    return rsplan.assess(library, as_of)


def test_own_observations_make_the_figures() -> None:
    """20.1 + 21 = 41.1 of 100, after 24 of 60 months: a lead of 1.1 points."""
    (assessment,) = (one for one in suzhou(*OWN).plans[0].assessments if one.actual)
    assert assessment.actual is not None
    assert (assessment.actual.value, assessment.value("lead_points")) == (Fraction("41.1"), Fraction("1.1"))


def test_a_float_is_read_as_it_was_typed() -> None:
    (assessment,) = (
        one
        for one in suzhou(rsplan.OwnObservation("suzhou", "subsidised-training", "2021", 20.1)).plans[0].assessments
        if one.actual
    )
    assert assessment.actual is not None
    assert assessment.actual.value == Fraction("20.1")


def test_problems_of_observations_are_reported_with_their_places_all_at_once() -> None:
    wrong = [OWN[0]._replace(value="20,1"), OWN[1], OWN[0]._replace(indicator="training"), OWN[0]._replace(period="21")]
    with pytest.raises(rsplan.RsplanError) as caught:
        rsplan.load(observations=wrong)
    lines = str(caught.value).split("\n")
    assert [line.split(":")[:2] for line in lines] == [
        ["<observations>", "2"],
        ["<observations>", "4"],
        ["<observations>", "5"],
    ]


def test_other_errors_have_a_readable_text() -> None:
    library = rsplan.load()
    with pytest.raises(rsplan.RsplanError, match="99fyp"):
        rsplan.assess(library, "2022-12-31", plans=["99fyp"])
    with pytest.raises(rsplan.RsplanError, match="2022-13-31"):
        rsplan.assess(library, "2022-13-31")
    with pytest.raises(rsplan.RsplanError, match="did you mean binding"):
        rsplan.assess(library, "2022-12-31", natures=["bindng"])
    for wrong in (-1, "x", float("inf"), float("nan")):
        with pytest.raises(rsplan.RsplanError, match="slack must be a number from 0 on"):
            rsplan.assess(library, "2022-12-31", slack=wrong)
    for day in (2022, None, 1.5):
        with pytest.raises(TypeError, match="is no date"):
            rsplan.assess(library, day)  # type: ignore[arg-type]
    for wrong_item in ({"city": "suzhou"}, ("suzhou", "urban-new-jobs", "2021", 1), 5):
        with pytest.raises(TypeError, match="is no OwnObservation"):
            rsplan.load(observations=[wrong_item])  # type: ignore[list-item]
    with pytest.raises(KeyError, match="completion is not one of the figures"):
        rsplan.assess(library, "2022-12-31").plans[0].assessments[0].value("completion")


def test_a_single_item_stands_for_a_list(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("city,indicator,period,value\nsuzhou,subsidised-training,2021,20.1\n", "utf-8")
    several = rsplan.load(data=[str(tmp_path / "own.csv")], cities=["suzhou"], published=False)
    single = rsplan.load(data=tmp_path / "own.csv", cities="suzhou", published=False)
    by_value = rsplan.load(observations=OWN[0], cities="suzhou", published=False)
    day = datetime(2021, 12, 31, 23, 59, tzinfo=UTC)
    first, second, third = (
        rsplan.table(rsplan.assess(library, day, plans="14fyp", kinds="cumulative"))
        for library in (several, single, by_value)
    )
    assert first == second
    assert [row["actual_value"] for row in first] == [row["actual_value"] for row in third]


def test_a_threshold_is_what_its_text_says() -> None:
    """Baseline 340.36, target 363: 349.34808 lacks exactly 0.3 points of the way at 24 of 60 months."""
    own = rsplan.OwnObservation("nanjing", "work-injury-insured", "2022", "349.34808")
    library = rsplan.load(observations=own, published=False)
    for slack, status in ((0.3, "on_track"), ("0.3", "on_track"), (Fraction(29, 100), "behind")):
        survey = rsplan.assess(library, "2022-12-31", slack=slack)
        assert [one.status for plan in survey.plans for one in plan.assessments if one.actual] == [status]


def test_json_is_that_of_the_command_line(tmp_path: Path) -> None:
    library = rsplan.load(cities=["suzhou"])
    command = ["status", "--city", "suzhou", "--as-of", "2025-12-31", "--format", "json"]
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "rsplan", *command], capture_output=True, text=True, encoding="utf-8"
    )
    survey = rsplan.assess(library, "2025-12-31")
    assert rsplan.to_json(survey) == done.stdout
    assert [plan["plan"] for plan in rsplan.record(survey)["plans"]] == ["14fyp"]


def test_a_table_has_the_columns_and_values_of_the_csv() -> None:
    command = ["status", "--city", "suzhou", "--as-of", "2025-12-31", "--format", "csv"]
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "rsplan", *command], capture_output=True, text=True, encoding="utf-8"
    )
    rows = rsplan.table(rsplan.assess(rsplan.load(cities=["suzhou"]), "2025-12-31"))
    assert ",".join(rows[0]) == done.stdout.splitlines()[0]
    assert {type(value) for row in rows for value in row.values()} <= {type(None), bool, int, str, Decimal}


def test_results_and_errors_can_be_pickled() -> None:
    survey = suzhou(*OWN)
    assert rsplan.to_json(pickle.loads(pickle.dumps(survey))) == rsplan.to_json(survey)
    with pytest.raises(rsplan.RsplanError) as caught:
        rsplan.load(observations=[OWN[0]._replace(value="x")])
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def as_json(city: str) -> str:
    return rsplan.to_json(rsplan.assess(rsplan.load(cities=[city]), "2025-12-31"))


def assessed(city: str) -> Any:
    return rsplan.assess(rsplan.load(cities=[city]), "2025-12-31")


def test_results_cross_processes() -> None:
    cities = ["nanjing", "suzhou"]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        surveys = list(pool.map(assessed, cities))
    assert [rsplan.to_json(survey) for survey in surveys] == [as_json(city) for city in cities]
