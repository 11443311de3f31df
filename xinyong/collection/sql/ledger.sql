-- What became of every staged row that was carried out, from the plan; rejected rows are copied in beside it.
INSERT INTO collection_rowoutcome (submission_id, line, outcome, record_id, seq)
SELECT %(submission)s, p.line, p.outcome, p.record_id,
  CASE WHEN p.outcome = 'unchanged' THEN p.known_seq ELSE p.known_seq + 1 END
FROM pg_temp.plan AS p;

-- A row that repeats an earlier one changes nothing: it meets the version the first one made or met.
INSERT INTO collection_rowoutcome (submission_id, line, outcome, record_id, seq)
SELECT o.submission_id, r.line, 'unchanged', o.record_id, o.seq
FROM pg_temp.stage_repeat AS r
JOIN collection_rowoutcome AS o ON o.submission_id = %(submission)s AND o.line = r.first_line;
