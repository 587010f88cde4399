-- The thresholds that events were found with
-- grain: one row per threshold and service date
WITH said AS (
    SELECT site_id, service_date, unnest(json_keys(site_on_date -> 'thresholds')) AS threshold, site_on_date
    FROM site_dates
)

SELECT
    site_id,
    service_date,
    threshold,
    CAST(site_on_date -> 'thresholds' -> threshold AS DOUBLE) AS threshold_value
FROM said
