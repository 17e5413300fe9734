"""What the models cannot say: whoever writes in it, the ledger only grows, all balances, nothing goes below zero."""

TABLES = ("envelope", "budget", "account", "movement", "leg", "stated_amount")

# For each statement, so that one which would touch no row is refused too. Only a superuser's own session gets through:
# a backup that is being put back, by somebody who could remove the trigger anyway.
_FROZEN = """
CREATE FUNCTION funding_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('is_superuser') = 'on' THEN RETURN NULL; END IF;
  RAISE EXCEPTION 'money is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'funding_append_only';
END $$;
"""

# At the commit. The number of legs is written in the movement, so that two balanced legs cannot join it afterwards.
_BALANCE = """
CREATE FUNCTION funding_must_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moved uuid;
  m funding_movement%ROWTYPE;
  legs bigint; total numeric; envelopes bigint; in_place boolean;
BEGIN
  IF TG_TABLE_NAME = 'funding_movement' THEN moved := NEW.id; ELSE moved := NEW.movement_id; END IF;
  SELECT * INTO m FROM funding_movement WHERE id = moved;
  SELECT count(*), coalesce(sum(l.cents), 0), count(DISTINCT a.envelope_id), coalesce(bool_and(
      CASE m.kind
        WHEN 'authorise' THEN (a.kind = 'appropriation' AND l.cents < 0) OR (a.kind = 'authorised' AND l.cents > 0)
        WHEN 'allocate' THEN (a.kind = 'authorised' AND l.cents < 0) OR (a.kind = 'allocated' AND l.cents > 0)
        WHEN 'revert' THEN EXISTS (SELECT FROM funding_leg o JOIN funding_movement r ON r.id = o.movement_id
          WHERE o.movement_id = m.reverts_id AND r.kind <> 'revert' AND o.account_id = l.account_id AND o.cents = -l.cents)
      END), false)
    INTO legs, total, envelopes, in_place
    FROM funding_leg l JOIN funding_account a ON a.id = l.account_id WHERE l.movement_id = moved;
  IF legs < 2 OR legs <> m.leg_count OR total <> 0 THEN
    RAISE EXCEPTION 'movement % has % legs of %, their sum is %', moved, legs, m.leg_count, total
      USING ERRCODE = 'check_violation', CONSTRAINT = 'funding_movement_balances';
  END IF;
  IF NOT in_place OR envelopes <> 1 THEN
    RAISE EXCEPTION 'movement % (%) moves between accounts that it cannot join', moved, m.kind
      USING ERRCODE = 'check_violation', CONSTRAINT = 'funding_movement_in_its_place';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER funding_movement_balances AFTER INSERT ON funding_movement
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION funding_must_balance();
CREATE CONSTRAINT TRIGGER funding_leg_balances AFTER INSERT ON funding_leg
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION funding_must_balance();
"""

# At once, with the row of the account taken first: of two writers the second waits, then reads a sum that holds what the
# first has committed. In REPEATABLE READ it would read an old sum after the wait: refused.
_FLOOR = """
CREATE FUNCTION funding_never_below_zero() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  account_kind text;
  balance numeric;
BEGIN
  IF NEW.cents > 0 THEN RETURN NULL; END IF;
  SELECT kind INTO account_kind FROM funding_account WHERE id = NEW.account_id;
  IF account_kind = 'appropriation' THEN RETURN NULL; END IF;
  IF current_setting('transaction_isolation') = 'repeatable read' THEN
    RAISE EXCEPTION 'money does not move in a repeatable read transaction: its sums would be old'
      USING ERRCODE = 'invalid_transaction_state';
  END IF;
  PERFORM 1 FROM funding_account WHERE id = NEW.account_id FOR UPDATE;
  SELECT sum(cents) INTO balance FROM funding_leg WHERE account_id = NEW.account_id;
  IF balance < 0 THEN
    RAISE EXCEPTION 'account % would go to %', NEW.account_id, balance
      USING ERRCODE = 'check_violation', CONSTRAINT = 'funding_account_never_below_zero';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER funding_leg_never_below_zero AFTER INSERT ON funding_leg
  NOT DEFERRABLE FOR EACH ROW EXECUTE FUNCTION funding_never_below_zero();
"""


def _freeze(table: str) -> str:
    return f"""
CREATE TRIGGER funding_{table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON funding_{table}
  FOR EACH STATEMENT EXECUTE FUNCTION funding_refuse_change();
"""


LEDGER = _FROZEN + "".join(map(_freeze, TABLES)) + _BALANCE + _FLOOR
NO_LEDGER = (
    "".join(f"DROP TRIGGER funding_{table}_append_only ON funding_{table};\n" for table in TABLES)
    + """
DROP TRIGGER funding_movement_balances ON funding_movement;
DROP TRIGGER funding_leg_balances ON funding_leg;
DROP TRIGGER funding_leg_never_below_zero ON funding_leg;
DROP FUNCTION funding_must_balance(); DROP FUNCTION funding_never_below_zero(); DROP FUNCTION funding_refuse_change();
"""
)
