"""Rounding and writing numbers; docs/methodology.md, section 3, and docs/json.md."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rsplan.model.rounding import PLACES, digits, output, output_beside, rounded, shown, shown_beside

LAW = settings(deadline=None, max_examples=300)

amounts = st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**12)
finite = st.builds(
    lambda whole, exponent: Decimal(whole).scaleb(exponent), st.integers(-(10**15), 10**15), st.integers(-20, 20)
)


@pytest.mark.parametrize(
    ("value", "places", "result"),
    [
        ("1/8", 2, "0.13"),  # half even would give 0.12
        ("1/2", 0, "1"),
        ("3/2", 0, "2"),
        ("5/2", 0, "3"),
        ("-1/2", 0, "-1"),
        ("-1/8", 2, "-0.13"),
        ("0.125000000001", 2, "0.13"),
        ("0.124999999999", 2, "0.12"),
        ("0.0000005", 6, "0.000001"),
        ("0.00000049999", 6, "0.000000"),
        ("-0.00000049999", 6, "0"),
        ("0.999995", 5, "1.00000"),
        ("1/3", 6, "0.333333"),
        ("2/3", 6, "0.666667"),
        ("100", 2, "100.00"),
        ("0", 6, "0"),
    ],
)
def test_rounding_is_half_up(value: str, places: int, result: str) -> None:
    assert rounded(Fraction(value), places) == Decimal(result)


@pytest.mark.parametrize(
    ("value", "limit", "places", "shown"),
    [
        ("99.96", 100, 1, "99.96"),  # 999.6 of 1000: 99.96 %, which two digits would call 100 %
        ("99.9684", 100, 1, "99.97"),  # 94.97 of 95
        ("-0.0004", 0, 1, "-0.0004"),  # 49.9996 of 100 at half time: 0.0004 points behind
        ("50.0004", 0, 2, "50"),  # and 50.0004 left, of which nothing depends
        ("0.0004", 0, 2, "0.0004"),
        ("9.96", 10, 1, "9.96"),  # not ahead
        ("10.04", 10, 1, "10.04"),  # more than ahead by ten
        ("10", 10, 1, "10"),
        ("100", 100, 1, "100"),
        ("99.94", 100, 1, "99.9"),
    ],
)
def test_what_is_not_at_the_limit_is_never_rounded_onto_it(value: str, limit: int, places: int, shown: str) -> None:
    assert shown_beside(Fraction(value), (limit,), places) == shown


@pytest.mark.parametrize(
    ("value", "limit", "written"),
    [
        ("0.9999999", 1, "0.999999"),  # 9,999,999 of 10,000,000
        ("1.0000001", 1, "1.000001"),
        ("1", 1, "1"),
        ("0.0000001", 0, "0.000001"),
        ("-0.0000001", 0, "-0.000001"),
        ("0.9996", 1, "0.9996"),
        ("9.9999996", 10, "9.999999"),
        ("0.25", 0, "0.25"),
    ],
)
def test_machine_output_moves_away_from_the_limit_in_the_last_place(value: str, limit: int, written: str) -> None:
    assert output_beside(Fraction(value), (limit,)) == Decimal(written)


@given(
    st.fractions(-10, 10, max_denominator=10**9),
    st.sampled_from([Fraction(0), Fraction(1), Fraction(1, 3), Fraction(-2)]),
)
def test_a_rounded_number_lies_on_the_side_of_its_value(value: Fraction, limit: Fraction) -> None:
    for number in (output_beside(value, (limit,)), Decimal(shown_beside(value, (limit,), 1))):
        if value > limit:
            assert number > limit
        if value < limit:
            assert number < limit


@pytest.mark.parametrize(
    ("actual", "target", "percent"),
    [
        ("142.85", "70", "204.07"),
        ("309.87", "150", "206.58"),
        ("56.08", "30", "186.93"),
        ("87.51", "40", "218.78"),  # 218.775 exactly: a true half
        ("49.13", "46", "106.8"),
        ("17.77", "6", "296.17"),
        ("7.79", "5", "155.8"),
        ("3.14", "2", "157"),
        ("340.36", "270", "126.06"),
    ],
)
def test_the_completion_rates_printed_in_nanjings_table_come_out(actual: str, target: str, percent: str) -> None:
    """Published: table 1 of Nanjing's plan, rows whose rate follows A / T."""
    assert shown(Fraction(actual) / Fraction(target) * 100) == percent


@pytest.mark.parametrize(
    ("actual", "earlier", "percent"),
    [("320.87", "228.1", "40.67"), ("219.22", "149.6", "46.54"), ("72.75", "49.2", "47.87")],
)
def test_the_growth_figures_printed_in_suzhous_text_come_out(actual: str, earlier: str, percent: str) -> None:
    """Published: Suzhou's growth since 2015."""
    assert shown((Fraction(actual) / Fraction(earlier) - 1) * 100) == percent


@pytest.mark.parametrize(
    ("part", "whole", "places", "percent"),
    [
        ("654", "1100", 0, "59"),
        ("938", "1100", 1, "85.3"),
        ("95.4", "110", 1, "86.7"),
        ("5", "12", 1, "41.7"),
    ],
)
def test_the_published_shares_come_out(part: str, whole: str, places: int, percent: str) -> None:
    """Published: national 2022 and 2021, Hubei 2018, the elapsed share at the end of May."""
    assert shown(Fraction(part) / Fraction(whole) * 100, places) == percent


@pytest.mark.slow
@given(amounts, st.integers(0, 8))
@LAW
def test_the_rounded_value_is_the_nearest_and_a_half_goes_away_from_zero(value: Fraction, places: int) -> None:
    result = Fraction(rounded(value, places))
    assert (result * 10**places).denominator == 1
    half = Fraction(1, 2 * 10**places)
    assert -half < abs(result) - abs(value) <= half
    assert result == 0 or (result > 0) == (value > 0)


def by_hand(whole: int, decimals: str, places: int) -> str:
    """The school method: cut after the places, add one to the last digit where the next is 5 or more."""
    kept, following = decimals[:places], decimals[places]
    figure = int(f"{whole}{kept}") + (following >= "5")
    text = str(figure).zfill(places + 1)
    return f"{text[:-places]}.{text[-places:]}" if places else text


@given(st.integers(0, 10**9), st.text("0123456789", min_size=9, max_size=12), st.integers(0, 8))
@LAW
def test_rounding_is_what_one_does_on_paper(whole: int, decimals: str, places: int) -> None:
    assert format(rounded(Fraction(f"{whole}.{decimals}"), places), "f") == by_hand(whole, decimals, places)


@pytest.mark.slow
@given(amounts, st.integers(0, 8))
@LAW
def test_a_rounded_value_stays_what_it_is(value: Fraction, places: int) -> None:
    once = rounded(value, places)
    assert rounded(Fraction(once), places) == once


def test_a_figure_of_any_size_is_rounded_exactly() -> None:
    """10^28 + 3/2 is a half between two whole numbers: the upper one, 10^28 + 2."""
    assert rounded(Fraction(10**28) + Fraction(3, 2), 0) == Decimal(10**28 + 2)


def test_computed_figures_have_six_places() -> None:
    assert PLACES == 6
    assert output(Fraction("106.45") / 85) == Decimal("1.252353")  # 1.25235294…
    assert output(Fraction(2, 3)) == Decimal("0.666667")


def test_what_was_read_is_written_as_it_was_read() -> None:
    for text in ("89.22", "0.12345678", "-0.5", "999999999999999"):
        assert output(Decimal(text)) == Decimal(text)


def test_machine_output_has_at_most_fifteen_digits() -> None:
    assert output(Decimal("1234567890.1234567")) == Decimal("1234567890.12346")
    assert output(Fraction(10**16 + 5)) == Decimal(10000000000000000)  # the 17 digits …005 cut to 15


def test_a_figure_is_rounded_once_even_where_fifteen_digits_leave_fewer_places() -> None:
    """….1234546 is ….12345 to five places; by way of six (….123455) it would become ….12346."""
    assert output(Fraction("1234567890.1234546")) == Decimal("1234567890.12345")


@pytest.mark.slow
@given(amounts)
@LAW
def test_a_reader_using_doubles_gets_the_same_decimal_back(value: Fraction) -> None:
    text = digits(output(value))
    assert Decimal(repr(float(text))) == Decimal(text)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("1E+3", "1000"),
        ("1E-7", "0.0000001"),
        ("100", "100"),
        ("1E+2", "100"),
        ("89.220", "89.22"),
        ("5.000", "5"),
        ("0.00", "0"),
        ("-0.00", "0"),
        ("-0", "0"),
        ("0", "0"),
        ("-1.50", "-1.5"),
        ("1050", "1050"),
    ],
)
def test_a_number_is_written_plainly(number: str, text: str) -> None:
    assert digits(Decimal(number)) == text


@given(finite)
@LAW
def test_the_written_number_is_the_number(number: Decimal) -> None:
    text = digits(number)
    assert Decimal(text) == number
    assert "E" not in text
    assert not ("." in text and text[-1] in "0.")


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(561, 10), 2, "56.1"),
        (Fraction(144, 10), 1, "14.4"),
        (Decimal("0.125"), 2, "0.13"),
        (Decimal("89.220"), 2, "89.22"),
        (Fraction(-1, 1000), 2, "0"),
        (Fraction(1, 3), None, "0.333333"),
        (Decimal("0.12345678"), None, "0.12345678"),
        (Decimal(1100), None, "1100"),
    ],
)
def test_people_read_rounded_figures_without_needless_zeros(
    value: Fraction | Decimal, places: int | None, text: str
) -> None:
    assert shown(value, places) == text


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("1000000000000004.6", "1000000000000000"),  # 4.6 of ten; rounded to 5 first, it would become ten
        ("1000000000000005", "1000000000000010"),
        ("-1000000000000004.6", "-1000000000000000"),
        ("99999999999999.96", "100000000000000"),
        ("123456789012345.4", "123456789012345"),
    ],
)
def test_numbers_of_more_than_fifteen_digits_are_rounded_once(value: str, written: str) -> None:
    assert digits(output(Fraction(value))) == written
