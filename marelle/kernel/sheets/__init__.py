"""Files of lines, whatever program made them: CSV, xlsx, ODS, JSON, in any encoding; read without swallowing anything.

Promises that a file is measured before it is opened, that what cannot be believed in it is told at its cell, and that
nothing of it is ever run. Knows no column: what a line says is for those who asked for it.
"""
