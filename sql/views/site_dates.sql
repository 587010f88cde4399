-- What the site file said of each date, as the newest run noted it that made the date's events
-- grain: one row per site and service date of which a run since version 0.1.0 made events
-- The views agencies, calendar, counters, cameras, zones, standards and thresholds are made of it.
SELECT
    site_id,
    service_date,
    arg_max(config_hash, started_at) AS config_hash,
    arg_max(site_on_date, started_at) AS site_on_date
FROM runs
WHERE command IN ('nightly', 'events') AND site_on_date IS NOT NULL
GROUP BY site_id, service_date
