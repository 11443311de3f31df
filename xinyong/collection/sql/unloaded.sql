-- What became of the rows of a submission that is ended without loading: the good ones are held, the others were rejected.
INSERT INTO collection_rowoutcome (submission_id, line, outcome)
SELECT c.submission_id, n.line, CASE WHEN c.ok THEN 'held' ELSE 'rejected' END
FROM collection_checkedlines AS c, generate_series(c.first, c.last) AS n (line)
WHERE c.submission_id = %(submission)s;
