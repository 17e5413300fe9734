"""What the models cannot say: the trial of a call has no envelope in the ledger, whoever writes."""

APART = """
CREATE FUNCTION funding_refuse_trial() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM calls_call WHERE id = NEW.call_id AND is_trial) THEN
    RAISE EXCEPTION 'a trial opens nothing real'
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'funding_envelope_not_of_a_trial';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER funding_envelope_not_of_a_trial BEFORE INSERT OR UPDATE OF call_id ON funding_envelope
  FOR EACH ROW EXECUTE FUNCTION funding_refuse_trial();
"""
TOGETHER = "DROP TRIGGER funding_envelope_not_of_a_trial ON funding_envelope; DROP FUNCTION funding_refuse_trial();"
