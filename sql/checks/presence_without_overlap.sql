-- States of a counter do not overlap
-- Keadaan satu loket tidak tumpang tindih
WITH ordered AS (
    SELECT
        counter_id,
        service_date,
        event_id,
        started_at,
        lag(event_id) OVER (PARTITION BY counter_id ORDER BY started_at, ended_at) AS earlier_event_id,
        lag(ended_at) OVER (PARTITION BY counter_id ORDER BY started_at, ended_at) AS earlier_ended_at
    FROM staff_presence
),

final AS (
    SELECT * FROM ordered
    WHERE seconds_between(started_at, earlier_ended_at) > 1e-3
)

SELECT * FROM final
