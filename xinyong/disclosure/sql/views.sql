-- What the public may see and find. Everything here belongs to the owner of the tables and reads them with the
-- owner's rights; the public door has rights on these views and on one function only (project/sql/grants.sql).

-- The one place that says which records are public: class A of organisations, 公示中 and inside their period.
-- A limit ends at 24:00 local time, so the last day is included. Granted to nobody.
CREATE OR REPLACE VIEW disclosure_visible AS
SELECT
  r.id, r.subject_id, r.item, r.decided_on, r.disclosed_from, r.disclosed_until, r.validity, r.disputed, r.agency,
  r.source_unit, r.organ, r.public
FROM records_record AS r
CROSS JOIN (SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date AS today) AS clock
WHERE r.family = 'organisation'
  AND r.record_class = 'A'
  AND r.subject_id IS NOT NULL
  AND r.disclosure = 'disclosed'
  AND NOT r.sealed
  AND r.validity IN ('valid', 'changed', 'lapsed')
  AND (r.disclosed_from IS NULL OR r.disclosed_from <= today)
  AND (r.disclosed_until IS NULL OR r.disclosed_until >= today);

-- security_barrier: the asker's own conditions are tried on visible rows only, so that none leaks a hidden one.
CREATE OR REPLACE VIEW disclosure_record WITH (security_barrier) AS
SELECT
  v.id AS number, v.subject_id AS subject, v.item, v.decided_on, v.disclosed_from, v.disclosed_until, v.validity,
  v.disputed, v.agency,
  -- the present name, or the last one of an organisation that is no more
  coalesce((
    SELECT n.name FROM accounts_organisation AS o
    JOIN accounts_organisationname AS n ON n.organisation_id = o.id
    WHERE o.code = v.agency AND (n.valid_from IS NULL OR n.valid_from <= (now() AT TIME ZONE 'Asia/Shanghai')::date)
    ORDER BY n.valid_to DESC NULLS FIRST LIMIT 1
  ), '') AS agency_name,
  v.source_unit, v.organ, v.public
FROM disclosure_visible AS v;

-- Organisations that have something to show: one row for each 统一社会信用代码 in force, or one without.
CREATE OR REPLACE VIEW disclosure_subject WITH (security_barrier) AS
SELECT s.id AS number, s.name, i.value AS code, s.kind, s.sub_kind, s.status, s.status_on
FROM records_subject AS s
LEFT JOIN records_subjectidentifier AS i
  ON i.subject_id = s.id AND i.scheme = 'uscc' AND i.value IS NOT NULL AND i.valid_to IS NULL
WHERE s.family = 'organisation'
  AND EXISTS (SELECT FROM disclosure_visible AS v WHERE v.subject_id = s.id);

-- Organisations whose name contains a text, the best first: the name itself, names that begin with it, short names.
-- Always at least one row; `number` is null in it when nothing was found.
--
-- A function, because no view with a barrier lets the asker's condition reach the bigram index. It runs with the
-- owner's rights, takes the folded text alone and compares it literally: no pattern can be passed in. The work is
-- bounded: a text that nearly every name contains (公司) is answered from the first 3000 names that the index yields,
-- `capped` says so, and `total` counts among those.
CREATE OR REPLACE FUNCTION disclosure_search(folded text, at_most integer)
RETURNS TABLE (
  number bigint, name text, code text, kind text, status text, records bigint, total bigint, capped boolean)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off
AS $$
  WITH candidate AS MATERIALIZED (
    SELECT s.id, s.search_name FROM records_subject AS s
    WHERE length(folded) BETWEEN 2 AND 100  -- one character has no pair, and every name contains no pairs
      AND s.name_grams @> xinyong_name_grams('organisation', folded)
      AND strpos(s.search_name, folded) > 0
    LIMIT 3000
  ), found AS MATERIALIZED (
    SELECT c.id, c.search_name FROM candidate AS c
    -- OFFSET keeps the planner from turning one look per candidate into a join with all records
    WHERE EXISTS (SELECT FROM disclosure_visible AS v WHERE v.subject_id = c.id OFFSET 0)
  ), best AS (
    SELECT f.id, row_number() OVER (
      ORDER BY strpos(f.search_name, folded) > 1, length(f.search_name), f.search_name COLLATE "C", f.id) AS place
    FROM found AS f ORDER BY place LIMIT least(at_most, 200)
  ), summary AS (
    SELECT (SELECT count(*) FROM found) AS total, (SELECT count(*) FROM candidate) >= 3000 AS capped
  )
  SELECT s.id, s.name,
    (SELECT min(i.value) FROM records_subjectidentifier AS i
     WHERE i.subject_id = s.id AND i.scheme = 'uscc' AND i.valid_to IS NULL),
    s.kind, s.status,
    (SELECT count(*) FROM disclosure_visible AS v WHERE v.subject_id = s.id),
    summary.total, summary.capped
  FROM summary LEFT JOIN best AS b ON true LEFT JOIN records_subject AS s ON s.id = b.id
  ORDER BY b.place
$$;
