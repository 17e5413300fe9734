"""The orders about the network."""

from .carrying import carry_sheets
from .partners import ask_still_true, confirm_sheet, open_sheet, publish_partner_form, save_sheet, settle_sheet_text

__all__ = [
    "ask_still_true",
    "carry_sheets",
    "confirm_sheet",
    "open_sheet",
    "publish_partner_form",
    "save_sheet",
    "settle_sheet_text",
]
