-- Coverage of a camera fills its local day, without a hole or an overlap
-- Cakupan kamera memenuhi satu hari setempat, tanpa celah dan tanpa tumpang tindih
WITH ordered AS (
    SELECT
        *,
        lead(started_at) OVER (PARTITION BY camera_id, service_date ORDER BY started_at, ended_at) AS next_started_at
    FROM coverage
),

days AS (
    SELECT
        camera_id,
        service_date,
        seconds_between(
            any_value(midnight(site_id, service_date)), any_value(midnight(site_id, service_date + 1))
        ) AS day_s,
        total(duration_s) AS covered_s,
        count(*) FILTER (seconds_between(ended_at, next_started_at) > 1e-3) AS holes,
        count(*) FILTER (seconds_between(ended_at, next_started_at) < -1e-3) AS overlapping,
        abs(seconds_between(any_value(midnight(site_id, service_date)), min(started_at))) > 1e-3 AS starts_wrongly,
        abs(seconds_between(any_value(midnight(site_id, service_date + 1)), max(ended_at))) > 1e-3 AS ends_wrongly
    FROM ordered
    GROUP BY camera_id, service_date
),

final AS (
    SELECT * FROM days
    WHERE holes > 0 OR overlapping > 0 OR starts_wrongly OR ends_wrongly OR abs(covered_s - day_s) > 1e-2
)

SELECT * FROM final
