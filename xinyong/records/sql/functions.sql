-- Functions of the records room. Loaded by a migration; a changed function gets a new version suffix.

-- The two-character pieces of an organisation's search name. A natural person has none: it cannot be found by name.
CREATE FUNCTION xinyong_name_grams(family text, name text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN family = 'organisation' THEN
    ARRAY(SELECT DISTINCT substr(name, i, 2) FROM generate_series(1, length(name) - 1) AS i)
  END
$$;

-- Counts merges: a plan made before the last one may be out of date.
CREATE SEQUENCE records_merge_generation;

-- A random number of 60 bits: subjects and records are numbered so that nothing can be counted or derived.
CREATE FUNCTION xinyong_random_number() RETURNS bigint
LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
  -- the 13th and 17th digits of a version 4 UUID are fixed, so they are left out
  SELECT ('x' || substr(u, 1, 12) || substr(u, 14, 3))::bit(60)::bigint
  FROM (SELECT replace(gen_random_uuid()::text, '-', '') AS u) AS random
$$;
