-- The events that a review candidate rests on exist
-- Kejadian yang menjadi dasar kandidat tinjauan memang ada
WITH named AS (
    SELECT event_id, service_date, unnest(related_event_ids) AS related_event_id FROM anomalies
),

known AS (
    SELECT event_id FROM service_time
    UNION ALL
    SELECT event_id FROM staff_presence
    UNION ALL
    SELECT event_id FROM anomalies
),

final AS (
    SELECT * FROM named
    WHERE related_event_id NOT IN (SELECT event_id FROM known)
)

SELECT * FROM final
