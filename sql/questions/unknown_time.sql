-- What share of a day is unknown, why, and what can be done about it
-- Berapa bagian hari yang tidak diketahui, sebabnya, dan apa yang dapat dilakukan
-- grain: one row per camera, service date, cause and, where the cause lies at a counter, counter; of a known day, one
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: camera text default - one camera only
-- Of a camera (counter_id NULL) a cause is a coverage_state other than recorded and out_of_schedule, or not_looked_at:
-- a recorded stretch of more than a minute of which no frame was observed. out_of_schedule is one in service hours alone.
-- Time of which a recording may still come (not_yet) is none, and counts in no share. unknown_share is of the time in
-- which the camera was due to record (the day without out_of_schedule), service_unknown_share of the service hours at the camera. camera_unknown_share is
-- that of all these causes of the camera's day together. A day without any has one row, cause none.
-- Of a counter there is only the time that its camera recorded in its service hours, which no camera's cause explains:
-- officer_not_seen is the time in which its state is unknown (staff_presence), queue_not_seen the time in which it is not
-- known how many waited. Their shares are of the counter's service hours.
-- With agency: its own cameras and those that show its counters; of counters its own.
WITH stretches AS (
    SELECT
        agency_id,
        camera_id,
        service_date,
        started_at,
        ended_at,
        duration_s,
        in_service_hours,
        coverage_state,
        CASE
            WHEN coverage_state <> 'recorded' THEN coverage_state
            -- The longest time that a site file allows between two frames is a minute: a shorter stretch may have none.
            WHEN samples + skipped_samples = 0 AND duration_s > 60 THEN 'not_looked_at'
        END AS cause
    FROM coverage
    WHERE coverage_state <> 'not_yet'
        AND in_period(service_date, $from, $to)
        AND chosen(camera_id, $camera)
        AND camera_of(camera_id, service_date, $agency)
),

due AS (
    SELECT
        agency_id,
        camera_id,
        service_date,
        coalesce(total_where(duration_s, coverage_state <> 'out_of_schedule'), 0) AS due_s,
        coalesce(total_where(duration_s, in_service_hours), 0) AS service_s,
        coalesce(total_where(duration_s, cause <> 'out_of_schedule'), 0) AS unknown_s
    FROM stretches
    GROUP BY agency_id, camera_id, service_date
),

of_cameras AS (
    SELECT
        agency_id,
        camera_id,
        service_date,
        cause,
        total(duration_s) AS cause_s,
        coalesce(total_where(duration_s, in_service_hours), 0) AS service_cause_s
    FROM stretches
    -- Out of schedule is unknown too where an agency serves: the schedule of the camera is wrong then.
    WHERE cause IS NOT NULL AND (cause <> 'out_of_schedule' OR in_service_hours)
    GROUP BY agency_id, camera_id, service_date, cause
),

presence_parts AS (
    SELECT
        presence.agency_id,
        presence.counter_id,
        presence.camera_id,
        presence.service_date,
        presence.state,
        presence.customers_waiting,
        seconds_between(
            larger(presence.started_at, stretches.started_at), lesser(presence.ended_at, stretches.ended_at)
        ) AS seconds
    FROM staff_presence AS presence
    JOIN stretches
        ON presence.camera_id = stretches.camera_id
        AND presence.service_date = stretches.service_date
        AND presence.started_at < stretches.ended_at
        AND stretches.started_at < presence.ended_at
    WHERE stretches.cause IS NULL
        AND (presence.state = 'unknown' OR presence.customers_waiting IS NULL)
        AND in_period(presence.service_date, $from, $to)
        AND chosen(presence.agency_id, $agency)
),

of_counters AS (
    SELECT agency_id, counter_id, camera_id, service_date, 'officer_not_seen' AS cause, total(seconds) AS cause_s
    FROM presence_parts
    WHERE state = 'unknown'
    GROUP BY agency_id, counter_id, camera_id, service_date
    UNION ALL
    SELECT agency_id, counter_id, camera_id, service_date, 'queue_not_seen', total(seconds)
    FROM presence_parts
    WHERE customers_waiting IS NULL
    GROUP BY agency_id, counter_id, camera_id, service_date
),

counter_totals AS (
    SELECT agency_id, counter_id, service_date, total(duration_s) AS service_s
    FROM staff_presence
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency)
    GROUP BY agency_id, counter_id, service_date
),

causes AS (
    SELECT
        due.agency_id,
        due.camera_id,
        CAST(NULL AS VARCHAR) AS counter_id,
        due.service_date,
        coalesce(cause, 'none') AS cause,
        coalesce(cause_s, 0) / 60 AS unknown_minutes,
        CASE WHEN cause IS DISTINCT FROM 'out_of_schedule' THEN share(coalesce(cause_s, 0), due_s) END AS unknown_share,
        coalesce(service_cause_s, 0) / 60 AS service_unknown_minutes,
        share(coalesce(service_cause_s, 0), service_s) AS service_unknown_share,
        share(unknown_s, due_s) AS camera_unknown_share
    FROM due
    LEFT JOIN of_cameras USING (agency_id, camera_id, service_date)
    UNION ALL
    SELECT
        of_counters.agency_id,
        of_counters.camera_id,
        of_counters.counter_id,
        of_counters.service_date,
        cause,
        cause_s / 60,
        share(cause_s, counter_totals.service_s),
        cause_s / 60,
        share(cause_s, counter_totals.service_s),
        share(unknown_s, due_s)
    FROM of_counters
    JOIN counter_totals USING (agency_id, counter_id, service_date)
    JOIN due ON of_counters.camera_id = due.camera_id AND of_counters.service_date = due.service_date
),

final AS (
    SELECT
        *,
        CASE cause
            WHEN 'none' THEN 'nothing'
            WHEN 'gap' THEN 'look whether recorder, disk and network ran and the archive copied all; record all the time, '
                || 'not on motion; pantau health says since when'
            WHEN 'unreadable' THEN 'export or copy the recordings again; pantau ask reject_list says what is wrong with each'
            WHEN 'repeated' THEN 'find out which of both times is right (repeats_of in recordings names the other file) and move the '
                || 'wrong file out of the archive'
            WHEN 'covered' THEN 'clean or free the lens, leave the lights on, look where the camera points and whether it has a signal'
            WHEN 'frozen' THEN 'restart the camera, look at its cable and the recorder; pantau health says since when'
            WHEN 'moved' THEN 'turn the camera back, or draw its zones anew in a view with its own date (from); pantau site check '
                || 'says by how much it moved'
            WHEN 'out_of_schedule' THEN 'the site file has service hours in which the camera is not to record: mend its '
                || 'schedule or the hours'
            WHEN 'not_looked_at' THEN 'run pantau nightly for the date again; what was observed was deleted or is not yet '
                || 'complete'
            WHEN 'officer_not_seen' THEN 'visitors or glare hide the officer: raise or turn the camera, draw the seat where '
                || 'head and shoulders show, or draw a seat where there is none'
            WHEN 'queue_not_seen' THEN 'draw the queue zone of this counter on a camera that shows it'
            ELSE 'look at the footage: pantau ask coverage_timeline says when'
        END AS what_to_do
    FROM causes
)

SELECT
    agency_id,
    camera_id,
    counter_id,
    service_date,
    cause,
    unknown_minutes,
    unknown_share,
    service_unknown_minutes,
    service_unknown_share,
    camera_unknown_share,
    what_to_do
FROM final
ORDER BY camera_id, service_date, counter_id NULLS FIRST, unknown_minutes DESC, cause
