"""What the models cannot say: a lifted interest holds nobody back, and nobody lifts their own.

How the clock chases is no published term of a call: it may change once the call is open.
"""

_LIFTED = "AND NOT EXISTS (SELECT FROM calls_interest_lifting l WHERE l.statement_id = i.id)"


def _reviewer(still: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION calls_check_review() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  who bigint;
BEGIN
  SELECT person_id INTO who FROM calls_reviewer WHERE id = NEW.reviewer_id;
  IF NOT EXISTS (SELECT FROM calls_assignment
                 WHERE application_id = NEW.application_id AND reviewer_id = NEW.reviewer_id AND ended_at IS NULL)
     OR EXISTS (SELECT FROM calls_interest_statement i
                WHERE i.application_id = NEW.application_id AND i.person_id = who AND i.has_interest {still})
     OR NOT EXISTS (SELECT FROM calls_interest_statement
                    WHERE application_id = NEW.application_id AND person_id = who AND NOT has_interest) THEN
    RAISE EXCEPTION 'reviewer % may not mark this file', NEW.reviewer_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'calls_review_by_its_free_reader';
  END IF;
  IF NOT EXISTS (SELECT FROM kernel_dossier_version v JOIN calls_application a ON a.dossier_id = v.dossier_id
                 WHERE v.id = NEW.version_id AND a.id = NEW.application_id) THEN
    RAISE EXCEPTION 'version % is not one of this file', NEW.version_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'calls_review_of_its_file';
  END IF;
  RETURN NEW;
END $$;
"""


def _decider(still: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION calls_check_decider() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.application_id IS NOT NULL AND NEW.person_id IS NOT NULL AND (
     EXISTS (SELECT FROM calls_review r JOIN calls_reviewer s ON s.id = r.reviewer_id
             WHERE r.application_id = NEW.application_id AND s.person_id = NEW.person_id)
     OR EXISTS (SELECT FROM calls_interest_statement i
                WHERE i.application_id = NEW.application_id AND i.person_id = NEW.person_id
                  AND i.has_interest {still})) THEN
    RAISE EXCEPTION 'whoever marked a file, or has an interest in it, does not decide on it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'calls_decision_by_nobody_concerned';
  END IF;
  RETURN NEW;
END $$;
"""


def _call(free: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION calls_freeze_call() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.is_trial <> OLD.is_trial THEN
    RAISE EXCEPTION 'a trial stays a trial, and a real call stays real'
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'calls_call_trial_stays';
  END IF;
  IF OLD.state = 'draft' THEN RETURN coalesce(NEW, OLD); END IF;
  IF TG_OP = 'DELETE' OR NEW.state = 'draft'
     OR (to_jsonb(NEW) - '{{{free}}}'::text[]) <> (to_jsonb(OLD) - '{{{free}}}'::text[]) THEN
    RAISE EXCEPTION 'call % was opened: its terms do not change', OLD.slug
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'calls_call_frozen';
  END IF;
  IF OLD.kind <> 'rolling' AND OLD.closes_at IS NOT NULL AND (NEW.closes_at IS NULL OR NEW.closes_at < OLD.closes_at) THEN
    RAISE EXCEPTION 'the closing of call % never comes nearer', OLD.slug
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'calls_call_keeps_its_closing';
  END IF;
  RETURN NEW;
END $$;
"""


_LIFTER = """
CREATE FUNCTION calls_check_lifting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM calls_interest_statement
             WHERE id = NEW.statement_id AND (person_id = NEW.person_id OR NOT has_interest)) THEN
    RAISE EXCEPTION 'nobody lifts their own interest, nor a statement of none'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'calls_lifting_by_somebody_else';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER calls_lifting_by_somebody_else BEFORE INSERT ON calls_interest_lifting
  FOR EACH ROW EXECUTE FUNCTION calls_check_lifting();
"""
_DATES = "state,closes_at,opinions_by,decision_by,decided_on,finalise_by"

DECIDING = _reviewer(_LIFTED) + _decider(_LIFTED) + _call(f"{_DATES},chase_on") + _LIFTER
NO_DECIDING = (
    "DROP TRIGGER calls_lifting_by_somebody_else ON calls_interest_lifting; DROP FUNCTION calls_check_lifting();"
    + _reviewer("")
    + _decider("")
    + _call(_DATES)
)
