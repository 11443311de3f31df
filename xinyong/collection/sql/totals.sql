SELECT
  (SELECT count(*) FROM collection_submission),
  (SELECT count(*) FROM collection_rowoutcome),
  (SELECT count(*) FROM records_record),
  (SELECT count(*) FROM records_recordversion)
