-- How many rows would be inserted, updated, left unchanged, revoked; a row that repeats another changes nothing.
SELECT p.outcome, count(*) FROM pg_temp.plan AS p GROUP BY p.outcome
UNION ALL
SELECT 'unchanged', count(*) FROM pg_temp.stage_repeat HAVING count(*) > 0
