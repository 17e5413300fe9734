"""The kinds of file of the State that Marelle reads: one module a family, each saying columns and rows. Pure."""
