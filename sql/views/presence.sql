-- States of the counters in local time
-- Keadaan loket, waktu setempat
-- grain: one row per counter and stretch of its service hours in one state
SELECT
    *,
    local_time(site_id, started_at) AS started_local,
    local_time(site_id, ended_at) AS ended_local,
    state <> 'unknown' AS observed,
    state IN ('serving', 'idle') AS staffed
FROM staff_presence
