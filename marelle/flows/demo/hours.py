"""The clock of the demonstration is moved: calls follow it at once, without waiting for the minute of the worker."""

from marelle.domains.calls.services.closing import follow_clock


def follow_the_hour() -> None:
    """Closes the calls whose closing has come, opens again those closed too soon: whoever went a minute past the
    closing and comes back may file. Price: one query when nothing changes, three for each call that does."""
    follow_clock()
