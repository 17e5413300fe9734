"""What other files say of quarters: their figures, their outlines."""

from __future__ import annotations

from ...rules.files.outlines import QUARTER_OUTLINES
from ...rules.files.quarter_stats import QUARTER_STATS, STATS
from .quarters import QuarterFile


class QuarterStats(QuarterFile):
    """Figures of quarters: population, poverty, incomes, employment, schools nearby."""

    kind = QUARTER_STATS
    indicators = tuple(STATS.values())


class QuarterOutlines(QuarterFile):
    """Outlines of quarters. An older file does not draw again what a newer one drew."""

    kind = QUARTER_OUTLINES
    draws = True
