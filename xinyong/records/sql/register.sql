-- What the register says of a subject's present name, kind and status; earlier names stay as history.

DROP TABLE IF EXISTS pg_temp.renamed;
CREATE TEMP TABLE renamed AS
SELECT u.subject_id, u.name, u.search_name, u.kind, u.sub_kind
FROM pg_temp.stage_subject AS u
JOIN pg_temp.plan AS p ON p.line = u.line AND p.outcome IN ('inserted', 'updated')
JOIN records_subject AS c ON c.id = u.subject_id
WHERE NOT u.is_new AND (c.name, c.kind, c.sub_kind) IS DISTINCT FROM (u.name, u.kind, u.sub_kind);

UPDATE records_subjectname AS n SET valid_to = %(day)s
FROM renamed AS x WHERE n.subject_id = x.subject_id AND n.valid_to IS NULL AND n.name <> x.name;

INSERT INTO records_subjectname (subject_id, name, valid_from, source)
SELECT x.subject_id, x.name, %(day)s, %(item)s FROM renamed AS x
WHERE NOT EXISTS (SELECT FROM records_subjectname AS n WHERE n.subject_id = x.subject_id AND n.valid_to IS NULL);

UPDATE records_subject AS c SET name = x.name, search_name = x.search_name, kind = x.kind, sub_kind = x.sub_kind
FROM renamed AS x WHERE c.id = x.subject_id;

DROP TABLE pg_temp.renamed;
