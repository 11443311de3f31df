-- What each role may do; run after every migration, repeatable.
-- xinyong_app: the rooms. It changes rows, never tables, and cannot rewrite what is append-only.
-- xinyong_public: the door without login. It reads the disclosed views and nothing else (design §2, 4.5).

GRANT USAGE ON SCHEMA public TO xinyong_app, xinyong_public;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO xinyong_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO xinyong_app;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO xinyong_app;
REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC;
GRANT TEMPORARY ON DATABASE {database} TO xinyong_app;
REVOKE UPDATE, DELETE, TRUNCATE ON audit_event, inquiries_entry, records_recordversion, records_recordparty, collection_rowoutcome
  FROM xinyong_app;

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM xinyong_public;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM xinyong_public;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC, xinyong_public;
GRANT SELECT ON disclosure_subject, disclosure_record TO xinyong_public;
GRANT EXECUTE ON FUNCTION
  disclosure_search(text, integer, integer, text, text, text),
  disclosure_listing(text, text, text, date, date, integer, integer),
  disclosure_agencies(text), disclosure_figures(), disclosure_sitemap(bigint, integer, text[]), disclosure_state()
  TO xinyong_public;
-- Three questions about reports; only `reports_ask` writes, and only a request.
GRANT EXECUTE ON FUNCTION reports_ask(bigint, text) TO xinyong_public;
GRANT EXECUTE ON FUNCTION reports_progress(uuid) TO xinyong_public;
GRANT EXECUTE ON FUNCTION reports_verify(text, text, boolean) TO xinyong_public;
