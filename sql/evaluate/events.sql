-- All events of the truth and of the warehouse on the dates of the truth, in seconds since 1970
-- Semua kejadian, dari kebenaran dan dari gudang data, pada tanggal kebenaran
-- grain: one row per side (truth, found) and event
-- Stretches of unknown presence are no finding and stay out. label is what results are grouped by: the counter (those
-- that a shared queue leads to, where nobody was served), or the kind of a review candidate. The waiting of a waiting
-- visit is its duration, and is in that measure. clock_s is the part of the bounds of start and end that is owed to the
-- recorder's clock.
WITH known_days AS (
    SELECT service_date FROM truth.service_time
    UNION
    SELECT service_date FROM truth.waiting_visits
    UNION
    SELECT service_date FROM truth.staff_presence
    UNION
    SELECT service_date FROM truth.anomalies
    UNION
    SELECT service_date FROM truth.coverage
),

service_rows AS (
    SELECT 'truth' AS side, * FROM truth.service_time
    UNION ALL BY NAME
    SELECT 'found' AS side, * FROM found.service_time
),

waiting_rows AS (
    SELECT 'truth' AS side, * FROM truth.waiting_visits
    UNION ALL BY NAME
    SELECT 'found' AS side, * FROM found.waiting_visits
),

presence_rows AS (
    SELECT 'truth' AS side, * FROM truth.staff_presence
    UNION ALL BY NAME
    SELECT 'found' AS side, * FROM found.staff_presence
),

anomaly_rows AS (
    SELECT 'truth' AS side, * FROM truth.anomalies
    UNION ALL BY NAME
    SELECT 'found' AS side, * FROM found.anomalies
),

together AS (
    SELECT 'service_time' AS table_name, counter_id AS label, '' AS class, * FROM service_rows
    UNION ALL BY NAME
    SELECT
        'waiting_visits' AS table_name,
        coalesce(counter_id, array_to_string(list_sort(counter_ids), '+')) AS label,
        '' AS class,
        *
    FROM waiting_rows
    UNION ALL BY NAME
    SELECT 'staff_presence' AS table_name, counter_id AS label, state AS class, * FROM presence_rows
    WHERE state <> 'unknown'
    UNION ALL BY NAME
    SELECT 'anomalies' AS table_name, kind AS label, kind AS class, * FROM anomaly_rows
),

clocks AS (
    SELECT recording_uri, max(clock_uncertainty_s) AS clock_s
    FROM found.recordings
    GROUP BY recording_uri
),

final AS (
    SELECT
        -- Of pairs that are as good the earlier is taken, whatever the events were called.
        row_number() OVER (
            ORDER BY side, table_name, started_at, ended_at, camera_id, counter_id, label, event_id
        ) AS id,
        side,
        table_name,
        label,
        class,
        service_date,
        counter_id,
        camera_id,
        epoch_us(started_at) / 1e6 AS start_s,
        epoch_us(started_at_lo) / 1e6 AS start_lo_s,
        epoch_us(started_at_hi) / 1e6 AS start_hi_s,
        epoch_us(ended_at) / 1e6 AS end_s,
        epoch_us(ended_at_lo) / 1e6 AS end_lo_s,
        epoch_us(ended_at_hi) / 1e6 AS end_hi_s,
        duration_s,
        duration_lo_s,
        duration_hi_s,
        waiting_s,
        waiting_lo_s,
        waiting_hi_s,
        waiting_outcome AS outcome,
        CASE WHEN side = 'found' THEN coalesce(clock_s, 0) ELSE 0 END AS clock_s,
        start_censored,
        end_censored
    FROM together
    LEFT JOIN clocks USING (recording_uri)
    WHERE service_date IN (SELECT service_date FROM known_days)
)

SELECT * FROM final
