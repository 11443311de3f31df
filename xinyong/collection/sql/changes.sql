-- The first records a submission would change, as they are and as they would be; sensitive values stay sealed.
INSERT INTO collection_change (submission_id, line, outcome, subject_name, before, after)
SELECT %(submission)s, p.line, p.outcome, s.name, v.payload,
  CASE WHEN s.sealed = '{}' THEN s.payload::jsonb ELSE s.payload::jsonb || s.sealed::jsonb END
FROM (
  SELECT line, outcome, record_id, known_seq FROM pg_temp.plan
  WHERE outcome IN ('updated', 'revoked') ORDER BY line LIMIT %(limit)s
) AS p
JOIN pg_temp.stage AS s ON s.line = p.line
JOIN records_recordversion AS v ON v.record_id = p.record_id AND v.seq = p.known_seq
