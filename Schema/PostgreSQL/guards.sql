-- What keeps a person from changing the shared log by accident. Nothing rests on it: whoever reads the log proves the
-- events against the signed checkpoints, and the journal against its digests.

CREATE FUNCTION mitm.append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%: append-only', TG_TABLE_NAME;
END
$$;

CREATE FUNCTION mitm.head_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.size < OLD.size OR NEW.entries < OLD.entries OR NEW.signed < OLD.signed THEN
    RAISE EXCEPTION 'head: it only grows';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER ledger_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON mitm.ledger
FOR EACH STATEMENT EXECUTE FUNCTION mitm.append_only();
CREATE TRIGGER event_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON mitm.event
FOR EACH STATEMENT EXECUTE FUNCTION mitm.append_only();
CREATE TRIGGER checkpoint_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON mitm.checkpoint
FOR EACH STATEMENT EXECUTE FUNCTION mitm.append_only();
CREATE TRIGGER intake_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON mitm.intake
FOR EACH STATEMENT EXECUTE FUNCTION mitm.append_only();
CREATE TRIGGER head_guard BEFORE DELETE OR TRUNCATE ON mitm.head
FOR EACH STATEMENT EXECUTE FUNCTION mitm.append_only();
CREATE TRIGGER head_grows BEFORE UPDATE ON mitm.head
FOR EACH ROW EXECUTE FUNCTION mitm.head_grows();
