"""A target split over its parts: sums, bounds, order, target files, and the audit; methodology.md, section 9."""

import errno
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from builders import text
from hypothesis import assume, given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from rsplan.calc.allocation import allocate
from rsplan.cli.program import run
from rsplan.errors import RsplanError
from rsplan.model.input_places import Place
from rsplan.model.parts import Part
from rsplan.table_import.parts_table import HEADINGS


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


def test_what_ceilings_leave_over_goes_to_no_part_that_has_its_share() -> None:
    # Shares of 193: 58.7 and 0.3 at their ceilings, 134, and 0 without a weight. Rounded down 58, 0, 134: the one that
    # is left has no room as a whole, and the part without a weight has no claim to it.
    parts = part("1", most="58.7"), part("1", most="0.3"), part("0"), part("1")
    assert amounts("193", *parts) == ["587/10", "3/10", "0", "134"]


_NUMBERS = st.decimals("0", "50", places=1)
_STEPS = st.sampled_from(["1", "0.1", "0.5", "10"])


@st.composite
def _splits(draw: st.DrawFn) -> tuple[Decimal, list[Part]]:
    """Parts with bounds, and a total that they leave a way to."""
    parts = []
    for _ in range(draw(st.integers(1, 8))):
        least, done = (draw(st.one_of(st.none(), _NUMBERS)) for _ in range(2))
        room = draw(st.one_of(st.none(), st.decimals("0", "90", places=1)))
        one = part(str(draw(_NUMBERS)))._replace(least=least, done=done)
        parts.append(one._replace(most=None if room is None else one.floor + room))
    if not any(one.weight for one in parts):
        parts = [one._replace(weight=Decimal(1)) for one in parts]
    low = sum((one.floor for one in parts), Decimal(0))
    highs = [(one.floor + 400 if one.most is None else one.most) if one.weight else one.floor for one in parts]
    return draw(st.decimals(low, sum(highs, Decimal(0)), places=2)), parts


@given(_splits(), _STEPS)
def test_the_parts_add_up_exactly_and_keep_their_bounds(split: tuple[Decimal, list[Part]], step: str) -> None:
    total, parts = split
    found = allocate(Fraction(total), parts, Fraction(step))
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


@given(_splits())
def test_without_rounding_the_order_of_the_parts_decides_nothing(split: tuple[Decimal, list[Part]]) -> None:
    total, parts = split
    found = allocate(Fraction(total), parts, Fraction(1))
    turned = allocate(Fraction(total), parts[::-1], Fraction(1))
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


# --- a second target of the same parts -------------------------------------------------------------------------------

#: Another sum of the same plan, with a target of 100.
TRAINING = JOBS[0], JOBS[1], "subsidised-training", *JOBS[3:]


def listed(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture
def parts(table: str, tmp_path: Path) -> Path:
    """The folder with the parts of the first target."""
    assert run([*JOBS, "--by", table, "-o", str(tmp_path / "out")]) == 0
    return tmp_path / "out"


@pytest.fixture
def others(tmp_path: Path) -> str:
    """The same districts with other weights and without bounds, in another order."""
    path = tmp_path / "others.csv"
    path.write_text("part,weight,id\n昆山市,2,suzhou-3\n姑苏区,1,gusu\n吴中区,1,wuzhong\n", encoding="utf-8")
    return str(path)


def test_a_second_target_joins_the_files_of_the_parts(
    parts: Path, others: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = listed(parts)
    found = report(capsys, *TRAINING, "--by", others, "-o", str(parts))
    assert [(one["id"], one["amount"]) for one in found["parts"]] == [("suzhou-3", 50), ("gusu", 25), ("wuzhong", 25)]
    both = listed(parts)
    assert {*both} == {*first}
    assert all(both[name].startswith(first[name]) and len(both[name]) > len(first[name]) for name in first)
    tracked = report(capsys, "status", "gusu", "--targets", str(parts), "--as-of", "2024-06-30")
    targets = [(one["id"], one["target"]["value"]) for one in tracked["plans"][0]["indicators"]]
    assert targets == [("urban-new-jobs", 16.67), ("subsidised-training", 25)]

    audited = ("audit", "suzhou", "--plan", "14fyp", "--targets", str(parts), "--as-of", "2024-06-30")
    assert "RS606" not in [one["code"] for one in report(capsys, *audited)["findings"]]
    for name, written, wrong in (("gusu.yaml", "≥16.67", "≥16.66"), ("wuzhong.yaml", "≥25", "≥24")):
        text_ = (parts / name).read_text(encoding="utf-8")
        assert written in text_
        (parts / name).write_text(text_.replace(written, wrong), encoding="utf-8")
    found_ = [one for one in report(capsys, *audited)["findings"] if one["code"] == "RS606"]
    assert {one["expected"] for one in found_} == {"85", "100"}


def test_what_people_wrote_into_the_file_of_a_part_stays(parts: Path, others: str) -> None:
    """A remark and an English name; line ends of Windows, and none at the end."""
    path = parts / "gusu.yaml"
    own = path.read_text(encoding="utf-8").replace('en: "Gusu"', "en: Gusu District") + "# checked by us"
    path.write_bytes(own.replace("\n", "\r\n").encode())
    assert run([*TRAINING, "--by", others, "-o", str(parts)]) == 0
    data = path.read_bytes()
    assert data.startswith(own.replace("\n", "\r\n").encode() + b"\r\n      - id: subsidised-training\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert run(["check", str(path)]) == 0


def test_the_same_target_again_is_refused_unless_it_says_the_same(
    parts: Path, table: str, others: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*TRAINING, "--by", others, "-o", str(parts)]) == 0
    before = listed(parts)
    assert run([*JOBS, "--by", table, "-o", str(parts)]) == 0
    assert run([*TRAINING, "--by", others, "-o", str(parts)]) == 0
    assert listed(parts) == before
    capsys.readouterr()
    assert run([*JOBS, "--by", others, "-o", str(parts), "--lang", "en"]) == 2
    told = " ".join(capsys.readouterr().err.split())
    assert "suzhou-3.yaml has a target of urban-new-jobs already (≥35)" in told
    assert "remove the indicator from the file first (the file, where it has no other)" in told
    assert listed(parts) == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('name: {zh: "姑苏区"', 'name: {zh: "吴江区"'), "is of another city than 姑苏区: its id gusu is taken"),
        (("part_of: {city: suzhou, plan: 14fyp}", "part_of: {city: suzhou, plan: 13fyp}"), "is there already"),
        (("end: 2025-12-31", "end: 2025-06-30"), "is there already"),
        (("\n      ", "\n        "), "does not end in the indicators"),  # the same values, indented by more
        (("city:\n", "unit:\n"), "is there already"),
        (("kind: cumulative", "kind: cumulativ"), "cumulativ"),
    ],
)
def test_a_file_that_cannot_take_the_target_keeps_all_of_them_as_they_are(
    change: tuple[str, str], said: str, parts: Path, others: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = parts / "gusu.yaml"
    text_ = path.read_text(encoding="utf-8")
    assert change[0] in text_
    path.write_text(text_.replace(*change), encoding="utf-8")
    before = listed(parts)
    assert run([*TRAINING, "--by", others, "-o", str(parts), "--lang", "en"]) == 2
    assert said in capsys.readouterr().err
    assert listed(parts) == before


def test_where_one_file_cannot_be_added_to_none_is(
    parts: Path, others: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real, calls, before = os.write, list[int](), listed(parts)

    def full(handle: int, data: bytes) -> int:
        calls.append(handle)
        if len(calls) == 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(handle, data)

    monkeypatch.setattr(os, "write", full)
    assert run([*TRAINING, "--by", others, "-o", str(parts), "--lang", "en"]) == 2
    assert "wuzhong.yaml: No space left" in capsys.readouterr().err
    assert listed(parts) == before


def test_a_folder_that_is_a_file_is_said_in_the_language(table: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*JOBS, "--by", table, "-o", table, "--lang", "zh"]) == 2
    assert "已有同名文件" in capsys.readouterr().err


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


def test_a_year_that_is_over_is_what_was_done_in_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """85 by equal weights are 17 a year: 10, 16 and 18 of them were done, and the other 41 are left for two years."""
    years = tmp_path / "years.csv"
    years.write_text("年份,权重,已完成\n2021,1,10\n2022,1,16\n2023,1,18\n2024,1,5\n2025,1,\n", encoding="utf-8")
    found = report(capsys, *JOBS, "--by", str(years))
    assert [(one["amount"], one["left"]) for one in found["parts"]] == [
        (10, 0),
        (16, 0),
        (18, 0),
        (20.5, 15.5),
        (20.5, 20.5),
    ]
    years.write_text("年份,权重,已完成\n2021,1,10\n2022,1,\n2023,1,0\n2024,1,5\n2025,1,\n", encoding="utf-8")
    assert run([*JOBS, "--by", str(years), "--lang", "en"]) == 2
    assert "2022: over, without what was done" in capsys.readouterr().err
    years.write_text("年份,权重,已完成\n2021,1,10\n2022,1,8\n2023,1,0\n2024,1,5\n2025,1,\n", encoding="utf-8")
    # 67 are left for two years.
    assert [one["amount"] for one in report(capsys, *JOBS, "--by", str(years))["parts"]] == [10, 8, 0, 33.5, 33.5]
    years.write_text("年份,权重\n2021,1\n2022,1\n2023,1\n2024,1\n2025,1\n", encoding="utf-8")
    assert [one["amount"] for one in report(capsys, *JOBS, "--by", str(years))["parts"]] == [17] * 5


def test_a_step_is_read_as_other_numbers_are(table: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(capsys, *JOBS, "--by", table, "--step", "０．５")["step"] == 0.5


def test_a_step_above_the_total_is_refused(table: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*JOBS, "--by", table, "--step", "100", "--lang", "en"]) == 2
    assert "a step of 100 is more than the 85 to be split" in capsys.readouterr().err


def test_the_end_of_a_range_that_is_not_split_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = CEILING.replace("better: lower", "better: higher").replace("500以内", "500—600")
    (tmp_path / "cap.yaml").write_text(target, encoding="utf-8")
    (tmp_path / "by.csv").write_text("part,weight\neast,1\nwest,1\n", encoding="utf-8")
    args = ["allocate", "linhai", "cap", "--targets", str(tmp_path / "cap.yaml"), "--by", str(tmp_path / "by.csv")]
    assert run([*args, "--lang", "en"]) == 0
    assert "500, its lower end, is split; 600 is not split over the parts." in capsys.readouterr().out


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
        # A number that its comma has parted, and a remark under no heading.
        ("part,weight\na,1,000\nb,500\n", "“000” stands under no heading"),
        ("part,weight\na,1,3\n", "“3” stands under no heading"),
        ("part,,weight\na,x,1\n", "“x” stands under no heading"),
        # Sums and averages by whatever name, the city's own included.
        ("part,weight\na,1\n全市,2\n", "is a total"),
        ("part,weight\na,1\n合计（万人）,2\n", "is a total"),
        ("part,weight\na,1\n全 省,2\n", "is a total"),
        ("part,weight\na,1\n总 数,2\n", "is a total"),
        ("part,weight\na,1\n各区小计：,2\n", "is a total"),
        ("part,weight\na,1\n全市平均,2\n", "is a total"),
        ("part,weight\na,1\n苏州市,2\n", "is a total"),
        ("part,weight\na,1\nSuzhou,2\n", "is a total"),
        ("part,weight\na,1\nCity total,2\n", "is a total"),
        ("part,weight\na,1\n其中：b,2\n", "counted in the row above"),
        # Years beside others, and periods that are no years.
        ("年份,权重\n２０２１,1\na,1\n", "is a year, and the other rows are none"),
        ("年份,权重\n2021年,1\n2023-01-01,1\n", "“2023-01-01” is a date or a period"),
        ("部门,权重\n一季度,1\n二季度,1\n", "“一季度” is a date or a period"),
        ("年份,权重\n2021,1\n2021年,1\n", "stands twice"),
        ("part,weight\n姑苏区,1\n姑苏 区,1\n", "stands twice"),
        # Each reason is told by itself.
        ("part,weight,weight\na,1,1\n", "the column “weight” stands twice"),
        ("part,weight\na,-1\n", "-1 is below zero\n"),
        ("part,denominator\na,0\n", "a denominator of zero\n"),
        ("part,denominator\na,\nb,1\n", "a has no denominator"),
        ("part,denominator,weight\na,1,\nb,1,1\n", "a has no weight"),
        # Numbers in units.
        ("part,weight\na,1万人\nb,200\n", "has another unit than the numbers beside it"),
        ("part,weight,max（人）\na,1,2\n", "the unit of “max（人）” is not 万人"),
        ("part,weight,max\na,1,2人\n", "0.0002"),
        ("part,weight,max\na,1,超2\n", "not a number"),
        # Names that Windows keeps for itself.
        ("part,weight,id\na,1,con\n", "the name of a device on Windows"),
        ("part,weight\nlpt1,1\n", "the name of a device on Windows"),
    ],
)
def test_a_table_with_problems_is_refused_with_each_of_them(
    content: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "parts.csv"
    path.write_text(content, encoding="utf-8")
    assert run([*JOBS, "--by", str(path), "--lang", "en"]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "weights"),
    [
        ("分解对象,权重（万人）\na,１２\nb,3\n", [12, 3]),
        ('part,weight\na,"1,000"\nb,500\n', [1000, 500]),
        ('part,weight\na,"71,000人"\nb,500人\n', [71000, 500]),
        ("part,weight\na,30%\nb,70％\n", [30, 70]),
        ("part,weight,denominator\na,1,\nb,2,\n", [1, 2]),
        ("部门,权重,下限（万人）\n1001,1,2.5万人\n1002,2,\n", [1, 2]),
    ],
)
def test_numbers_of_the_table_are_read_as_everywhere(
    content: str, weights: list[int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "parts.csv"
    path.write_text(content, encoding="utf-8")
    assert [one["weight"] for one in report(capsys, *JOBS, "--by", str(path))["parts"]] == weights


def test_years_are_years_however_they_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    years = tmp_path / "years.csv"
    years.write_text("年份,权重\n2021年,1\n２０２２,1\n二〇二三年度,1\n24年,1\n2025,1\n", encoding="utf-8")
    found = report(capsys, *JOBS, "--by", str(years))
    assert [one["part"]["zh"] for one in found["parts"]] == ["2021", "2022", "2023", "2024", "2025"]
    assert run([*JOBS, "--by", str(years), "-o", str(tmp_path / "out"), "--lang", "en"]) == 2
    assert "milestones" in capsys.readouterr().err


def test_a_line_break_in_a_name_is_layout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "parts.csv"
    path.write_text('part,weight,en\n"姑苏\n区",1,"Gusu \r\nDistrict"\n吴中区,2,\n', encoding="utf-8", newline="")
    found = report(capsys, *JOBS, "--by", str(path), "-o", str(tmp_path / "out"))
    assert found["parts"][0]["part"] == {"zh": "姑苏区", "en": "Gusu District"}
    assert run(["check", str(tmp_path / "out")]) == 0


def test_the_columns_that_a_refusal_names_are_those_that_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In both languages, in both of them: who reads Chinese is not sent to English headings."""
    path = tmp_path / "parts.csv"
    path.write_text("part,weight,wrong\na,1,1\n", encoding="utf-8")
    for lang in ("zh", "en"):
        assert run([*JOBS, "--by", str(path), "--lang", lang]) == 2
        told = capsys.readouterr().err
        named = {word for word in HEADINGS if re.search(rf"(?<![a-z\u4e00-\u9fff]){word}(?![a-z\u4e00-\u9fff])", told)}
        assert {HEADINGS[word] for word in named if word.isascii()} == {*HEADINGS.values()}
        assert {HEADINGS[word] for word in named if not word.isascii()} == {*HEADINGS.values()}


def workbook(path: Path, **sheets: Sequence[Sequence[object]]) -> str:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return str(path)


def test_of_several_sheets_with_figures_one_has_to_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = [("part", "weight"), ("a", 1)], [("part", "weight"), ("b", 2), ("c", 2)]
    path = workbook(tmp_path / "parts.xlsx", 说明=[("填表说明",)], 一=first, 二=second)
    assert run([*JOBS, "--by", path, "--lang", "en"]) == 2
    assert "several sheets of the workbook have data: 一, 二" in capsys.readouterr().err
    found = report(capsys, *JOBS, "--by", path, "--sheet", "二")
    assert [one["part"]["zh"] for one in found["parts"]] == ["b", "c"]
    alone = workbook(tmp_path / "alone.xlsx", 说明=[("填表说明",)], 一=first)
    assert [one["part"]["zh"] for one in report(capsys, *JOBS, "--by", alone)["parts"]] == ["a"]


def test_hidden_rows_and_dates_of_a_workbook_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = workbook(tmp_path / "parts.xlsx", 一=[("part", "weight"), ("a", 1), ("b", 2)])
    book = load_workbook(path)
    book["一"].row_dimensions[3].hidden = True
    book.save(path)
    assert run([*JOBS, "--by", path, "--lang", "en"]) == 2
    assert "“b” is in a hidden row" in capsys.readouterr().err
    path = workbook(tmp_path / "dates.xlsx", 一=[("年份", "权重"), (date(2023, 1, 1), 1), (2024, 1)])
    assert run([*JOBS, "--by", path, "--lang", "en"]) == 2
    assert "“2023-01-01” is a date or a period" in capsys.readouterr().err


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
