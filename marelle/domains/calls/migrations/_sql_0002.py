"""What the models cannot say of a call: a trial stays one, what is published is frozen, a closing never comes nearer.

The triggers take the row of the call (FOR SHARE) before they read its state: an opening under way is waited for.
"""

_TERMS = ("calls_criterion", "calls_envelope", "calls_required_document", "calls_preselected_site")

_CALL = """
CREATE FUNCTION calls_freeze_call() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.is_trial <> OLD.is_trial THEN
    RAISE EXCEPTION 'a trial stays a trial, and a real call stays real'
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'calls_call_trial_stays';
  END IF;
  IF OLD.state = 'draft' THEN RETURN coalesce(NEW, OLD); END IF;
  IF TG_OP = 'DELETE' OR NEW.state = 'draft'
     OR (to_jsonb(NEW) - '{state,closes_at,opinions_by,decision_by,decided_on,finalise_by}'::text[])
     <> (to_jsonb(OLD) - '{state,closes_at,opinions_by,decision_by,decided_on,finalise_by}'::text[]) THEN
    RAISE EXCEPTION 'call % was opened: its terms do not change', OLD.slug
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'calls_call_frozen';
  END IF;
  IF OLD.kind <> 'rolling' AND OLD.closes_at IS NOT NULL AND (NEW.closes_at IS NULL OR NEW.closes_at < OLD.closes_at) THEN
    RAISE EXCEPTION 'the closing of call % never comes nearer', OLD.slug
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'calls_call_keeps_its_closing';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER calls_call_frozen BEFORE UPDATE OR DELETE ON calls_call
  FOR EACH ROW EXECUTE FUNCTION calls_freeze_call();
"""
_PARTS = """
CREATE FUNCTION calls_freeze_terms() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  held record;
BEGIN
  FOR held IN SELECT slug, state FROM calls_call
    WHERE id = CASE WHEN TG_OP = 'INSERT' THEN NEW.call_id ELSE OLD.call_id END
       OR id = CASE WHEN TG_OP = 'DELETE' THEN OLD.call_id ELSE NEW.call_id END
    ORDER BY id FOR SHARE
  LOOP
    IF held.state <> 'draft' THEN
      RAISE EXCEPTION 'call % was opened: its terms do not change', held.slug
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'calls_terms_frozen';
    END IF;
  END LOOP;
  RETURN coalesce(NEW, OLD);
END $$;
""" + "".join(
    f"CREATE TRIGGER {table}_frozen BEFORE INSERT OR UPDATE OR DELETE ON {table}\n"
    "  FOR EACH ROW EXECUTE FUNCTION calls_freeze_terms();\n"
    for table in _TERMS
)
_PLACES = """
CREATE FUNCTION calls_keep_application() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.call_id <> OLD.call_id THEN
    RAISE EXCEPTION 'a candidature stays in its call'
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'calls_application_stays';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER calls_application_stays BEFORE UPDATE OF call_id ON calls_application
  FOR EACH ROW EXECUTE FUNCTION calls_keep_application();
ALTER TABLE calls_extension ADD CONSTRAINT calls_extension_in_its_call
  FOREIGN KEY (application_id, call_id) REFERENCES calls_application (id, call_id);
ALTER TABLE calls_label_decision ADD CONSTRAINT calls_decision_in_its_call
  FOREIGN KEY (application_id, call_id) REFERENCES calls_application (id, call_id);
"""
FROZEN = _CALL + _PARTS + _PLACES
THAWED = (
    """
ALTER TABLE calls_label_decision DROP CONSTRAINT calls_decision_in_its_call;
ALTER TABLE calls_extension DROP CONSTRAINT calls_extension_in_its_call;
DROP TRIGGER calls_application_stays ON calls_application;
DROP FUNCTION calls_keep_application();
"""
    + "".join(f"DROP TRIGGER {table}_frozen ON {table};\n" for table in _TERMS)
    + """
DROP FUNCTION calls_freeze_terms();
DROP TRIGGER calls_call_frozen ON calls_call;
DROP FUNCTION calls_freeze_call();
"""
)
