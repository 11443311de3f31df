-- What would become of every good line, decided once for all lines. {ident} is the identifier column of the family.

-- Only the columns the joins are on: the texts are long.
ANALYZE pg_temp.stage (line, scheme, ident, natural_key);

CREATE TEMP TABLE stage_subject AS
SELECT d.*, coalesce(i.subject_id, d.new_subject) AS subject_id, i.subject_id IS NULL AS is_new, c.name AS known_name, c.search_name AS known_search_name
FROM (
  SELECT DISTINCT ON (scheme, ident) new_subject, scheme, ident, ident_sealed, name, search_name, kind, sub_kind, line
  FROM pg_temp.stage AS s
  WHERE scheme IS NOT NULL AND NOT EXISTS (SELECT FROM pg_temp.stage_bad AS b WHERE b.line = s.line)
  ORDER BY scheme, ident, line
) AS d
LEFT JOIN records_subjectidentifier AS i ON i.scheme = d.scheme AND {ident} AND i.valid_to IS NULL
LEFT JOIN records_subject AS c ON c.id = i.subject_id;

ANALYZE pg_temp.stage_subject;

CREATE TEMP TABLE plan AS
SELECT
  m.line, m.subject_id, m.record_id IS NULL AS is_new, coalesce(m.record_id, m.new_record) AS record_id,
  m.known_agency, m.content,
  CASE
    WHEN m.record_id IS NULL THEN 'inserted'
    WHEN m.action = '撤销' THEN CASE m.validity WHEN 'revoked' THEN 'unchanged' ELSE 'revoked' END
    WHEN m.content = m.known_content AND m.validity <> 'revoked' THEN 'unchanged'
    ELSE 'updated'
  END AS outcome,
  coalesce(m.version, 0) AS known_seq,
  m.action
FROM (
  SELECT s.line, s.new_record, s.action, u.subject_id, r.id AS record_id, r.version, r.agency AS known_agency, r.validity,
         v.content AS known_content, sha256(convert_to(s.payload || s.digests, 'UTF8')) AS content
  FROM pg_temp.stage AS s
  JOIN pg_temp.stage_subject AS u ON u.scheme = s.scheme AND u.ident = s.ident
  LEFT JOIN records_record AS r ON r.subject_id = u.subject_id AND r.item = %(item)s AND r.natural_key = s.natural_key
  LEFT JOIN records_recordversion AS v ON v.record_id = r.id AND v.seq = r.version
  WHERE s.scheme IS NOT NULL
  UNION ALL
  SELECT s.line, s.new_record, s.action, NULL, r.id, r.version, r.agency, r.validity,
         v.content, sha256(convert_to(s.payload || s.digests, 'UTF8'))
  FROM pg_temp.stage AS s
  LEFT JOIN records_record AS r ON r.subject_id IS NULL AND r.item = %(item)s AND r.natural_key = s.natural_key
  LEFT JOIN records_recordversion AS v ON v.record_id = r.id AND v.seq = r.version
  WHERE s.scheme IS NULL
) AS m
WHERE NOT EXISTS (SELECT FROM pg_temp.stage_bad AS b WHERE b.line = m.line)
  AND NOT EXISTS (SELECT FROM pg_temp.stage_repeat AS p WHERE p.line = m.line);

ANALYZE pg_temp.plan;
