-- Names of the counters, and whose they were for which service
-- grain: one row per counter and service date on which it belonged to an agency
WITH said AS (
    SELECT
        site_id,
        service_date,
        unnest(
            from_json(
                site_on_date -> 'counters',
                '[{
                    "counter_id": "VARCHAR",
                    "counter_name": "VARCHAR",
                    "agency_id": "VARCHAR",
                    "service": "VARCHAR"
                }]'
            ),
            recursive := true
        )
    FROM site_dates
)

SELECT site_id, agency_id, counter_id, service_date, counter_name, service FROM said
