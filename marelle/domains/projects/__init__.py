"""Projects: what a labelled site does during the three years of its label.

Promises one project a label, a period that says its calendar, and one transition table. Refuses to know a euro or a
child.
"""
