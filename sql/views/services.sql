-- Service sessions in local time; `whole_*` columns are NULL where footage did not show both ends
-- Layanan, waktu setempat
-- grain: one row per service session
SELECT
    *,
    local_time(site_id, started_at) AS started_local,
    local_time(site_id, ended_at) AS ended_local,
    hour(started_local) AS local_hour,
    start_censored OR end_censored AS censored,
    CASE WHEN NOT censored THEN duration_s END AS whole_duration_s,
    CASE WHEN NOT censored THEN duration_lo_s END AS whole_duration_lo_s,
    CASE WHEN NOT censored THEN duration_hi_s END AS whole_duration_hi_s
FROM service_time
