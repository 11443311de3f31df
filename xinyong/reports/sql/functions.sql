-- The three questions the public door may ask about reports, and the state of a subject's disclosed data.
-- They run with the owner's rights and take numbers and codes alone; see project/sql/grants.sql.

-- The same text as long as the public would see the same of a subject on the same local day.
CREATE OR REPLACE FUNCTION reports_state(wanted bigint, form text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT encode(sha256(convert_to(concat_ws(E'\n', left(form, 60),
    (now() AT TIME ZONE 'Asia/Shanghai')::date::text,
    (SELECT string_agg(s::text, E'\n' ORDER BY s.code) FROM disclosure_subject AS s WHERE s.number = wanted),
    (SELECT string_agg(r::text, E'\n' ORDER BY r.number) FROM disclosure_record AS r WHERE r.subject = wanted)
  ), 'UTF8')), 'hex')
$$;

-- Asks for the public report of a disclosed subject; the same state of the data gives the same request again.
-- outcome: asked, unknown, busy. Bounded: one waiting request per subject, 100 in all, 120 new ones in a minute.
CREATE OR REPLACE FUNCTION reports_ask(wanted bigint, form text)
RETURNS TABLE (outcome text, token uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  now_state text;
  found uuid;
BEGIN
  IF NOT EXISTS (SELECT FROM disclosure_subject AS s WHERE s.number = wanted) THEN
    RETURN QUERY SELECT 'unknown'::text, NULL::uuid;
    RETURN;
  END IF;
  now_state := reports_state(wanted, form);
  PERFORM pg_advisory_xact_lock(7031, hashint8(wanted));
  SELECT q.id INTO found FROM reports_request AS q
  WHERE q.subject = wanted AND (q.state = 'waiting' OR (q.state = 'ready' AND q.data_state = now_state))
  ORDER BY q.state = 'ready' DESC, q.requested_at DESC LIMIT 1;
  IF found IS NULL AND (
    (SELECT count(*) FROM reports_request AS q WHERE q.state = 'waiting') >= 100
    OR (SELECT count(*) FROM reports_request AS q WHERE q.requested_at > now() - interval '1 minute') >= 120
  ) THEN
    RETURN QUERY SELECT 'busy'::text, NULL::uuid;
    RETURN;
  END IF;
  IF found IS NULL THEN
    found := gen_random_uuid();
    INSERT INTO reports_request (id, subject, data_state, state, requested_at, error_code)
    VALUES (found, wanted, now_state, 'waiting', now(), '');
    INSERT INTO procrastinate_jobs (queue_name, task_name, lock, args)
    VALUES ('default', 'xinyong.reports.tasks.issue_requested', 'reports:' || wanted,
      jsonb_build_object('request', found::text));
  END IF;
  RETURN QUERY SELECT 'asked'::text, found;
END
$$;

-- How far a request is; no row for a token nobody was given.
CREATE OR REPLACE FUNCTION reports_progress(asked uuid)
RETURNS TABLE (state text, subject bigint, requested_at timestamptz, number text, code text, worker boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT q.state, q.subject, q.requested_at, r.number, r.code,
    EXISTS (SELECT FROM procrastinate_workers AS w WHERE w.last_heartbeat > now() - interval '30 seconds')
  FROM reports_request AS q LEFT JOIN reports_report AS r ON r.id = q.report_id
  WHERE q.id = asked
$$;

-- The report that has this number and this code; no row otherwise. The paper itself only of a public version.
CREATE OR REPLACE FUNCTION reports_verify(given_number text, given_code text, with_content boolean)
RETURNS TABLE (number text, version text, subject bigint, subject_name text, subject_code text,
  issued_at timestamptz, digest bytea, size bigint, pages integer, content bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT r.number, r.version, CASE r.version WHEN 'public' THEN r.subject END, r.subject_name,
    CASE r.version WHEN 'public' THEN r.subject_code ELSE '' END, r.issued_at, r.digest, r.size, r.pages,
    CASE WHEN with_content AND r.version = 'public' THEN r.content END
  FROM reports_report AS r
  WHERE r.number = given_number AND r.code = given_code AND length(given_code) = 12
$$;
