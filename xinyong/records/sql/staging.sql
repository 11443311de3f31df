-- The temporary tables through which a submission reaches the records. They live in the session of one load and
-- hold no sensitive value in clear.
DROP TABLE IF EXISTS pg_temp.stage, pg_temp.stage_party, pg_temp.stage_code, pg_temp.stage_status, pg_temp.stage_bad, pg_temp.stage_repeat,
  pg_temp.stage_subject, pg_temp.plan;

-- One line of the submission.
CREATE TEMP TABLE stage (
  line integer NOT NULL,
  new_record bigint NOT NULL,     -- random number for the record, should it be new
  new_subject bigint NOT NULL,    -- and for its subject
  scheme text,                    -- uscc, resident_id…; null = unmatched
  ident text,                     -- the code in clear, or the hexadecimal digest of a personal document
  ident_sealed text,              -- a personal document's ciphertext
  name text NOT NULL,
  search_name text NOT NULL,
  kind text NOT NULL,
  sub_kind text NOT NULL,
  natural_key text NOT NULL,
  decision_key text NOT NULL,
  decided_on date,
  organ text NOT NULL,
  source_unit text NOT NULL,
  action text,                    -- 变更, 更正, 撤销 or null
  record_class text NOT NULL,
  disclosed_until date,
  retained_until date,
  payload text NOT NULL,          -- JSON of the plain fields, keys sorted, blanks left out
  sealed text NOT NULL,           -- JSON of the sensitive fields, sealed
  digests text NOT NULL,          -- their keyed digests, so that equal contents are recognised
  public jsonb NOT NULL           -- what the public may see; parsed here, while the next piece is being checked
);
CREATE TEMP TABLE stage_party (line integer NOT NULL, ordinal smallint NOT NULL, role text NOT NULL, name text NOT NULL, digest text);
CREATE TEMP TABLE stage_code (line integer NOT NULL, scheme text NOT NULL, value text NOT NULL);
CREATE TEMP TABLE stage_status (line integer NOT NULL, status text NOT NULL, since date);  -- of a register: what it says of its subjects
CREATE TEMP TABLE stage_bad (line integer NOT NULL);                               -- rejected after staging
CREATE TEMP TABLE stage_repeat (line integer NOT NULL, first_line integer NOT NULL); -- the same row again
