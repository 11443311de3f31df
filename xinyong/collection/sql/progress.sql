-- Note how far the worker is: at once when a step begins, else about once a second.
INSERT INTO collection_progress AS p (submission_id, step, rows, total, started_at, at)
VALUES (%(submission)s, %(step)s, %(rows)s, %(total)s, clock_timestamp(), clock_timestamp())
ON CONFLICT (submission_id) DO UPDATE SET
  step = excluded.step, rows = excluded.rows, total = excluded.total, at = excluded.at,
  started_at = CASE WHEN p.step = excluded.step THEN p.started_at ELSE excluded.started_at END
WHERE p.step <> excluded.step OR p.at < excluded.at - interval '1 second'
