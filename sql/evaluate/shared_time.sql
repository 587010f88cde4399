-- Time in which the truth of a counter is known, by what the warehouse says of it
-- Waktu yang kebenarannya diketahui, menurut keadaan yang tercatat
-- grain: one row per counter, true state and found state; unknown where the warehouse has no row
WITH known AS (
    SELECT service_date, counter_id, state, epoch_us(started_at) / 1e6 AS start_s, epoch_us(ended_at) / 1e6 AS end_s
    FROM truth.staff_presence
    WHERE state <> 'unknown'
),

found AS (
    SELECT service_date, counter_id, state, epoch_us(started_at) / 1e6 AS start_s, epoch_us(ended_at) / 1e6 AS end_s
    FROM found.staff_presence
),

shared AS (
    SELECT
        known.counter_id,
        known.state AS truth_state,
        found.state AS found_state,
        total(lesser(known.end_s, found.end_s) - larger(known.start_s, found.start_s)) AS seconds
    FROM known
    JOIN found
        ON known.service_date = found.service_date
        AND known.counter_id = found.counter_id
        AND known.start_s < found.end_s
        AND found.start_s < known.end_s
    GROUP BY known.counter_id, known.state, found.state
),

totals AS (
    SELECT counter_id, state AS truth_state, total(end_s - start_s) AS seconds FROM known
    GROUP BY counter_id, state
),

absent AS (
    SELECT
        totals.counter_id,
        totals.truth_state,
        'unknown' AS found_state,
        totals.seconds - coalesce(total(shared.seconds), 0) AS seconds
    FROM totals
    LEFT JOIN shared USING (counter_id, truth_state)
    GROUP BY totals.counter_id, totals.truth_state, totals.seconds
),

final AS (
    SELECT counter_id, truth_state, found_state, total(seconds) AS seconds
    FROM (FROM shared UNION ALL FROM absent)
    GROUP BY counter_id, truth_state, found_state
)

SELECT * FROM final
