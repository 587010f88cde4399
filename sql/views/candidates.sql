-- Review candidates in local time, with the place in the recording where they begin; none is a verdict
-- Kandidat tinjauan, waktu setempat
-- grain: one row per review candidate
SELECT
    *,
    local_time(site_id, started_at) AS started_local,
    local_time(site_id, ended_at) AS ended_local
FROM anomalies
