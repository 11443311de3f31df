-- Functions of the records room. Loaded by a migration; a changed function gets a new version suffix.

-- The two-character pieces of an organisation's search name. A natural person has none: it cannot be found by name.
CREATE FUNCTION xinyong_name_grams(family text, name text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN family = 'organisation' THEN
    ARRAY(SELECT substr(name, i, 2) FROM generate_series(1, length(name) - 1) AS i)
  END
$$;

-- Counts merges: a plan made before the last one may be out of date.
CREATE SEQUENCE records_merge_generation;
