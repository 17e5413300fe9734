"""The records of the network."""

from .partners import Partner, PartnerHour, PartnerQuarter

__all__ = ["Partner", "PartnerHour", "PartnerQuarter"]
