-- Service hours of each agency by date, and what kind of day it was
-- Jam pelayanan tiap instansi menurut tanggal, dan jenis harinya
-- grain: one row per agency and service date
-- service_hours_s, opens_at and closes_at are by the calendar, whatever was recorded; opens_at is when the first stretch
-- of hours begins, closes_at when the last ends, NULL where there are none. day_reason is the name of the holiday, or
-- the source of the hours.
WITH said_of AS (
    SELECT site_id, service_date, unnest(said.agencies, recursive := true) FROM site_dates
),

final AS (
    SELECT
        site_id,
        service_date,
        agency_id,
        dayname(service_date) AS weekday,
        hari(service_date) AS weekday_indonesian,
        day_kind,
        day_reason,
        hours,
        coalesce(list_sum(list_transform(intervals, lambda stretch: stretch[2] - stretch[1])), 0) AS service_hours_s,
        to_timestamp(intervals[1][1]) AS opens_at,
        to_timestamp(intervals[-1][2]) AS closes_at,
        local_time(site_id, opens_at) AS opens_local,
        local_time(site_id, closes_at) AS closes_local
    FROM said_of
)

SELECT * FROM final
