"""The orders about the network."""

from .partners import ask_still_true, confirm_sheet, open_sheet, publish_partner_form, save_sheet

__all__ = ["ask_still_true", "confirm_sheet", "open_sheet", "publish_partner_form", "save_sheet"]
