"""Network: the organisations around a cité, and what each says that it offers.

Promises one sheet for each organisation in each cité, kept current by the organisation itself, and one directory in
which what is declared and what the plan already holds are told once. Refuses to know the name of a child.
"""
