"""The day on which a file was true, read in its name when nobody says better. Pure."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from pathlib import PurePath


def vintage_of(file_name: str) -> date | None:
    """« ips_ecoles_2022_2023.csv.gz » → 1 September 2022; « communes_2026.csv » → 1 January 2026; else None.

    A school year is written as two years that follow each other.
    """
    stem = PurePath(file_name).name
    years = [int(year) for year in re.findall(r"(?<!\d)(20[0-4]\d)(?!\d)", stem)]
    for one, two in pairwise(years):
        if two == one + 1:
            return date(one, 9, 1)
    return date(years[-1], 1, 1) if years else None
