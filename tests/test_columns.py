"""Observations kept as columns are the observations that were read, one by one, in their order."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from builders import observation

from rsplan.model.observations import (
    ListedObservations,
    MetadataColumn,
    Observation,
    ObservationColumns,
    in_columns,
    metadata_of,
)
from rsplan.read.observation_columns import DataFileColumns, ObservationsBySeries, share

MONTHS = [observation(f"2021-{month:02}", str(month)) for month in range(1, 5)]


def column(told: Sequence[Observation], first_order: int = 100) -> DataFileColumns:
    """The observations as lines 2, 3 and so on of a data file."""
    made = DataFileColumns("data.csv", first_order)
    for line, metadata in enumerate(told, 2):
        made.add(line, metadata_of(metadata), metadata.values)
    return made


def shared(*columns: DataFileColumns) -> None:
    share(columns)


def test_a_line_is_an_observation_at_its_line() -> None:
    made = column(MONTHS)
    shared(made)
    first = made[0]
    assert first == MONTHS[0]._replace(at=first.at, order=102)
    assert (first.at.file, first.at.line) == ("data.csv", 2)
    assert [(one.period.text, one.value) for one in made] == [(one.period.text, one.value) for one in MONTHS]


def test_observations_are_found_by_their_places_as_in_any_sequence() -> None:
    made = column(MONTHS)
    shared(made)
    for every in (made, ListedObservations(MONTHS)):
        assert len(every) == 4
        assert every[-1].value == Decimal(4)
        assert [one.value for one in every[1:3]] == [Decimal(2), Decimal(3)]
        assert [one.value for one in every.select((3, 0))] == [Decimal(4), Decimal(1)]
        for beyond in (4, -5):
            with pytest.raises(IndexError):
                every[beyond]


def test_columns_that_say_the_same_share_it_and_others_do_not() -> None:
    metadata = [metadata_of(one) for one in MONTHS]
    alike, other = [column(MONTHS), column(MONTHS)], column(MONTHS[:3])
    for made in alike:
        made.collected = [*metadata]
    other.collected = metadata[:3]
    alike[1].values = [(Decimal(9),)] * 4
    shared(*alike, other)
    assert alike[0].metadata is alike[1].metadata
    assert alike[0].metadata is not other.metadata
    assert [one.value for one in alike[1]] == [Decimal(9)] * 4
    assert [one.value for one in alike[0]] == [Decimal(month) for month in range(1, 5)]


def test_observations_of_several_files_follow_one_another() -> None:
    made = column(MONTHS[2:])
    shared(made)
    found = ObservationsBySeries()
    found.add(("a", "jobs"), ())
    assert len(found["a", "jobs"]) == 0
    found.add(("a", "jobs"), MONTHS[:2])
    found.add(("a", "jobs"), made)
    found.add(("b", "jobs"), made)
    assert [one.value for one in found["a", "jobs"]] == [Decimal(month) for month in range(1, 5)]
    assert found["b", "jobs"] is made
    assert list(found) == [("a", "jobs"), ("b", "jobs")]
    assert found.get(("c", "jobs")) is None


def test_of_observations_published_at_one_time_the_later_place_counts() -> None:
    early = observation("2021", "1", published="2022-01-01")
    late = observation("2021", "2", published="2022-02-01")
    metadata = MetadataColumn([metadata_of(early), metadata_of(late), metadata_of(MONTHS[0])], [7, 3, 9])
    assert metadata.vintage(1) > metadata.vintage(0) > metadata.vintage(2)
    same = MetadataColumn([metadata_of(early), metadata_of(early)], [7, 3])
    assert same.vintage(0) > same.vintage(1)


def test_what_is_in_columns_already_stays_as_it_is() -> None:
    listed: ObservationColumns = ListedObservations(MONTHS)
    assert in_columns(listed) is listed
    assert list(in_columns(iter(MONTHS))) == MONTHS
