-- What the public may see and find. Everything here belongs to the owner of the tables and reads them with the
-- owner's rights; the public door has rights on the views and on a few functions only (project/sql/grants.sql).

-- The one place that says which records are public: class A of organisations, 公示中 and inside their period.
-- A limit ends at 24:00 local time, so the last day is included. Granted to nobody.
CREATE OR REPLACE VIEW disclosure_visible AS
SELECT
  r.id, r.subject_id, r.item, r.decided_on, r.disclosed_from, r.disclosed_until, r.validity, r.disputed, r.agency,
  r.source_unit, r.organ, r.public
FROM records_record AS r
WHERE r.family = 'organisation'
  AND r.record_class = 'A'
  AND r.subject_id IS NOT NULL
  AND r.disclosure = 'disclosed'
  AND NOT r.sealed
  AND r.validity IN ('valid', 'changed', 'lapsed')
  -- the day in a SELECT of its own is worked out once, not for each row
  AND (r.disclosed_from IS NULL OR r.disclosed_from <= (SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date))
  AND (r.disclosed_until IS NULL OR r.disclosed_until >= (SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date));

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
