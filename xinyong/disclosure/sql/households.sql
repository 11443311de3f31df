-- Which organisations are named as a person (docs/decisions/0012). Granted to nobody: the functions of the room use it.

-- Also a household whose name, places aside, is that of its 经营者 as its registration says (field FDDBR), however long.
CREATE OR REPLACE FUNCTION disclosure_named_as_person(subject bigint, kind text, folded text, by_name boolean)
RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT by_name OR kind = '个体工商户' AND EXISTS (
    SELECT FROM records_record AS r
    WHERE r.subject_id = subject AND r.item = 'registration'
      AND xinyong_household_core(folded)
        = regexp_replace(translate(upper(normalize(r.public ->> 'FDDBR', NFKC)), '•‧∙⋅・･', '······'), '\s+', '', 'g'))
$$;
