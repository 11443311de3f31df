-- Refuses whatever statement it is called for. Used by statement triggers on tables that only grow.
CREATE OR REPLACE FUNCTION xinyong_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation',
              HINT = 'Add a new row that says what changed; rows that are there stay as they are.';
END
$$;
