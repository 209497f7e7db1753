"""A target split over its parts: sums, bounds, order, target files, and the audit; methodology.md, section 9."""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from builders import text
from hypothesis import assume, given
from hypothesis import strategies as st

from rsplan.calc.allocation import allocate
from rsplan.cli.program import run
from rsplan.errors import RsplanError
from rsplan.model.input_places import Place
from rsplan.model.parts import Part


def part(
    weight: str, least: str | None = None, most: str | None = None, done: str | None = None, name: str = "p"
) -> Part:
    bounds = (None if one is None else Decimal(one) for one in (least, most, done))
    low, high, reached = bounds
    return Part(
        id=name,
        name=text(name),
        weight=Decimal(weight),
        least=low,
        most=high,
        done=reached,
        denominator=None,
        at=Place("parts.csv", 2),
    )


def amounts(total: str, *parts: Part, step: str = "1") -> list[str]:
    return [str(one.amount) for one in allocate(Fraction(total), parts, Fraction(step))]


def test_the_largest_remainders_get_the_steps() -> None:
    # Shares of 85: 38.86, 29.14, 17.
    assert amounts("85", part("1.6"), part("1.2"), part("0.7")) == ["39", "29", "17"]


def test_equal_remainders_go_to_the_part_that_stands_first() -> None:
    assert amounts("10", part("1"), part("1"), part("1")) == ["4", "3", "3"]
    assert amounts("11", part("1"), part("1"), part("1")) == ["4", "4", "3"]


def test_a_total_that_is_no_multiple_of_the_step_is_split_exactly() -> None:
    assert amounts("10.5", part("1"), part("1"), part("1")) == ["4", "7/2", "3"]


def test_bounds_and_what_is_done_are_kept_and_the_others_share_the_rest() -> None:
    # 100 by 1:1:2 would be 25, 25, 50; at most 40 for the last, at least 35 for the first.
    assert amounts("100", part("1", least="35"), part("1"), part("2", most="40")) == ["35", "25", "40"]
    assert amounts("100", part("1", done="61.5"), part("1"), part("1")) == ["123/2", "39/2", "19"]


def test_a_part_without_weight_gets_its_minimum_alone() -> None:
    assert amounts("10", part("0", least="2"), part("3"), part("1")) == ["2", "6", "2"]


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        ([part("1", least="5", most="4"), part("1")], "error.part_bounds"),
        ([part("1", least="6"), part("1", done="5")], "error.parts_above"),
        ([part("1", most="4"), part("1", most="5")], "error.parts_below"),
        ([part("1", most="4"), part("0")], "error.parts_below"),
    ],
)
def test_bounds_that_leave_no_way_are_refused(parts: Sequence[Part], key: str) -> None:
    with pytest.raises(RsplanError) as error:
        allocate(Fraction(10), parts, Fraction(1))
    assert error.value.key == key


# --- laws ------------------------------------------------------------------------------------------------------------


def test_a_ceiling_between_two_steps_takes_no_other_part_off_its_step() -> None:
    # Shares of 1000 by 226 : 489.4 : 200, the last at most 134.6: 273.39, 592.01 and 134.6; rounded down to tens 270,
    # 590 and 130. The last has no room for the ten that are left, the next remainder is that of the first.
    parts = part("226"), part("489.4"), part("200", most="134.6")
    assert amounts("1000", *parts, step="10") == ["280", "590", "130"]


_NUMBERS = st.decimals("0", "50", places=1)
_STEPS = st.sampled_from(["1", "0.1", "0.5", "10"])


@st.composite
def _parts(draw: st.DrawFn) -> list[Part]:
    found = []
    for _ in range(draw(st.integers(1, 8))):
        least = draw(st.one_of(st.none(), _NUMBERS))
        most = draw(st.one_of(st.none(), st.decimals("0", "90", places=1)))
        done = draw(st.one_of(st.none(), _NUMBERS))
        bounds = [None if one is None else str(one) for one in (least, most, done)]
        found.append(part(str(draw(_NUMBERS)), bounds[0], bounds[1], bounds[2]))
    return found if any(one.weight for one in found) else [one._replace(weight=Decimal(1)) for one in found]


@given(_parts(), st.decimals("0", "400", places=2), _STEPS)
def test_the_parts_add_up_exactly_and_keep_their_bounds(parts: list[Part], total: Decimal, step: str) -> None:
    try:
        found = allocate(Fraction(total), parts, Fraction(step))
    except RsplanError:
        assume(False)
    assert sum((one.amount for one in found), Fraction(0)) == Fraction(total)
    assert sum((one.share for one in found), Fraction(0)) == Fraction(total)
    for one in found:
        assert one.amount >= Fraction(one.part.floor)
        assert one.part.most is None or one.amount <= Fraction(one.part.most)
        assert abs(one.rounding) < Fraction(step)


@given(st.lists(st.integers(0, 30), min_size=2, max_size=8), st.decimals("0", "400", places=1), _STEPS)
def test_a_larger_weight_never_gets_less_and_equal_ones_differ_by_one_step_at_most(
    weights: list[int], total: Decimal, step: str
) -> None:
    assume(any(weights))
    found = allocate(Fraction(total), [part(str(weight)) for weight in weights], Fraction(step))
    each = [one.amount for one in found]
    for first, weight in enumerate(weights):
        for second, other in enumerate(weights):
            if weight > other:
                assert each[first] >= each[second]
            if weight == other and first < second:
                assert 0 <= each[first] - each[second] <= Fraction(step)


@given(st.lists(st.integers(1, 30), min_size=2, max_size=8), st.integers(0, 400), st.integers(1, 20), st.data())
def test_a_part_whose_weight_rises_never_loses(weights: list[int], total: int, more: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(weights) - 1))
    raised = [weight + more * (place == index) for place, weight in enumerate(weights)]
    before, after = (
        allocate(Fraction(total), [part(str(weight)) for weight in one], Fraction(1)) for one in (weights, raised)
    )
    assert after[index].amount >= before[index].amount


@given(_parts(), st.decimals("0", "400", places=2))
def test_without_rounding_the_order_of_the_parts_decides_nothing(parts: list[Part], total: Decimal) -> None:
    try:
        found = allocate(Fraction(total), parts, Fraction(1))
        turned = allocate(Fraction(total), parts[::-1], Fraction(1))
    except RsplanError:
        assume(False)
    assert [one.share for one in found] == [one.share for one in turned][::-1]


def test_weights_of_zero_alone_are_refused() -> None:
    """Also where the minima leave something: nothing says to whom it goes."""
    for parts in ([part("0"), part("0")], [part("0", least="10"), part("0")]):
        with pytest.raises(RsplanError) as caught:
            allocate(Fraction(30), parts, Fraction(1))
        assert caught.value.key == "error.parts_weightless"


# --- the command -----------------------------------------------------------------------------------------------------

PARTS = "part,weight,min,max,done,id,en\n姑苏区,1,,,2.5,gusu,Gusu\n吴中区,2,30,,,wuzhong,Wuzhong\n昆山市,3,,35,,,\n"


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "parts.csv"
    path.write_text(PARTS, encoding="utf-8")
    return str(path)


def report(capsys: pytest.CaptureFixture[str], *args: str) -> dict[str, Any]:
    assert run([*args, "--format", "json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


JOBS = ("allocate", "suzhou", "urban-new-jobs", "--as-of", "2024-06-30")


def test_a_target_of_the_plan_is_split(table: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = report(capsys, *JOBS, "--by", table)
    # 85 by 1:2:3 with at most 35 for the last: 50 by 1:2 are 16.67 and 33.33.
    assert (found["total"], found["step"]) == (85, 0.01)
    assert [(one["id"], one["amount"], one["left"]) for one in found["parts"]] == [
        ("gusu", 16.67, 14.17),
        ("wuzhong", 33.33, 33.33),
        ("suzhou-3", 35, 35),
    ]
    whole = report(capsys, *JOBS, "--by", table, "--step", "1")
    assert [one["amount"] for one in whole["parts"]] == [17, 33, 35]
    assert [one["rounding"] for one in whole["parts"]] == [0.333333, -0.333333, 0]


def test_each_part_gets_a_target_file_that_status_tracks_and_the_audit_adds_them_up(
    table: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out"
    found = report(capsys, *JOBS, "--by", table, "-o", str(folder))
    assert [Path(one["file"]).name for one in found["parts"]] == ["gusu.yaml", "wuzhong.yaml", "suzhou-3.yaml"]
    data = tmp_path / "own.csv"
    data.write_text("city,indicator,period,value\ngusu,urban-new-jobs,2021,4\n", encoding="utf-8")
    assert run(["check", *map(str, sorted(folder.iterdir()))]) == 0
    tracked = report(capsys, "status", "gusu", "--targets", str(folder), "--data", str(data), "--as-of", "2021-12-31")
    (indicator,) = tracked["plans"][0]["indicators"]
    assert (indicator["target"]["value"], indicator["actual"]["value"], indicator["status"]) == (16.67, 4, "on_track")

    audited = ("audit", "suzhou", "--plan", "14fyp", "--targets", str(folder), "--as-of", "2024-06-30")
    codes = [one["code"] for one in report(capsys, *audited)["findings"]]
    assert "RS606" not in codes
    path = folder / "gusu.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("≥16.67", "≥16.66"), encoding="utf-8")
    (finding,) = [one for one in report(capsys, *audited)["findings"] if one["code"] == "RS606"]
    assert finding["expected"] == "85"
    example = "the targets of 3 parts (gusu, suzhou-3, wuzhong) add up to 84.99, not to 85"
    assert example in str(finding)
    page = (Path(__file__).resolve().parents[1] / "docs" / "audit.md").read_text(encoding="utf-8")
    assert f"> suzhou 14fyp 1: {example}\n" in page


def test_a_file_that_is_there_is_never_replaced(table: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "wuzhong.yaml").write_text("mine", encoding="utf-8")
    before = sorted(path.name for path in tmp_path.iterdir())
    assert run([*JOBS, "--by", table, "-o", str(tmp_path), "--lang", "en"]) == 2
    assert "wuzhong.yaml is there already" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_run_that_was_stopped_is_completed_by_the_next(table: str, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    assert run([*JOBS, "--by", table, "-o", str(folder)]) == 0
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    (folder / "wuzhong.yaml").unlink()
    (folder / ".wuzhong.yaml.0123456789abcdef.new").write_bytes(b"half")
    assert run([*JOBS, "--by", table, "-o", str(folder)]) == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_where_one_file_cannot_be_written_none_is(
    table: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real, calls = os.write, list[int]()

    def full(handle: int, data: bytes) -> int:
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(handle, data)

    monkeypatch.setattr(os, "write", full)
    assert run([*JOBS, "--by", table, "-o", str(tmp_path / "out"), "--lang", "en"]) == 2
    assert "wuzhong.yaml: No space left" in capsys.readouterr().err
    assert [*(tmp_path / "out").iterdir()] == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no such device here")
def test_files_whose_report_cannot_be_written_are_said_to_be_there(table: str, tmp_path: Path) -> None:
    words = [*JOBS, "--by", table, "-o", "out", "--lang", "en"]
    with open("/dev/full", "w", encoding="utf-8") as full:
        command = [sys.executable, "-m", "rsplan", *words]
        done = subprocess.run(command, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False)
    assert done.returncode == 3
    assert f"{os.path.join('out', 'gusu.yaml')}, " in done.stderr
    assert len([*(tmp_path / "out").iterdir()]) == 3


def test_a_rate_is_split_by_numerators_or_not_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rate = ("allocate", "suzhou", "local-graduate-employment-rate", "--as-of", "2024-06-30")
    rates = tmp_path / "rates.csv"
    rates.write_text("part,denominator,min\na,200,\nb,300,291\n", encoding="utf-8")
    found = report(capsys, *rate, "--by", str(rates))
    # 95 % of 500 are 475; 291 of them are b's.
    assert [(one["amount"], one["rate"]) for one in found["parts"]] == [(184, 92), (291, 97)]
    # By weights alone b would get 356 of its 300.
    rates.write_text("part,denominator,weight\na,200,1\nb,300,3\n", encoding="utf-8")
    found = report(capsys, *rate, "--by", str(rates))
    assert [(one["amount"], one["rate"]) for one in found["parts"]] == [(175, 87.5), (300, 100)]
    rates.write_text("part,weight\na,200\nb,300\n", encoding="utf-8")
    assert run([*rate, "--by", str(rates), "--lang", "en"]) == 2
    assert "denominator" in capsys.readouterr().err


def test_the_parts_that_are_no_whole_steps_are_named(
    table: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """95 % of 283 are 268.85: of 100 and 183 the shares are 95 and 173.85, and the last 0.85 go to b."""
    rates = tmp_path / "rates.csv"
    rates.write_text("part,denominator\na,100\nb,183\n", encoding="utf-8")
    rate = ("allocate", "suzhou", "local-graduate-employment-rate", "--as-of", "2024-06-30", "--by", str(rates))
    assert run([*rate, "--lang", "en"]) == 0
    assert "268.85 in steps of 1, but for b;" in " ".join(capsys.readouterr().out.split())
    assert run([*rate, "--lang", "zh"]) == 0
    out = "".join(capsys.readouterr().out.split())
    assert "268.85，步长1，b除外；" in out
    assert "目标95%以上按分子分解" in out
    assert run([*JOBS, "--by", table, "--lang", "en"]) == 0
    assert "85 in steps of 0.01\n" in capsys.readouterr().out


def test_a_sum_is_split_over_the_years_of_its_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    years = tmp_path / "years.csv"
    years.write_text("年份,权重,已完成\n2021,1,17.2\n2022,1,16.4\n2023,1,23.18\n2024,1,\n2025,1,\n", encoding="utf-8")
    found = report(capsys, *JOBS, "--by", str(years), "--step", "0.01")
    # 23.18 are done in 2023; the other four share 61.82, of which 2021 has done 17.2: 15.455 would be less.
    assert [one["amount"] for one in found["parts"]] == [17.2, 16.4, 23.18, 14.11, 14.11]
    assert run([*JOBS, "--by", str(years), "-o", str(tmp_path / "out"), "--lang", "en"]) == 2
    assert "milestones" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name,weight\na,1\n", "no column of a table of parts"),
        ("part\na\n", "neither weight nor denominator"),
        ("part,weight\na,x\nb,-1\n", "not a number"),
        ("part,weight\na,1\na,2\n", "stands twice"),
        ("part,weight\n,1\n", "has no name"),
        ("part,weight\n", "no parts"),
        ("part,weight\na,1\n合 计,1\n", "is a total"),
        ("part,weight\na,1\nTotal,1\n", "is a total"),
        ("part,weight,id\na,1,suzhou\nb,1,\n", "the id of the city"),
    ],
)
def test_a_table_with_problems_is_refused_with_each_of_them(
    content: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "parts.csv"
    path.write_text(content, encoding="utf-8")
    assert run([*JOBS, "--by", str(path), "--lang", "en"]) == 2
    assert said in capsys.readouterr().err


CEILING = """\
city: {id: linhai, name: {zh: 临海市, en: Linhai}}
documents:
  plan: {title: {zh: 规划, en: Plan}, state: issued, date: 2021-01-01}
plans:
  - id: 14fyp
    title: {zh: 规划, en: Plan}
    document: plan
    state: issued
    start: 2021-01-01
    end: 2025-12-31
    indicators:
      - {id: cap, number: 1, name: {zh: 事故起数, en: Accidents}, unit: {zh: 起, en: accidents}, kind: cumulative,
         better: lower, target: {printed: 500以内, where: 表1, note: {zh: 五年累计, en: sum}}}
"""


def test_of_a_ceiling_the_table_says_what_may_still_come(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """250 each; with 100 accidents so far 150 may still come: nobody is to do them."""
    (tmp_path / "cap.yaml").write_text(CEILING, encoding="utf-8")
    (tmp_path / "by.csv").write_text("part,weight,done\neast,1,100\nwest,1,0\n", encoding="utf-8")
    args = ["allocate", "linhai", "cap", "--targets", str(tmp_path / "cap.yaml"), "--by", str(tmp_path / "by.csv")]
    assert run([*args, "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "may still come" in told
    assert "still to do" not in told
