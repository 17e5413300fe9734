"""A third way for money to move: between the budgets of one envelope, when another project carries on."""

from . import _sql_0001

_MOVES = "        WHEN 'revert' THEN"
_TRANSFER = "        WHEN 'transfer' THEN a.kind = 'allocated'\n"
_FUNCTION = _sql_0001._BALANCE.split("CREATE CONSTRAINT TRIGGER")[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")

WITHOUT = _FUNCTION
WITH = _FUNCTION.replace(_MOVES, _TRANSFER + _MOVES)
