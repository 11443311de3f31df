-- Everything that does not agree: kind of fault and what it concerns, a few examples of each.
WITH counted AS (
  SELECT submission_id, count(*) AS rows,
    count(*) FILTER (WHERE outcome = 'inserted') AS inserted, count(*) FILTER (WHERE outcome = 'updated') AS updated,
    count(*) FILTER (WHERE outcome = 'unchanged') AS unchanged, count(*) FILTER (WHERE outcome = 'revoked') AS revoked,
    count(*) FILTER (WHERE outcome = 'rejected') AS rejected, count(*) FILTER (WHERE outcome = 'held') AS held
  FROM collection_rowoutcome GROUP BY submission_id
),
chain AS (
  SELECT record_id, max(seq) AS last, count(*) AS versions FROM records_recordversion GROUP BY record_id
)
(SELECT 'receipt_without_balance' AS kind, s.receipt AS subject FROM collection_submission AS s
 WHERE s.rows <> s.inserted + s.updated + s.unchanged + s.revoked + s.rejected + s.held LIMIT %(examples)s)
UNION ALL
(SELECT 'receipt_disagrees_with_ledger', s.receipt
 FROM collection_submission AS s LEFT JOIN counted AS c ON c.submission_id = s.id
 WHERE s.state IN ('loaded', 'loaded_in_part', 'refused', 'unreadable')
   AND (s.rows, s.inserted, s.updated, s.unchanged, s.revoked, s.rejected, s.held)
    <> (coalesce(c.rows, 0), coalesce(c.inserted, 0), coalesce(c.updated, 0), coalesce(c.unchanged, 0),
        coalesce(c.revoked, 0), coalesce(c.rejected, 0), coalesce(c.held, 0)) LIMIT %(examples)s)
UNION ALL
(SELECT 'row_without_version', s.receipt || '#' || o.line
 FROM collection_rowoutcome AS o JOIN collection_submission AS s ON s.id = o.submission_id
 LEFT JOIN records_recordversion AS v ON v.record_id = o.record_id AND v.seq = o.seq
 WHERE o.record_id IS NOT NULL AND v.record_id IS NULL LIMIT %(examples)s)
UNION ALL
(SELECT 'row_disagrees_with_version', s.receipt || '#' || o.line
 FROM collection_rowoutcome AS o JOIN collection_submission AS s ON s.id = o.submission_id
 JOIN records_recordversion AS v ON v.record_id = o.record_id AND v.seq = o.seq
 WHERE o.outcome IN ('inserted', 'updated', 'revoked') AND (v.submission_id, v.line) <> (o.submission_id, o.line)
 LIMIT %(examples)s)
UNION ALL
(SELECT 'version_without_row', v.record_id || '/' || v.seq
 FROM records_recordversion AS v
 LEFT JOIN collection_rowoutcome AS o ON o.submission_id = v.submission_id AND o.line = v.line
 WHERE o.record_id IS DISTINCT FROM v.record_id OR o.seq IS DISTINCT FROM v.seq LIMIT %(examples)s)
UNION ALL
(SELECT 'record_without_its_version', r.id::text
 FROM records_record AS r LEFT JOIN chain AS h ON h.record_id = r.id
 WHERE h.last IS DISTINCT FROM r.version LIMIT %(examples)s)
UNION ALL
(SELECT 'version_gap', h.record_id::text FROM chain AS h WHERE h.versions <> h.last LIMIT %(examples)s)
