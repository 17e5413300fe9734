"""What the models cannot say of a jury: shares stay in their call, marks on their scale, and nobody judges twice.

A review needs a share of the file and a statement of no interest, and has as many marks as the call has criteria;
a decision is recorded by nobody who marked the file, nor by anybody who declared an interest in it.
"""

_PLACES = """
ALTER TABLE calls_criterion ADD CONSTRAINT calls_criterion_place UNIQUE (id, call_id);
ALTER TABLE calls_assignment
  ADD CONSTRAINT calls_assignment_file_in_its_call
    FOREIGN KEY (application_id, call_id) REFERENCES calls_application (id, call_id),
  ADD CONSTRAINT calls_assignment_reviewer_in_its_call
    FOREIGN KEY (reviewer_id, call_id) REFERENCES calls_reviewer (id, call_id);
ALTER TABLE calls_review
  ADD CONSTRAINT calls_review_file_in_its_call
    FOREIGN KEY (application_id, call_id) REFERENCES calls_application (id, call_id),
  ADD CONSTRAINT calls_review_reviewer_in_its_call
    FOREIGN KEY (reviewer_id, call_id) REFERENCES calls_reviewer (id, call_id),
  ADD CONSTRAINT calls_review_corrects_its_own
    FOREIGN KEY (supersedes_id, application_id, reviewer_id) REFERENCES calls_review (id, application_id, reviewer_id);
ALTER TABLE calls_mark
  ADD CONSTRAINT calls_mark_in_its_call FOREIGN KEY (review_id, call_id) REFERENCES calls_review (id, call_id),
  ADD CONSTRAINT calls_mark_criterion_in_its_call
    FOREIGN KEY (criterion_id, call_id) REFERENCES calls_criterion (id, call_id);
"""
_MARKS = """
CREATE FUNCTION calls_check_mark() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  scale record;
BEGIN
  SELECT mark_min, mark_max, mark_step INTO scale FROM calls_criterion WHERE id = NEW.criterion_id;
  IF NEW.value < scale.mark_min OR NEW.value > scale.mark_max
     OR mod(NEW.value - scale.mark_min, scale.mark_step) <> 0 THEN
    RAISE EXCEPTION 'the mark % is not on its scale', NEW.value
      USING ERRCODE = 'check_violation', CONSTRAINT = 'calls_mark_on_its_scale';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER calls_mark_on_its_scale BEFORE INSERT ON calls_mark
  FOR EACH ROW EXECUTE FUNCTION calls_check_mark();
CREATE FUNCTION calls_check_review_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) FROM calls_mark WHERE review_id = NEW.id)
     <> (SELECT count(*) FROM calls_criterion WHERE call_id = NEW.call_id) THEN
    RAISE EXCEPTION 'review % does not mark each criterion', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'calls_review_whole';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER calls_review_whole AFTER INSERT ON calls_review DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION calls_check_review_whole();
"""
_JUDGES = """
CREATE FUNCTION calls_check_review() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  who bigint;
BEGIN
  SELECT person_id INTO who FROM calls_reviewer WHERE id = NEW.reviewer_id;
  IF NOT EXISTS (SELECT FROM calls_assignment
                 WHERE application_id = NEW.application_id AND reviewer_id = NEW.reviewer_id AND ended_at IS NULL)
     OR EXISTS (SELECT FROM calls_interest_statement
                WHERE application_id = NEW.application_id AND person_id = who AND has_interest)
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
CREATE TRIGGER calls_review_by_its_free_reader BEFORE INSERT ON calls_review
  FOR EACH ROW EXECUTE FUNCTION calls_check_review();
CREATE FUNCTION calls_check_decider() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.application_id IS NOT NULL AND NEW.person_id IS NOT NULL AND (
     EXISTS (SELECT FROM calls_review r JOIN calls_reviewer s ON s.id = r.reviewer_id
             WHERE r.application_id = NEW.application_id AND s.person_id = NEW.person_id)
     OR EXISTS (SELECT FROM calls_interest_statement i
                WHERE i.application_id = NEW.application_id AND i.person_id = NEW.person_id AND i.has_interest)) THEN
    RAISE EXCEPTION 'whoever marked a file, or has an interest in it, does not decide on it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'calls_decision_by_nobody_concerned';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER calls_decision_by_nobody_concerned BEFORE INSERT ON calls_label_decision
  FOR EACH ROW EXECUTE FUNCTION calls_check_decider();
"""
JURY = _PLACES + _MARKS + _JUDGES
NO_JURY = """
DROP TRIGGER calls_decision_by_nobody_concerned ON calls_label_decision;
DROP FUNCTION calls_check_decider();
DROP TRIGGER calls_review_by_its_free_reader ON calls_review;
DROP FUNCTION calls_check_review();
DROP TRIGGER calls_review_whole ON calls_review;
DROP FUNCTION calls_check_review_whole();
DROP TRIGGER calls_mark_on_its_scale ON calls_mark;
DROP FUNCTION calls_check_mark();
ALTER TABLE calls_mark DROP CONSTRAINT calls_mark_criterion_in_its_call, DROP CONSTRAINT calls_mark_in_its_call;
ALTER TABLE calls_review
  DROP CONSTRAINT calls_review_corrects_its_own, DROP CONSTRAINT calls_review_reviewer_in_its_call,
  DROP CONSTRAINT calls_review_file_in_its_call;
ALTER TABLE calls_assignment
  DROP CONSTRAINT calls_assignment_reviewer_in_its_call, DROP CONSTRAINT calls_assignment_file_in_its_call;
ALTER TABLE calls_criterion DROP CONSTRAINT calls_criterion_place;
"""
