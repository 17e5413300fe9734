"""The indicators that Marelle knows, as `indicators.toml` describes them. Pure."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

YES_OR_NO = "oui ou non"
FILE = Path(__file__).resolve().parents[1] / "indicators.toml"


@dataclass(frozen=True, slots=True)
class IndicatorSheet:
    """One indicator: its code, its label, its unit, how many decimals are shown, what it means."""

    code: str
    label: str
    unit: str = ""
    decimals: int = 0
    meaning: str = ""

    @property
    def yes_or_no(self) -> bool:
        """True for what a source states or denies (1 or 0): a programme, not a measure."""
        return self.unit == YES_OR_NO


@cache
def indicators() -> dict[str, IndicatorSheet]:
    """Every indicator by its code."""
    with FILE.open("rb") as file:
        return {code: IndicatorSheet(code, **said) for code, said in tomllib.load(file).items()}
