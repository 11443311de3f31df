-- Findings that only the records can tell, from the plan: line, code, field values to word the message with.
SELECT p.line, 'OTHER_AGENCY' AS code, p.known_agency AS detail
FROM pg_temp.plan AS p WHERE NOT p.is_new AND p.known_agency <> %(agency)s
UNION ALL
SELECT p.line, 'NOTHING_TO_REVOKE', NULL
FROM pg_temp.plan AS p WHERE p.is_new AND p.action = '撤销'
UNION ALL
-- Of a person nothing is told but to the agency that reported them before, and to it not the name either.
SELECT s.line, 'NAME_DIFFERS', CASE WHEN %(family)s = 'organisation' THEN u.known_name END
FROM pg_temp.stage AS s
JOIN pg_temp.stage_subject AS u ON u.scheme = s.scheme AND u.ident = s.ident
WHERE %(compare_names)s AND NOT u.is_new AND u.known_search_name <> s.search_name AND u.known_name <> ''
  AND (%(family)s = 'organisation' OR EXISTS (
    SELECT FROM records_record AS r WHERE r.subject_id = u.subject_id AND r.agency = %(agency)s))
ORDER BY 1, 2
