"""One step of a batch: a day in, a day out. Run it again and the same files are there, never half of one."""

import os
import sys
from datetime import date
from pathlib import Path

import polars as pl


def sum_day(source: Path, target: Path, day: date) -> int:
    """Rows written to `target`/day=.../sales.parquet. The result of a run that was cut off is never visible.

    Raises FileNotFoundError where the day was not delivered: no input is no empty result.
    """
    files = sorted((source / f"day={day}").glob("*.parquet"))
    if not files:
        raise FileNotFoundError(f"nothing was delivered for {day}")
    sales = pl.scan_parquet(files)
    result = (
        sales.filter(pl.col("cents") > 0)
        .group_by("sku")
        .agg(pl.len().alias("orders"), pl.col("cents").sum())
        .sort("sku")
        .collect(engine="streaming")
    )
    place = target / f"day={day}"
    place.mkdir(parents=True, exist_ok=True)
    unfinished = place / f".sales.{os.getpid()}"
    result.write_parquet(unfinished)
    unfinished.replace(place / "sales.parquet")
    return result.height


if __name__ == "__main__":
    print(sum_day(Path(sys.argv[1]), Path(sys.argv[2]), date.fromisoformat(sys.argv[3])))
