-- What is to be reviewed first, with its footage
-- Yang perlu ditinjau lebih dahulu, beserta rekamannya
-- grain: one row per review candidate
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only
-- param: camera text default - one camera only
-- param: kind text default - one kind only
-- param: line above|below|all default above those that come first, the others, or both
-- Above the line are at most three of a camera's date: the most severe, of those the likeliest, of those the longest. Of
-- one kind at one place the worst of a date stands for the others; alike says how many they are. kind_precision is the
-- share of candidates of the kind that were right, at this site and on made-up days; where it is NULL the kind is not
-- established, and below the line. decision is the newest of a person. Candidates for a person to observe, not verdicts.
WITH final AS (
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
        kind_precision,
        alike,
        above_line,
        decision,
        recording_uri,
        offset_s,
        event_id
    FROM review_queue
    WHERE in_period(service_date, $from, $to)
        AND chosen(agency_id, $agency)
        AND chosen(counter_id, $counter)
        AND chosen(camera_id, $camera)
        AND chosen(kind, $kind)
        AND (CAST($line AS VARCHAR) = 'all' OR above_line = (CAST($line AS VARCHAR) = 'above'))
)

SELECT * FROM final
ORDER BY started_local, kind, camera_id, event_id
