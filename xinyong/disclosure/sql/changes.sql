-- The exact state of what is disclosed, for caches (docs/decisions/0010).
--
-- Every transaction that writes to a table of the disclosed data leaves one row here, whose token never comes again. The
-- state is the set of the rows a reader can see: a transaction that commits late adds its row then, wherever it began.
-- Nobody waits for anybody: rows of others are removed only when they are finished and nobody else removes them, and
-- always together with a new token, so that no state comes back.
CREATE TABLE disclosure_change (
  at xid8 PRIMARY KEY DEFAULT pg_current_xact_id(),
  token uuid NOT NULL DEFAULT gen_random_uuid()
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 50, autovacuum_vacuum_scale_factor = 0);

CREATE OR REPLACE FUNCTION disclosure_note_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  INSERT INTO disclosure_change DEFAULT VALUES ON CONFLICT DO NOTHING;
  IF FOUND THEN  -- the first such statement of this transaction
    DELETE FROM disclosure_change WHERE at IN (
      SELECT c.at FROM disclosure_change AS c WHERE c.at <> pg_current_xact_id() FOR UPDATE SKIP LOCKED);
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER disclosure_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON records_record
  FOR EACH STATEMENT EXECUTE FUNCTION disclosure_note_change();
CREATE TRIGGER disclosure_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON records_subject
  FOR EACH STATEMENT EXECUTE FUNCTION disclosure_note_change();
CREATE TRIGGER disclosure_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON records_subjectidentifier
  FOR EACH STATEMENT EXECUTE FUNCTION disclosure_note_change();
CREATE TRIGGER disclosure_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON accounts_organisation
  FOR EACH STATEMENT EXECUTE FUNCTION disclosure_note_change();
CREATE TRIGGER disclosure_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON accounts_organisationname
  FOR EACH STATEMENT EXECUTE FUNCTION disclosure_note_change();

-- The day belongs to the state: periods begin and end at midnight in Shanghai without anybody writing.
CREATE OR REPLACE FUNCTION disclosure_state() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT concat((now() AT TIME ZONE 'Asia/Shanghai')::date, ' ', string_agg(c.token::text, ' ' ORDER BY c.token))
  FROM disclosure_change AS c
$$;
