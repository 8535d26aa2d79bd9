"""The public holidays of a country.

`python -m meydan.insight.closed_days TR 2026 2027` prints them as JSON: the package that knows them takes
more room and time than a desk has, and what it knows of a year need be asked only once.
"""

from __future__ import annotations

import json
import sys
from datetime import date


def closed_days(country: str, year: int) -> dict[date, bool]:
    """The holidays of a year by day, True for half days; `country` is an ISO 3166 code.

    Raises ValueError for a country that the package `holidays` does not know.
    """
    import holidays

    categories = holidays.list_supported_countries().get(country)
    if categories is None:
        raise ValueError(f"no holidays are known of {country}")
    whole = set(holidays.country_holidays(country, years=year))
    try:
        halves = set(holidays.country_holidays(country, years=year, categories=(holidays.HALF_DAY,)))
    except ValueError:
        halves = set()
    return {day: day not in whole for day in sorted(whole | halves)}


if __name__ == "__main__":
    country, *years = sys.argv[1:]
    try:
        known = {year: closed_days(country, int(year)) for year in years}
    except ValueError as error:
        sys.exit(str(error))
    json.dump(
        {year: {str(day): half for day, half in days.items()} for year, days in known.items()}, sys.stdout
    )
