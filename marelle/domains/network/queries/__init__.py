"""The questions asked about the network."""

from .partners import directory_of, front_doors, known_of_sheet, sheets_of, sheets_waiting, sites_of

__all__ = ["directory_of", "front_doors", "known_of_sheet", "sheets_of", "sheets_waiting", "sites_of"]
