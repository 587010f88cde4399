-- Every row leads to a recording that exists, with the same hash, at a place inside it
-- Setiap baris menunjuk rekaman yang ada, dengan hash yang sama, pada letak di dalamnya
WITH pointers AS (
    SELECT 'service_time' AS table_name, event_id AS id, recording_uri, recording_sha256, offset_s FROM service_time
    UNION ALL
    SELECT 'waiting_visits', event_id, recording_uri, recording_sha256, offset_s FROM waiting_visits
    UNION ALL
    SELECT 'staff_presence', event_id, recording_uri, recording_sha256, offset_s FROM staff_presence
    UNION ALL
    SELECT 'anomalies', event_id, recording_uri, recording_sha256, offset_s FROM anomalies
),

events AS (
    SELECT pointers.table_name, pointers.id, pointers.recording_uri AS recording, pointers.offset_s
    FROM pointers
    LEFT JOIN recordings USING (recording_uri, recording_sha256)
    WHERE pointers.recording_uri IS NOT NULL
        AND (recordings.recording_id IS NULL OR NOT pointers.offset_s BETWEEN -1e-3 AND recordings.duration_s + 1e-3)
),

frames AS (
    SELECT 'samples' AS table_name, camera_id AS id, recording_id AS recording, offset_s FROM samples
    WHERE recording_id NOT IN (SELECT recording_id FROM recordings)
),

people AS (
    SELECT 'observations' AS table_name, camera_id AS id, recording_id AS recording, offset_s FROM observations
    WHERE recording_id NOT IN (SELECT recording_id FROM recordings)
),

named AS (
    SELECT camera_id, unnest(recording_ids) AS recording_id FROM coverage
),

covered AS (
    SELECT 'coverage' AS table_name, camera_id AS id, recording_id AS recording, CAST(NULL AS DOUBLE) AS offset_s
    FROM named
    WHERE recording_id NOT IN (SELECT recording_id FROM recordings)
),

final AS (
    FROM events UNION ALL FROM frames UNION ALL FROM people UNION ALL FROM covered
)

SELECT * FROM final
