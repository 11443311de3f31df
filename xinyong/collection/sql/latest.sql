-- The latest submission of an agency under each item.
SELECT wanted.item, latest.receipt, latest.state, latest.received_at
FROM unnest(%(items)s::text[]) AS wanted (item)
CROSS JOIN LATERAL (
    SELECT receipt, state, received_at
    FROM collection_submission
    WHERE agency = %(agency)s AND item = wanted.item
    ORDER BY received_at DESC, id DESC
    LIMIT 1
) AS latest
ORDER BY latest.received_at DESC
