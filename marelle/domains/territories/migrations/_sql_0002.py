"""What the models cannot say: a set of rules that was published is never rewritten, whoever writes."""

FROZEN = """
CREATE FUNCTION territories_freeze_rule_set() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status = 'draft' THEN RETURN coalesce(NEW, OLD); END IF;
  IF TG_OP = 'DELETE' OR NEW.status = 'draft'
     OR (to_jsonb(NEW) - '{status,applies_to}'::text[]) <> (to_jsonb(OLD) - '{status,applies_to}'::text[]) THEN
    RAISE EXCEPTION 'rule set % version % is published: write a new version', OLD.code, OLD.version
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'territories_rule_set_frozen';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER territories_rule_set_frozen BEFORE UPDATE OR DELETE ON territories_ruleset
  FOR EACH ROW EXECUTE FUNCTION territories_freeze_rule_set();
"""
THAWED = "DROP TRIGGER territories_rule_set_frozen ON territories_ruleset; DROP FUNCTION territories_freeze_rule_set();"
