"""Accounts: persons, the organisations they work for, and the rights they hold there, each with a beginning and an end.

Promises that a right is always somebody's, for one organisation, on one perimeter, between two instants; that it is
gone at the first request after its end; that nobody gives more than they hold, nor anything to themselves; that what a
role may do is data (`roles.toml`), printed for everybody. Refuses to know what the rights protect: calls, projects and
money check permissions by their code.
"""
