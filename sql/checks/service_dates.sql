-- Events lie inside their service date, and recordings begin on theirs, in local time
-- Kejadian berada dalam tanggal pelayanannya menurut waktu setempat
-- A recording whose start neighbours or the container corrected, or that begins with sound, may begin beyond the midnight by its name.
-- Rows here all at once mean that the warehouse was opened with another time zone than the site's.
WITH stretches AS (
    SELECT 'service_time' AS table_name, event_id AS id, site_id, service_date, started_at, ended_at FROM service_time
    UNION ALL
    SELECT 'waiting_visits', event_id, site_id, service_date, started_at, ended_at FROM waiting_visits
    UNION ALL
    SELECT 'staff_presence', event_id, site_id, service_date, started_at, ended_at FROM staff_presence
    UNION ALL
    SELECT 'anomalies', event_id, site_id, service_date, started_at, ended_at FROM anomalies
    UNION ALL
    SELECT 'recordings', recording_id, site_id, service_date, started_at, started_at FROM recordings
    WHERE start_fraction_s IS NULL AND start_delay_s IS NULL AND NOT contains(clock_source, 'neighbours')
),

final AS (
    SELECT table_name, id, service_date, local_time(site_id, started_at) AS started_local,
        local_time(site_id, ended_at) AS ended_local
    FROM stretches
    WHERE started_at < midnight(site_id, service_date) OR ended_at > midnight(site_id, service_date + 1)
)

SELECT * FROM final
