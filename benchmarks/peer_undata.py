"""What undata says of progress: its assessment of each city and indicator, as CSV. Runs where undata is installed.

    python benchmarks/peer_undata.py OBSERVATIONS GOALS BASELINE-YEAR TARGET-YEAR [alone]

`undata.progress` fetches its data from the United Nations; the two functions by which it does are replaced here,
so that it gets ours and the network is not used. It knows years and levels alone: of levels it gets the
baseline and the last value of each year, of sums the running total since the plan began, of yearly amounts the
amount. With `alone`, the arithmetic of the assessment is called alone, one call a series, without the search for
the series and the table around it: the least that undata could take.
"""

import json
import sys
from types import SimpleNamespace
from typing import Any

import pandas as pd
import undata
from undata import analysis


def yearly(months: pd.DataFrame, goals: pd.DataFrame, baseline: int) -> pd.DataFrame:
    """The data as undata has them: a value a year."""
    months["year"] = months["period"].str[:4].astype(int)
    by_year = months.groupby(["indicator", "city", "year"], sort=False)["value"]
    last, total = by_year.last().reset_index(), by_year.sum().reset_index()
    parts = goals.set_index("indicator")
    monthly = last["indicator"].isin(parts.index[parts["basis"] == "period"])
    last.loc[monthly, "value"] = total.loc[monthly, "value"]
    sums = last["indicator"].isin(parts.index[parts["sum"]])
    last.loc[sums, "value"] = last[sums].groupby(["indicator", "city"])["value"].cumsum()
    before = pd.MultiIndex.from_product([parts.index[parts["baseline"] != ""], months["city"].unique()]).to_frame(False)
    before.columns = pd.Index(["indicator", "city"])
    before["year"], before["value"] = baseline, before["indicator"].map(parts["baseline"]).astype(float)
    found = pd.concat([before, last], ignore_index=True).rename(columns={"city": "country"})
    return found.assign(iso3="", unit="", indicator_name=found["indicator"], source="")


def assess(series: pd.DataFrame, goal: Any, end: int) -> pd.DataFrame:
    """The assessment of each city by the function inside `undata.progress`."""
    places = series.sort_values("year").groupby("country", sort=False)
    first, last = places.first(), places.last()
    points = zip(first["year"], first["value"], last["year"], last["value"], strict=True)
    found = [
        analysis._assess(*point, better=goal.better, target=float(goal.target), target_year=end) for point in points
    ]
    return pd.DataFrame(found).assign(country=first.index, indicator=goal.indicator, latest_value=last["value"].array)


def progress(series: pd.DataFrame, goal: Any, baseline: int, end: int) -> pd.DataFrame:
    """The assessment of each city by `undata.progress`."""
    places = [SimpleNamespace(name=name, iso3="") for name in series["country"].unique()]
    analysis.get = lambda indicator, countries, years: series
    analysis.expand = lambda countries: places
    return undata.progress(
        goal.indicator, [], better=goal.better, target=float(goal.target), baseline=baseline, target_year=end
    )


def main() -> None:
    """Print the table."""
    with open(sys.argv[2], encoding="utf-8") as file:
        goals = pd.DataFrame(json.load(file))
    months = pd.read_csv(sys.argv[1], usecols=["city", "indicator", "period", "value"])
    baseline, end = int(sys.argv[3]), int(sys.argv[4])
    series = dict(list(yearly(months, goals, baseline).groupby("indicator", sort=False)))
    for goal in goals.itertuples():
        own = series[goal.indicator]
        found = assess(own, goal, end) if sys.argv[5:] == ["alone"] else progress(own, goal, baseline, end)
        found.to_csv(sys.stdout, index=False, header=goal.Index == 0)


if __name__ == "__main__":
    main()
