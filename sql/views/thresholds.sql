-- The thresholds that events were found with
-- Ambang yang dipakai untuk menemukan kejadian
-- grain: one row per threshold and service date
WITH said_of AS (
    SELECT site_id, service_date, unnest(map_entries(said.thresholds)) AS entry FROM site_dates
)

SELECT site_id, service_date, entry.key AS threshold, entry.value AS threshold_value FROM said_of
