"""Territories: communes, départements, régions, académies, and the sites that a label may be given to.

Promises official codes, dated perimeters and a source for each fact. Refuses to know a label, a project or a euro.
"""
