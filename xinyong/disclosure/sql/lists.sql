-- Lists of one item, the latest decision first; figures; the map of the site. Functions with the owner's rights for the
-- reason told in search.sql. None names a household that is named as a person (docs/decisions/0012).

-- What disclosure_visible asks of a row, but for the days: so both indexes hold nothing else, and the second answers
-- figures by itself.
CREATE INDEX disclosure_by_day ON records_record (item, decided_on DESC, id)
  WHERE family = 'organisation' AND record_class = 'A' AND subject_id IS NOT NULL AND disclosure = 'disclosed'
    AND NOT sealed AND validity IN ('valid', 'changed', 'lapsed');
CREATE INDEX disclosure_by_agency ON records_record (item, agency, decided_on DESC, id)
  INCLUDE (subject_id, disclosed_from, disclosed_until)
  WHERE family = 'organisation' AND record_class = 'A' AND subject_id IS NOT NULL AND disclosure = 'disclosed'
    AND NOT sealed AND validity IN ('valid', 'changed', 'lapsed');

-- The numbers of the records of a list, at most `at_most`, the latest first; rows without a day of decision last.
-- Three ways, each with the index that fits; a text is looked for as in search.sql. Granted to nobody.
CREATE OR REPLACE FUNCTION disclosure_listed(
  of_item text, folded text, of_agency text, since date, until date, at_most integer)
RETURNS TABLE (id bigint, subject_id bigint, place bigint)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off
SET plan_cache_mode = force_custom_plan
AS $$
BEGIN
  IF folded <> '' THEN
    RETURN QUERY
    WITH candidate AS MATERIALIZED (
      SELECT s.id FROM records_subject AS s
      WHERE length(folded) BETWEEN 2 AND 100 AND s.name_grams @> xinyong_name_grams('organisation', folded)
        AND strpos(s.search_name, folded) > 0
        AND NOT disclosure_named_as_person(s.id, s.kind, s.search_name, s.person_named)
      LIMIT 3000)
    SELECT v.id, v.subject_id, row_number() OVER (ORDER BY v.decided_on DESC NULLS LAST, v.id)
    FROM candidate AS c CROSS JOIN LATERAL (
      SELECT d.* FROM disclosure_visible AS d
      WHERE d.subject_id = c.id AND d.item = of_item AND of_agency IN ('', d.agency)
        AND (since IS NULL OR d.decided_on >= since) AND (until IS NULL OR d.decided_on <= until) OFFSET 0) AS v
    ORDER BY 3 LIMIT at_most;
  ELSIF of_agency <> '' THEN
    RETURN QUERY
    SELECT v.id, v.subject_id, row_number() OVER (ORDER BY v.decided_on DESC, v.id)
    FROM disclosure_visible AS v JOIN records_subject AS s ON s.id = v.subject_id
    WHERE v.item = of_item AND v.agency = of_agency
      AND v.decided_on >= coalesce(since, '-infinity') AND v.decided_on <= coalesce(until, 'infinity')
      AND NOT disclosure_named_as_person(s.id, s.kind, s.search_name, s.person_named)
    ORDER BY v.decided_on DESC, v.id LIMIT at_most;
  ELSE
    RETURN QUERY
    SELECT v.id, v.subject_id, row_number() OVER (ORDER BY v.decided_on DESC, v.id)
    FROM disclosure_visible AS v JOIN records_subject AS s ON s.id = v.subject_id
    WHERE v.item = of_item
      AND v.decided_on >= coalesce(since, '-infinity') AND v.decided_on <= coalesce(until, 'infinity')
      AND NOT disclosure_named_as_person(s.id, s.kind, s.search_name, s.person_named)
    ORDER BY v.decided_on DESC, v.id LIMIT at_most;
  END IF;
END
$$;

-- One page of a list. Looks at the first 1000 matches and no further: `total` counts among them, `capped` says so.
-- At least one row, without a number when nothing was found.
CREATE OR REPLACE FUNCTION disclosure_listing(
  of_item text, folded text, of_agency text, since date, until date, at_most integer, skip integer)
RETURNS TABLE (
  number bigint, subject bigint, subject_name text, subject_code text, public jsonb, decided_on date, disclosed_until date,
  organ text, agency text, agency_name text, validity text, disputed boolean, total bigint, capped boolean)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off
AS $$
  WITH hit AS MATERIALIZED (
    SELECT * FROM disclosure_listed(of_item, folded, of_agency, since, until,
      -- the latest few need no count
      CASE WHEN skip < 0 THEN least(at_most, 50) ELSE 1001 END)
  ), shown AS (
    SELECT h.id, h.subject_id, h.place FROM hit AS h WHERE h.place <= 1000
    ORDER BY h.place LIMIT least(at_most, 200) OFFSET greatest(skip, 0)
  ), summary AS (
    SELECT least(count(*), 1000) AS total, count(*) > 1000 AS capped FROM hit
  )
  SELECT r.number, r.subject, s.name,
    (SELECT min(i.value) FROM records_subjectidentifier AS i
     WHERE i.subject_id = s.id AND i.scheme = 'uscc' AND i.valid_to IS NULL),
    r.public, r.decided_on, r.disclosed_until, r.organ, r.agency, r.agency_name, r.validity, r.disputed,
    summary.total, summary.capped
  FROM summary LEFT JOIN shown AS h ON true
  LEFT JOIN records_subject AS s ON s.id = h.subject_id
  LEFT JOIN LATERAL (SELECT * FROM disclosure_record AS d WHERE d.number = h.id OFFSET 0) AS r ON true
  ORDER BY h.place
$$;

-- Agencies with disclosed records of an item. Jumps from one to the next in the index instead of reading all records.
CREATE OR REPLACE FUNCTION disclosure_agencies(of_item text)
RETURNS TABLE (code text, name text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off
AS $$
  WITH RECURSIVE agency (code) AS (
    (SELECT v.agency FROM disclosure_visible AS v WHERE v.item = of_item ORDER BY v.agency LIMIT 1)
    UNION ALL
    SELECT (SELECT v.agency FROM disclosure_visible AS v WHERE v.item = of_item AND v.agency > a.code
            ORDER BY v.agency LIMIT 1)
    FROM agency AS a WHERE a.code IS NOT NULL
  )
  SELECT a.code, coalesce((
    SELECT n.name FROM accounts_organisation AS o JOIN accounts_organisationname AS n ON n.organisation_id = o.id
    WHERE o.code = a.code AND (n.valid_from IS NULL OR n.valid_from <= (now() AT TIME ZONE 'Asia/Shanghai')::date)
    ORDER BY n.valid_to DESC NULLS FIRST LIMIT 1), a.code)
  FROM agency AS a WHERE a.code IS NOT NULL ORDER BY 2
$$;

-- How much is disclosed: one row for each item, and one with an empty item for all.
CREATE OR REPLACE FUNCTION disclosure_figures()
RETURNS TABLE (item text, records bigint, organisations bigint, agencies bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off
SET enable_bitmapscan = off
SET work_mem = '64MB'
AS $$
  WITH pair AS MATERIALIZED (
    SELECT v.item, v.agency, count(*) AS records FROM disclosure_visible AS v GROUP BY v.item, v.agency
  )
  SELECT p.item, sum(p.records)::bigint, NULL::bigint, count(*) FROM pair AS p GROUP BY p.item
  UNION ALL
  SELECT '', coalesce(sum(p.records), 0)::bigint,
    (SELECT count(*) FROM (SELECT v.subject_id FROM disclosure_visible AS v GROUP BY v.subject_id) AS s),
    count(DISTINCT p.agency)
  FROM pair AS p
$$;

-- Numbers of organisations for search engines, from the one after `after` on: none named as a person, none about whom
-- something of the `adverse` items is disclosed.
CREATE OR REPLACE FUNCTION disclosure_sitemap(after bigint, at_most integer, adverse text[])
RETURNS TABLE (number bigint)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET enable_seqscan = off
AS $$
  SELECT s.id FROM records_subject AS s
  WHERE s.id > after AND s.family = 'organisation'
    AND NOT disclosure_named_as_person(s.id, s.kind, s.search_name, s.person_named)
    AND (SELECT count(*) > 0 AND NOT coalesce(bool_or(v.item = ANY (adverse)), false)
         FROM disclosure_visible AS v WHERE v.subject_id = s.id)
  ORDER BY s.id LIMIT least(at_most, 50000)
$$;
