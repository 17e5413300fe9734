"""An hour of the day, as people and spreadsheets write it. Pure."""

import re
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.utils.translation import gettext as _

from .refusing import SHOWN, CellRefused

_HOUR = re.compile(r"(\d{1,2})\s*(?:[:hH.]\s*(\d{2})?)?(?::\d{2})?\s*(am|pm|a\.m\.|p\.m\.)?", re.ASCII | re.IGNORECASE)
_PART_OF_DAY = re.compile(r"0[.,]\d+", re.ASCII)
MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Hour:
    """14:30, « 14 h 30 », « 2:30 pm », or the part of a day that a spreadsheet keeps."""

    def read(self, text: str) -> time:
        said = text.strip().replace("\u00a0", " ").replace("\u202f", " ")
        if _PART_OF_DAY.fullmatch(said):
            minutes = round(float(said.replace(",", ".")) * MINUTES)
            return time(minutes // 60 % 24, minutes % 60)
        found = _HOUR.fullmatch(re.sub(r"\s*h\s*", "h", said, flags=re.IGNORECASE))
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
        if found and found[3]:
            hour = (hour % 12 + (12 if found[3].lower().startswith("p") else 0)) if hour <= 12 else 99
        if hour > 23 or minute > 59:
            said = _("«\u00a0{text}\u00a0» n’est pas une heure\u00a0: écrivez-la 14:30")
            raise CellRefused(said.format(text=text[:SHOWN]))
        return time(hour, minute)

    def tell(self, value: Any) -> str | None:
        return f"{value:%H:%M}" if value is not None else None

    def plain(self, value: Any) -> str:
        return f"{value:%H:%M}" if value is not None else ""
