-- Review candidates with the place in the footage
-- Daftar kandidat tinjauan dengan letaknya di rekaman
-- grain: one row per review candidate
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only
-- param: camera text default - one camera only
-- param: kind text default - one kind only
-- param: severity text default - one severity only
-- param: review_status text default - one review status only
-- With agency: also what recorders and cameras did that show its counters (footage_missing, clock_jump,
-- footage_repeated, recording_altered, camera_…).
-- Candidates for a person to observe, not verdicts. recording_uri and offset_s say where they begin in the footage,
-- NULL where nothing was recorded; with event_id the footage can be cut out. A censored start or end may lie further
-- out.
WITH found AS (
    SELECT * FROM candidates
    WHERE in_period(service_date, $from, $to)
        AND candidate_of(kind, agency_id, camera_id, service_date, $agency)
        AND chosen(counter_id, $counter)
        AND chosen(camera_id, $camera)
        AND chosen(kind, $kind)
        AND chosen(severity, $severity)
        AND chosen(review_status, $review_status)
),

final AS (
    SELECT
        started_local,
        duration_s,
        kind,
        severity,
        agency_id,
        counter_id,
        camera_id,
        zone_id,
        observed_value,
        expected_value,
        value_unit,
        detection_score,
        start_censored OR end_censored AS censored,
        review_status,
        recording_uri,
        offset_s,
        event_id
    FROM found
)

SELECT * FROM final
ORDER BY started_local, kind, camera_id, event_id
