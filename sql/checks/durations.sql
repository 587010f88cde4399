-- A duration is the time from start to end, and no end lies before its start
-- Durasi adalah waktu dari mulai sampai selesai, dan selesai tidak mendahului mulai
WITH stretches AS (
    SELECT 'service_time' AS table_name, event_id AS id, started_at, ended_at, duration_s FROM service_time
    UNION ALL
    SELECT 'waiting_visits', event_id, started_at, ended_at, duration_s FROM waiting_visits
    UNION ALL
    SELECT 'staff_presence', event_id, started_at, ended_at, duration_s FROM staff_presence
    UNION ALL
    SELECT 'anomalies', event_id, started_at, ended_at, duration_s FROM anomalies
    UNION ALL
    SELECT 'coverage', camera_id, started_at, ended_at, duration_s FROM coverage
    UNION ALL
    SELECT 'recordings', recording_id, started_at, ended_at, duration_s FROM recordings
),

final AS (
    SELECT * FROM stretches
    WHERE started_at > ended_at OR abs(duration_s - seconds_between(started_at, ended_at)) > 1e-3
)

SELECT * FROM final
