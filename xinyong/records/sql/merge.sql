-- Carry out the plan: subjects, records, versions, parties. One transaction, sets only.

INSERT INTO records_subject (id, family, kind, sub_kind, status, status_on, status_source, name, search_name,
  created_at)
SELECT u.subject_id, %(family)s, u.kind, u.sub_kind, coalesce(t.status, 'active'), t.since,
  CASE WHEN t.line IS NULL THEN '' ELSE %(item)s END, u.name, u.search_name, %(at)s
FROM pg_temp.stage_subject AS u LEFT JOIN pg_temp.stage_status AS t ON t.line = u.line WHERE u.is_new;

INSERT INTO records_subjectidentifier (subject_id, scheme, value, sealed, digest, source)
SELECT u.subject_id, u.scheme,
  CASE WHEN %(family)s = 'organisation' THEN u.ident END,
  CASE WHEN %(family)s = 'person' THEN u.ident_sealed END,
  CASE WHEN %(family)s = 'person' THEN decode(u.ident, 'hex') END,
  %(item)s
FROM pg_temp.stage_subject AS u WHERE u.is_new;

INSERT INTO records_subjectname (subject_id, name, valid_from, source)
SELECT u.subject_id, u.name, %(day)s, %(item)s FROM pg_temp.stage_subject AS u WHERE u.is_new;

-- Further codes of the same subject; a code that already belongs to somebody stays where it is.
INSERT INTO records_subjectidentifier (subject_id, scheme, value, source)
SELECT DISTINCT ON (k.scheme, k.value) p.subject_id, k.scheme, k.value, %(item)s
FROM pg_temp.stage_code AS k JOIN pg_temp.plan AS p ON p.line = k.line AND p.subject_id IS NOT NULL
ORDER BY k.scheme, k.value, k.line
ON CONFLICT DO NOTHING;

INSERT INTO records_record (id, subject_id, family, item, natural_key, decision_key, agency, source_unit, organ, origin,
  upstream_id, decided_on, validity, validity_document, record_class, disclosure, disclosed_from, disclosed_until,
  disclosure_reason, disputed, sealed, retained_until, version, edition, public, created_at)
SELECT p.record_id, p.subject_id, %(family)s, %(item)s, s.natural_key, s.decision_key, %(agency)s, s.source_unit, s.organ,
  %(origin)s, '', s.decided_on, 'valid', '', s.record_class, d.disclosure,
  CASE WHEN d.disclosure = 'disclosed' THEN %(day)s END, s.disclosed_until,
  '', false, false, s.retained_until, 1, %(edition)s,
  s.public, %(at)s
FROM pg_temp.plan AS p JOIN pg_temp.stage AS s ON s.line = p.line,
LATERAL (SELECT CASE
    WHEN %(family)s <> 'organisation' OR s.record_class <> 'A' OR p.subject_id IS NULL THEN 'undisclosed'
    WHEN s.disclosed_until < %(day)s THEN 'expired'
    ELSE 'disclosed' END AS disclosure) AS d
WHERE p.outcome = 'inserted';

INSERT INTO records_recordversion (record_id, seq, subject_id, change_kind, validity, payload, content, edition, agency,
  submission_id, line, reason, at)
SELECT p.record_id, p.known_seq + 1, p.subject_id,
  CASE WHEN p.outcome = 'inserted' THEN 'first'
       WHEN p.action = '更正' THEN 'error_corrected'
       WHEN p.action = '撤销' THEN %(revoked_as)s
       ELSE 'fact_changed' END,
  CASE WHEN p.outcome = 'revoked' THEN 'revoked' WHEN p.outcome = 'inserted' THEN 'valid' ELSE 'changed' END,
  CASE WHEN s.sealed = '{}' THEN s.payload::jsonb ELSE s.payload::jsonb || s.sealed::jsonb END,
  p.content, %(edition)s, %(agency)s, %(submission)s, p.line, %(reason)s, %(at)s
FROM pg_temp.plan AS p JOIN pg_temp.stage AS s ON s.line = p.line
WHERE p.outcome IN ('inserted', 'updated', 'revoked');

UPDATE records_record AS r SET
  version = p.known_seq + 1, edition = %(edition)s, decision_key = s.decision_key, source_unit = s.source_unit, organ = s.organ,
  decided_on = s.decided_on,
  validity = CASE p.outcome WHEN 'revoked' THEN 'revoked' ELSE 'changed' END, validity_on = %(day)s,
  record_class = s.record_class, retained_until = s.retained_until, disclosed_until = s.disclosed_until,
  -- A change may end a disclosure; it never resumes one that was repaired or taken down, nor opens a sealed record.
  disclosure = CASE
    WHEN p.outcome = 'revoked' THEN CASE r.disclosure WHEN 'disclosed' THEN 'taken_down' ELSE r.disclosure END
    WHEN r.disclosure = 'repaired' OR r.disclosure = 'taken_down' AND r.disclosure_reason <> '原决定撤销' THEN r.disclosure
    WHEN r.family <> 'organisation' OR s.record_class <> 'A' OR r.subject_id IS NULL OR r.sealed THEN 'undisclosed'
    WHEN s.disclosed_until < %(day)s THEN 'expired'
    ELSE 'disclosed' END,
  disclosed_from = CASE WHEN s.record_class = 'A' AND r.family = 'organisation' AND r.subject_id IS NOT NULL
    THEN coalesce(r.disclosed_from, %(day)s) END,
  disclosure_reason = CASE
    WHEN p.outcome = 'revoked' AND r.disclosure = 'disclosed' THEN '原决定撤销'
    WHEN p.outcome = 'updated' AND r.disclosure_reason = '原决定撤销' THEN ''
    ELSE r.disclosure_reason END,
  public = s.public
FROM pg_temp.plan AS p JOIN pg_temp.stage AS s ON s.line = p.line
WHERE r.id = p.record_id AND p.outcome IN ('updated', 'revoked');

INSERT INTO records_recordparty (record_id, seq, ordinal, subject_id, role, name, document_digest)
SELECT p.record_id, p.known_seq + 1, y.ordinal, p.subject_id, y.role, y.name, decode(y.digest, 'hex')
FROM pg_temp.stage_party AS y JOIN pg_temp.plan AS p ON p.line = y.line
WHERE p.outcome IN ('inserted', 'updated', 'revoked');
