"""Observatory: what the public may read of the programme, computed from what the other domains recorded.

Promises that a figure says its source, that what nobody states is absent (unknown, never zero), and that no answer
names a person. Refuses to record anything: it asks the domains below, each time, at a fixed price.
"""
