-- Organisations whose name contains a text, the best first: the name itself, names that begin with it, short names.
-- Always at least one row; `number` is null in it when nothing was found. May be
-- called with the first two arguments alone, as it was before.
--
-- A function, because no view with a barrier lets the asker's condition reach the bigram index. It runs with the
-- owner's rights, takes the folded text alone and compares it literally: no pattern can be passed in. The work is
-- bounded: a text that nearly every name contains (公司) is answered from the first 3000 names that the index yields,
-- `capped` says so, and `total` counts among those. A household named as a person is found by its whole name alone.
--
-- facets: for `kinds`, `standings` and `items` the number of organisations of each code when all filters but its own hold.
DROP FUNCTION IF EXISTS disclosure_search(text, integer);
CREATE OR REPLACE FUNCTION disclosure_search(
  folded text, at_most integer, skip integer DEFAULT 0,
  only_kind text DEFAULT '', only_standing text DEFAULT '', only_item text DEFAULT '')
RETURNS TABLE (
  number bigint, name text, code text, kind text, status text, records bigint, total bigint, capped boolean, facets jsonb)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off
AS $$
  WITH candidate AS MATERIALIZED (
    SELECT s.id, s.search_name, s.kind, s.status FROM records_subject AS s
    WHERE length(folded) BETWEEN 2 AND 100  -- one character has no pair, and every name contains no pairs
      AND s.name_grams @> xinyong_name_grams('organisation', folded)
      AND strpos(s.search_name, folded) > 0
      AND (s.search_name = folded OR NOT disclosure_named_as_person(s.id, s.kind, s.search_name, s.person_named))
    LIMIT 3000
  ), found AS MATERIALIZED (
    SELECT c.id, c.search_name, c.kind, c.status, v.items, v.records,
      only_kind IN ('', c.kind) AS in_kind, only_standing IN ('', c.status) AS in_standing,
      only_item = '' OR only_item = ANY (v.items) AS in_item
    FROM candidate AS c
    -- OFFSET keeps the planner from turning one look per candidate into a join with all records
    CROSS JOIN LATERAL (
      SELECT array_agg(DISTINCT v.item) AS items, count(*) AS records FROM disclosure_visible AS v
      WHERE v.subject_id = c.id OFFSET 0) AS v
    WHERE v.records > 0
  ), chosen AS MATERIALIZED (
    SELECT * FROM found WHERE in_kind AND in_standing AND in_item
  ), best AS (
    SELECT f.id, f.records, row_number() OVER (
      ORDER BY strpos(f.search_name, folded) > 1, length(f.search_name), f.search_name COLLATE "C", f.id) AS place
    FROM chosen AS f ORDER BY place LIMIT least(at_most, 200) OFFSET greatest(skip, 0)
  ), facet AS (
    SELECT 'kinds' AS facet, f.kind AS code, count(*) AS many FROM found AS f WHERE in_standing AND in_item GROUP BY f.kind
    UNION ALL
    SELECT 'standings', f.status, count(*) FROM found AS f WHERE in_kind AND in_item GROUP BY f.status
    UNION ALL
    SELECT 'items', i.item, count(*) FROM found AS f CROSS JOIN unnest(f.items) AS i (item)
    WHERE in_kind AND in_standing GROUP BY i.item
  ), summary AS (
    SELECT (SELECT count(*) FROM chosen) AS total, (SELECT count(*) FROM candidate) >= 3000 AS capped,
      (SELECT coalesce(jsonb_agg(jsonb_build_array(f.facet, f.code, f.many) ORDER BY f.many DESC, f.code), '[]')
       FROM facet AS f) AS facets
  )
  SELECT s.id, s.name,
    (SELECT min(i.value) FROM records_subjectidentifier AS i
     WHERE i.subject_id = s.id AND i.scheme = 'uscc' AND i.valid_to IS NULL),
    s.kind, s.status, b.records, summary.total, summary.capped, summary.facets
  FROM summary LEFT JOIN best AS b ON true LEFT JOIN records_subject AS s ON s.id = b.id
  ORDER BY b.place
$$;
