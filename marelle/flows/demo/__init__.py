"""The demonstration: an invented city beside real, sourced facts, played through the product's own orders."""

from .play import accounts, play

__all__ = ["accounts", "play"]
