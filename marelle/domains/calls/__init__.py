"""Calls: what the State opens so that territories apply, their candidatures, and the decision that gives a label.

Promises that a deadline has one judge, that a label names its source or the two keys that carried it, and that a
decision is never rewritten, only superseded. Refuses to know a project or a euro.
"""
