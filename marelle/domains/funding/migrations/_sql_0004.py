"""What the models cannot say of grants: whoever writes, a grant leaves one budget, owes once, pays no more than it owes."""

from . import _sql_0001, _sql_0003

TABLES = ("grant", "grant_notice", "payment")

_MOVES = "        WHEN 'revert' THEN"
_GRANTS = """        WHEN 'grant' THEN (a.kind IN ('allocated', 'outside') AND l.cents < 0) OR (a.kind = 'granted' AND l.cents > 0)
        WHEN 'pay' THEN (a.kind = 'granted' AND l.cents < 0) OR (a.kind = 'paid' AND l.cents > 0)
"""
_COUNTS = "  legs bigint; total numeric; envelopes bigint; in_place boolean;"
_COUNTS_ALIKE = "  legs bigint; total numeric; envelopes bigint; in_place boolean; alike boolean;"
_INTO = "    INTO legs, total, envelopes, in_place\n"
# What a grant moves stays in one budget, in one envelope or in none, and is of one grant.
_INTO_ALIKE = """    , count(DISTINCT coalesce(a.envelope_id, 0)) = 1 AND count(DISTINCT a.budget_id) = 1
      AND count(a.budget_id) = count(*) AND count(DISTINCT a.grant_id) = 1
    INTO legs, total, envelopes, in_place, alike
"""
_PLACE = "  IF NOT in_place OR envelopes <> 1 THEN"
_PLACE_ALIKE = """  IF NOT in_place OR NOT (CASE m.kind WHEN 'grant' THEN alike WHEN 'pay' THEN alike WHEN 'revert' THEN envelopes <= 1
      ELSE envelopes = 1 END) THEN"""

_CHANGES = (
    (_MOVES, _GRANTS + _MOVES),
    (_COUNTS, _COUNTS_ALIKE),
    (_INTO, _INTO_ALIKE),
    (_PLACE, _PLACE_ALIKE),
)

_FLOOR = _sql_0001._FLOOR.split("CREATE CONSTRAINT TRIGGER")[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
_NO_FLOOR = "IF account_kind = 'appropriation' THEN"
_NO_FLOOR_OUTSIDE = "IF account_kind IN ('appropriation', 'outside') THEN"

_PLACES = """
CREATE FUNCTION funding_account_of_its_grant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.grant_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM funding_grant g LEFT JOIN funding_envelope e ON e.id = NEW.envelope_id
      WHERE g.id = NEW.grant_id AND g.budget_id = NEW.budget_id
        AND CASE g.financer WHEN 'label' THEN e.year = g.year ELSE NEW.envelope_id IS NULL END) THEN
    RAISE EXCEPTION 'account % is not where its grant is', NEW.code
      USING ERRCODE = 'check_violation', CONSTRAINT = 'funding_account_of_its_grant';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER funding_account_of_its_grant BEFORE INSERT ON funding_account
  FOR EACH ROW EXECUTE FUNCTION funding_account_of_its_grant();

CREATE FUNCTION funding_grant_of_its_action() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM funding_budget b JOIN projects_action a ON a.project_id = b.project_id
      WHERE b.id = NEW.budget_id AND a.id = NEW.action_id) THEN
    RAISE EXCEPTION 'the budget % is not that of action %', NEW.budget_id, NEW.action_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'funding_grant_of_its_action';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER funding_grant_of_its_action BEFORE INSERT ON funding_grant
  FOR EACH ROW EXECUTE FUNCTION funding_grant_of_its_action();

CREATE FUNCTION funding_payment_of_its_grant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM funding_movement m JOIN funding_leg l ON l.movement_id = m.id
      JOIN funding_account a ON a.id = l.account_id
      WHERE m.id = NEW.movement_id AND m.kind = 'pay' AND a.kind = 'paid' AND a.grant_id = NEW.grant_id) THEN
    RAISE EXCEPTION 'movement % pays nothing of grant %', NEW.movement_id, NEW.grant_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'funding_payment_of_its_grant';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER funding_payment_of_its_grant BEFORE INSERT ON funding_payment
  FOR EACH ROW EXECUTE FUNCTION funding_payment_of_its_grant();
"""
_NO_PLACES = "".join(
    f"DROP TRIGGER {name} ON funding_{table}; DROP FUNCTION {name}();\n"
    for name, table in (
        ("funding_account_of_its_grant", "account"),
        ("funding_grant_of_its_action", "grant"),
        ("funding_payment_of_its_grant", "payment"),
    )
)


def _balance() -> str:
    told = _sql_0003.WITH
    for before, after in _CHANGES:
        assert before in told, before
        told = told.replace(before, after)
    return told


WITH = (
    _balance()
    + _FLOOR.replace(_NO_FLOOR, _NO_FLOOR_OUTSIDE)
    + _PLACES
    + "".join(_sql_0001._freeze(table) for table in TABLES)
)
WITHOUT = (
    _sql_0003.WITH
    + _FLOOR
    + _NO_PLACES
    + "".join(f"DROP TRIGGER funding_{table}_append_only ON funding_{table};\n" for table in TABLES)
)
