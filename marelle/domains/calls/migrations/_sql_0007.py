"""What the models cannot say of a list: it moves step by step, stays in its call, and never passes the envelope.

A list is signed when each person named to sign has said yes to its latest version, whoever writes the state.
"""

from marelle.domains.calls.states.lists import LIST

_PAIRS = ", ".join(f"('{move.start}', '{move.end}')" for move in LIST.moves)

_STEPS = f"""
CREATE FUNCTION calls_check_list_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.state, NEW.state) NOT IN ({_PAIRS}) THEN
    RAISE EXCEPTION 'a list does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'calls_list_step_by_step';
  END IF;
  IF NEW.state = 'signed' AND (
     NOT EXISTS (SELECT FROM calls_signatory WHERE proposal_id = NEW.id)
     OR EXISTS (SELECT FROM calls_signatory s WHERE s.proposal_id = NEW.id AND NOT EXISTS (
       SELECT FROM kernel_dossier_voice v
         JOIN kernel_dossier_version n ON n.id = v.version_id
         JOIN kernel_dossier d ON d.id = n.dossier_id AND d.latest = n.number
        WHERE d.id = NEW.dossier_id AND v.person_id = s.person_id AND v.opinion = 'favourable'))) THEN
    RAISE EXCEPTION 'a list is signed by each person named to sign it'
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'calls_list_signed_by_all';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER calls_list_step_by_step BEFORE UPDATE OF state ON calls_list
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION calls_check_list_step();
"""
_PLACES = """
CREATE FUNCTION calls_check_list_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM calls_list p JOIN calls_application a ON a.call_id = p.call_id
                 WHERE p.id = NEW.proposal_id AND a.id = NEW.application_id) THEN
    RAISE EXCEPTION 'candidature % is not one of the call of this list', NEW.application_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'calls_list_in_its_call';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER calls_line_in_its_call BEFORE INSERT ON calls_list_line
  FOR EACH ROW EXECUTE FUNCTION calls_check_list_place();
CREATE TRIGGER calls_override_in_its_call BEFORE INSERT ON calls_override
  FOR EACH ROW EXECUTE FUNCTION calls_check_list_place();
"""
_ENVELOPE = """
CREATE FUNCTION calls_check_list_envelope() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  held record;
  most numeric;
  given numeric;
BEGIN
  SELECT l.version_id, l.place, p.call_id, p.id INTO held
    FROM calls_list_line l JOIN calls_list p ON p.id = l.proposal_id WHERE l.id = NEW.line_id;
  IF held.place = 'out' THEN
    RAISE EXCEPTION 'a candidature that is not retained is given nothing'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'calls_list_gives_to_those_in';
  END IF;
  IF held.place = 'waiting' THEN RETURN NULL; END IF;
  SELECT cents INTO most FROM calls_envelope WHERE call_id = held.call_id AND year = NEW.year;
  SELECT coalesce(sum(a.cents), 0) INTO given
    FROM calls_list_amount a JOIN calls_list_line l ON l.id = a.line_id JOIN calls_list p ON p.id = l.proposal_id
   WHERE p.call_id = held.call_id AND l.place = 'in' AND a.year = NEW.year
     AND (l.version_id = held.version_id OR (p.state = 'decided' AND p.id <> held.id AND l.version_id = (
       SELECT n.id FROM kernel_dossier_version n JOIN kernel_dossier d ON d.id = n.dossier_id
        WHERE d.id = p.dossier_id AND n.number = d.latest)));
  IF given > coalesce(most, 0) THEN
    RAISE EXCEPTION 'the lists of call % give % in %, its envelope is %', held.call_id, given, NEW.year, most
      USING ERRCODE = 'check_violation', CONSTRAINT = 'calls_list_within_its_envelope';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER calls_list_within_its_envelope AFTER INSERT ON calls_list_amount
  FOR EACH ROW EXECUTE FUNCTION calls_check_list_envelope();
"""
LISTS = _STEPS + _PLACES + _ENVELOPE
NO_LISTS = """
DROP TRIGGER calls_list_within_its_envelope ON calls_list_amount;
DROP FUNCTION calls_check_list_envelope();
DROP TRIGGER calls_override_in_its_call ON calls_override;
DROP TRIGGER calls_line_in_its_call ON calls_list_line;
DROP FUNCTION calls_check_list_place();
DROP TRIGGER calls_list_step_by_step ON calls_list;
DROP FUNCTION calls_check_list_step();
"""
