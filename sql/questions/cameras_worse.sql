-- Cameras that get worse: what was lost of the service hours in the last days against the days before
-- Kamera yang memburuk: jam pelayanan yang hilang pada hari-hari terakhir dibandingkan sebelumnya
-- grain: one row per camera with service hours in the last days
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: camera text default - one camera only
-- param: days number default 7 how many of the camera's last dates with service hours are the last days
-- Of the service hours at the camera, without those of which a recording may still come. change_points is last_share less
-- before_share, in percentage points: below zero it has got worse, NULL where there are no days before. worst_cause is what took
-- most of the last days' loss (gap, unreadable, repeated, covered, frozen, moved, out_of_schedule; none where nothing was lost), and
-- cause_minutes how much a day. worse_since is the first of the last days on which less was recorded than on the middle day
-- before. With agency: its own cameras and those that show its counters. pantau health says what is not well now.
WITH pieces AS (
    SELECT camera_id, service_date, coverage_state, total(duration_s) AS state_s
    FROM coverage
    WHERE in_service_hours
        AND coverage_state <> 'not_yet'
        AND in_period(service_date, $from, $to)
        AND chosen(camera_id, $camera)
        AND camera_of(camera_id, service_date, $agency)
    GROUP BY camera_id, service_date, coverage_state
),

dates AS (
    SELECT
        camera_id,
        service_date,
        total(state_s) AS hours_s,
        coalesce(total_where(state_s, coverage_state = 'recorded'), 0) AS recorded_s,
        row_number() OVER (PARTITION BY camera_id ORDER BY service_date DESC) <= CAST($days AS DOUBLE) AS is_last
    FROM pieces
    GROUP BY camera_id, service_date
),

sums AS (
    SELECT
        camera_id,
        count(*) FILTER (NOT is_last) AS days_before,
        count(*) FILTER (is_last) AS last_days,
        share(total_where(recorded_s, NOT is_last), total_where(hours_s, NOT is_last)) AS before_share,
        share(total_where(recorded_s, is_last), total_where(hours_s, is_last)) AS last_share,
        median(share(recorded_s, hours_s)) FILTER (NOT is_last) AS usual_share
    FROM dates
    GROUP BY camera_id
),

causes AS (
    SELECT camera_id, coverage_state, total(state_s) AS lost_s
    FROM pieces
    JOIN dates USING (camera_id, service_date)
    WHERE is_last AND coverage_state <> 'recorded'
    GROUP BY camera_id, coverage_state
),

worst AS (
    SELECT camera_id, coverage_state, lost_s FROM causes
    QUALIFY row_number() OVER (PARTITION BY camera_id ORDER BY lost_s DESC, coverage_state) = 1
),

since AS (
    SELECT camera_id, min(service_date) AS worse_since
    FROM dates
    JOIN sums USING (camera_id)
    WHERE is_last AND share(recorded_s, hours_s) < usual_share - 1e-9
    GROUP BY camera_id
),

final AS (
    SELECT
        camera_id,
        days_before,
        before_share,
        last_days,
        last_share,
        100 * (last_share - before_share) AS change_points,
        coalesce(coverage_state, 'none') AS worst_cause,
        coalesce(lost_s, 0) / 60 / last_days AS cause_minutes,
        worse_since
    FROM sums
    LEFT JOIN worst USING (camera_id)
    LEFT JOIN since USING (camera_id)
    WHERE last_days > 0
)

SELECT * FROM final
ORDER BY change_points, last_share, camera_id
