from datetime import date
from pathlib import Path

import polars as pl
import pytest
from daily_sales import sum_day

DAY = date(2026, 11, 1)


def delivered(place: Path, cents: list[int]) -> None:
    folder = place / f"day={DAY}"
    folder.mkdir(parents=True, exist_ok=True)
    pl.DataFrame({"sku": ["a", "b", "a"][: len(cents)], "cents": cents}).write_parquet(folder / "part-1.parquet")


def test_a_second_run_leaves_the_same_file(tmp_path: Path) -> None:
    delivered(tmp_path / "in", [100, 200, 300])
    runs = []
    for _ in range(2):
        sum_day(tmp_path / "in", tmp_path / "out", DAY)
        runs.append(pl.read_parquet(tmp_path / "out" / f"day={DAY}" / "sales.parquet").rows())
    assert runs == [[("a", 2, 400), ("b", 1, 200)]] * 2
    assert [path.name for path in (tmp_path / "out" / f"day={DAY}").iterdir()] == ["sales.parquet"]


def test_a_day_that_was_not_delivered_is_an_error_and_not_an_empty_result(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        sum_day(tmp_path / "in", tmp_path / "out", DAY)
    assert not (tmp_path / "out").exists()
