-- The standards that the agencies are held to
-- grain: one row per standard and service date on which it holds
WITH said AS (
    SELECT
        site_id,
        service_date,
        unnest(
            from_json(
                site_on_date -> 'standards',
                '[{
                    "agency_id": "VARCHAR",
                    "measure": "VARCHAR",
                    "limit_s": "DOUBLE",
                    "portion": "DOUBLE",
                    "least_recorded": "DOUBLE",
                    "source": "VARCHAR"
                }]'
            ),
            recursive := true
        )
    FROM site_dates
)

SELECT site_id, agency_id, service_date, measure, limit_s, portion, least_recorded, source FROM said
