"""What the models cannot say: the ledger only grows, each movement balances, no account goes below zero."""

LEDGER = """
CREATE FUNCTION funding_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER funding_movement_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON funding_movement
  FOR EACH STATEMENT EXECUTE FUNCTION funding_never_changed();
CREATE TRIGGER funding_leg_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON funding_leg
  FOR EACH STATEMENT EXECUTE FUNCTION funding_never_changed();

-- At the commit: the legs of each movement balance, a movement without legs does not exist.
CREATE FUNCTION funding_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moved uuid;
BEGIN
  IF TG_TABLE_NAME = 'funding_movement' THEN moved := NEW.id; ELSE moved := NEW.movement_id; END IF;
  IF (SELECT count(*) < 2 OR sum(cents) <> 0 FROM funding_leg WHERE movement_id = moved) THEN
    RAISE EXCEPTION 'movement % does not balance', moved USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER funding_movement_balances AFTER INSERT ON funding_movement
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION funding_balances();
CREATE CONSTRAINT TRIGGER funding_leg_balances AFTER INSERT ON funding_leg
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION funding_balances();

-- At the commit: no envelope and no budget below zero. An advisory lock on the account makes raced writers wait for each
-- other even when they forgot to take the envelope first; the second then reads what the first has committed.
CREATE FUNCTION funding_never_below_zero() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.cents < 0 AND (SELECT kind <> 'appropriation' FROM funding_account WHERE id = NEW.account_id) THEN
    PERFORM pg_advisory_xact_lock(1178944321, (NEW.account_id % 2147483647)::int);
    IF (SELECT sum(cents) < 0 FROM funding_leg WHERE account_id = NEW.account_id) THEN
      RAISE EXCEPTION 'account % goes below zero', NEW.account_id USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER funding_leg_never_below_zero AFTER INSERT ON funding_leg
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION funding_never_below_zero();
"""
NO_LEDGER = """
DROP TABLE funding_leg CASCADE;
DROP TABLE funding_movement CASCADE;
DROP FUNCTION funding_never_changed();
DROP FUNCTION funding_balances();
DROP FUNCTION funding_never_below_zero();
"""
