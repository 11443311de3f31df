-- What the register says of a subject's present name, kind and status; earlier names stay as history. New subjects have
-- it from merge.sql. A row that is silent about the status leaves it, and a known day stays while the status does.

DROP TABLE IF EXISTS pg_temp.registered;
CREATE TEMP TABLE registered AS
SELECT x.* FROM (
  SELECT u.subject_id, u.name, u.search_name, u.kind, u.sub_kind,
    coalesce(t.status, c.status) AS status,
    CASE WHEN t.line IS NULL OR (t.since IS NULL AND t.status = c.status) THEN c.status_on ELSE t.since END AS status_on,
    CASE WHEN t.line IS NULL THEN c.status_source ELSE %(item)s END AS status_source
  FROM pg_temp.stage_subject AS u
  JOIN pg_temp.plan AS p ON p.line = u.line AND p.outcome IN ('inserted', 'updated')
  JOIN records_subject AS c ON c.id = u.subject_id
  LEFT JOIN pg_temp.stage_status AS t ON t.line = u.line
  WHERE NOT u.is_new
) AS x JOIN records_subject AS c ON c.id = x.subject_id
WHERE (c.name, c.kind, c.sub_kind, c.status, c.status_on, c.status_source)
  IS DISTINCT FROM (x.name, x.kind, x.sub_kind, x.status, x.status_on, x.status_source);

UPDATE records_subjectname AS n SET valid_to = %(day)s
FROM registered AS x WHERE n.subject_id = x.subject_id AND n.valid_to IS NULL AND n.name <> x.name;

INSERT INTO records_subjectname (subject_id, name, valid_from, source)
SELECT x.subject_id, x.name, %(day)s, %(item)s FROM registered AS x
WHERE NOT EXISTS (SELECT FROM records_subjectname AS n WHERE n.subject_id = x.subject_id AND n.valid_to IS NULL);

UPDATE records_subject AS c SET name = x.name, search_name = x.search_name, kind = x.kind, sub_kind = x.sub_kind,
  status = x.status, status_on = x.status_on, status_source = x.status_source
FROM registered AS x WHERE c.id = x.subject_id;

DROP TABLE pg_temp.registered;
