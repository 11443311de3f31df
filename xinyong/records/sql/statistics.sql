-- Brings the statistics of the tables of records up to date when a load has changed much of them.
--
-- Autovacuum would do so a minute or more later; until then the planner believes the tables empty, and the public's search
-- reads a whole index for every name: a site that answers nothing right after its first load. Runs with the owner's rights,
-- since only the owner of a table may, inside the transaction of the load, whose rows it sees.
CREATE OR REPLACE FUNCTION records_refresh_statistics(changed bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  IF changed < 200 + 0.1 * (SELECT greatest(c.reltuples, 0) FROM pg_class AS c WHERE c.oid = 'records_record'::regclass) THEN
    RETURN false;
  END IF;
  ANALYZE records_subject;
  ANALYZE records_subjectidentifier;
  ANALYZE records_record;
  RETURN true;
END
$$;
