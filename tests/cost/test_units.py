"""DynamoDB's own examples, from its Developer Guide ("Item sizes and formats", "Read and write operations")."""

import pytest

from infra.cost.units import (
    Item,
    batch_read_units,
    item_size,
    query_units,
    read_units,
    transact_write_units,
    write_units,
)

KB = 1024


@pytest.mark.parametrize(("size", "units"), [(3.5 * KB, 1), (4 * KB, 1), (4 * KB + 1, 2), (8 * KB, 2), (10 * KB, 3)])
def test_a_consistent_read_is_a_unit_for_each_4_kb_begun(size: float, units: int) -> None:
    assert read_units(int(size)) == units


def test_reading_what_is_not_there_is_one_unit() -> None:
    assert read_units(item_size({})) == 1


def test_a_batch_rounds_each_item_up_by_itself() -> None:
    """The guide's example: 1.5 KB and 6.5 KB are 12 KB, not 8."""
    assert batch_read_units([int(1.5 * KB), int(6.5 * KB)]) == 3


@pytest.mark.parametrize(("sizes", "units"), [([4178] * 10, 11), ([64] * 1500, 24), ([], 1)])
def test_a_query_rounds_the_sum_up(sizes: list[int], units: int) -> None:
    """The guide's examples: ten items of 40.8 KB together, and 1,500 of 64 bytes (96,000, rounded up)."""
    assert query_units(sizes) == units


@pytest.mark.parametrize(("size", "units"), [(0, 1), (500, 1), (1 * KB, 1), (1 * KB + 1, 2), (3 * KB, 3)])
def test_a_write_is_a_unit_for_each_kb_begun(size: int, units: int) -> None:
    assert write_units(size) == units


def test_a_transaction_writes_every_item_twice() -> None:
    """The pricing page's example is one item of 3 KB; here with one that is only checked, which is no cheaper."""
    assert transact_write_units([3 * KB]) == 6
    assert transact_write_units([3 * KB, 200]) == 8


@pytest.mark.parametrize(
    ("item", "size"),
    [
        ({"id": {"S": "abc"}}, 2 + 3),
        ({"name": {"S": "zoë"}}, 4 + 4),
        ({"n": {"N": "0"}}, 1 + 2),
        ({"n": {"N": "123"}}, 1 + 3),
        ({"n": {"N": "1795381200"}}, 1 + 5),
        ({"n": {"N": "-15"}}, 1 + 3),
        ({"b": {"B": b"\x00\x01\x02"}}, 1 + 3),
        ({"b": {"B": "AAEC"}}, 1 + 3),
        ({"yes": {"BOOL": True}}, 3 + 1),
        ({"no": {"NULL": True}}, 2 + 1),
        ({"l": {"L": []}}, 1 + 3),
        ({"l": {"L": [{"S": "ab"}, {"S": "c"}]}}, 1 + 3 + (1 + 2) + (1 + 1)),
        ({"m": {"M": {"k": {"S": "vv"}}}}, 1 + 3 + (1 + 1 + 2)),
        ({}, 0),
    ],
)
def test_an_item_is_as_large_as_its_names_and_values(item: Item, size: int) -> None:
    assert item_size(item) == size


def test_a_type_that_no_record_uses_has_no_size() -> None:
    with pytest.raises(ValueError, match="SS"):
        item_size({"set": {"SS": ["a"]}})
