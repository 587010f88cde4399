-- Service hours of each agency by date, and what kind of day it was
-- grain: one row per agency and service date
-- service_hours_s, opens_at and closes_at are by the calendar, whatever was recorded; opens_at and closes_at are of the
-- first and the last stretch of hours, and NULL where there are none. day_reason is the name of the holiday, or the
-- source of the hours.
WITH said AS (
    SELECT
        site_id,
        service_date,
        unnest(
            from_json(
                site_on_date -> 'agencies',
                '[{
                    "agency_id": "VARCHAR",
                    "day_kind": "VARCHAR",
                    "day_reason": "VARCHAR",
                    "hours": "VARCHAR",
                    "intervals": [["DOUBLE"]]
                }]'
            ),
            recursive := true
        )
    FROM site_dates
),

final AS (
    SELECT
        site_id,
        agency_id,
        service_date,
        dayname(service_date) AS weekday,
        hari(service_date) AS weekday_indonesian,
        day_kind,
        day_reason,
        hours,
        list_sum(list_transform(intervals, lambda stretch: stretch[2] - stretch[1])) AS service_hours_s,
        to_timestamp(intervals[1][1]) AS opens_at,
        to_timestamp(intervals[-1][2]) AS closes_at,
        local_time(site_id, opens_at) AS opens_local,
        local_time(site_id, closes_at) AS closes_local
    FROM said
)

SELECT * REPLACE (coalesce(service_hours_s, 0) AS service_hours_s) FROM final
