-- Review candidates by kind and severity
-- Kandidat tinjauan menurut jenis dan tingkat keparahan
-- grain: one row per kind and severity that occurs
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- The cameras of an agency are its own and those that show its counters: what these and their recorders did
-- (footage_missing, clock_jump, footage_repeated, recording_altered, camera_…) is counted for each agency, and recorded time is theirs.
-- Candidates for a person to observe, not verdicts. Censored ones are counted; longest_s and total_minutes take what
-- was seen of them, so the truth may be longer. candidates_per_100h divides by the recorded time of the cameras, but
-- footage_missing by the time in which they were meant to record.
WITH found AS (
    SELECT * FROM candidates
    WHERE in_period(service_date, $from, $to)
        AND candidate_of(kind, agency_id, camera_id, service_date, $agency)
),

recorded AS (
    SELECT total(recorded_s) / 3600 AS recorded_hours, total(day_s - out_of_schedule_s) / 3600 AS scheduled_hours
    FROM camera_days
    WHERE in_period(service_date, $from, $to)
        AND camera_of(camera_id, service_date, $agency)
),

kinds AS (
    SELECT
        kind,
        severity,
        count(*) AS candidates,
        count(*) FILTER (review_status = 'open') AS open,
        count(*) FILTER (review_status = 'confirmed') AS confirmed,
        count(*) FILTER (review_status = 'dismissed') AS dismissed,
        total(duration_s) / 60 AS total_minutes,
        max(duration_s) AS longest_s
    FROM found
    GROUP BY kind, severity
),

final AS (
    SELECT
        kinds.*,
        100 * share(candidates, CASE kind WHEN 'footage_missing' THEN scheduled_hours ELSE recorded_hours END)
            AS candidates_per_100h
    FROM kinds
    CROSS JOIN recorded
)

SELECT * FROM final
ORDER BY kind, array_position(['high', 'medium', 'low'], severity)
