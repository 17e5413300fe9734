"""What the models cannot say: the trial of a call opens no project, whoever writes."""

APART = """
CREATE FUNCTION projects_refuse_trial() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM calls_label_decision d JOIN calls_call c ON c.id = d.call_id WHERE d.id = NEW.decision_id AND c.is_trial) THEN
    RAISE EXCEPTION 'a trial opens nothing real'
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'projects_project_not_of_a_trial';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER projects_project_not_of_a_trial BEFORE INSERT OR UPDATE OF decision_id ON projects_project
  FOR EACH ROW EXECUTE FUNCTION projects_refuse_trial();
"""
TOGETHER = "DROP TRIGGER projects_project_not_of_a_trial ON projects_project; DROP FUNCTION projects_refuse_trial();"
