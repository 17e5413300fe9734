"""One installation that runs: database, web server and worker, under one supervisor that brings back whatever dies.

Promises that nothing it started outlives it, that a second supervisor of the same home refuses with the address of
the first, and that what goes wrong is told in one sentence. Knows no business rule.
"""
