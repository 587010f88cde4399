-- Found, missed and spurious
-- Ditemukan, terlewat dan keliru
-- grain: one row per table and counter (review candidates: kind), and one per table in total
-- missed_unseen are those of the missed of which the camera recorded less than half: nothing could find them.
WITH detections AS (
    SELECT
        events.id,
        total(larger(0, lesser(end_s, epoch_us(ended_at) / 1e6) - larger(start_s, epoch_us(started_at) / 1e6)))
            AS recorded_s
    FROM events
    JOIN found.coverage
        ON events.camera_id = coverage.camera_id
        AND events.service_date = coverage.service_date
        AND coverage.coverage_state = 'recorded'
    WHERE events.side = 'truth'
    GROUP BY events.id
),

judged AS (
    SELECT
        events.*,
        events.id IN (SELECT truth_id FROM matches UNION ALL SELECT found_id FROM matches) AS matched,
        coalesce(detections.recorded_s, 0) < (events.end_s - events.start_s) / 2 AS unseen
    FROM events
    LEFT JOIN detections USING (id)
),

counts AS (
    SELECT
        table_name,
        CASE WHEN grouping(label) = 1 THEN 'total' ELSE label END AS label,
        grouping(label) AS is_total,
        count(*) FILTER (side = 'truth') AS truth,
        count(*) FILTER (side = 'found') AS found,
        count(*) FILTER (side = 'truth' AND matched) AS matched,
        count(*) FILTER (side = 'truth' AND NOT matched) AS missed,
        count(*) FILTER (side = 'truth' AND NOT matched AND unseen) AS missed_unseen,
        count(*) FILTER (side = 'found' AND NOT matched) AS spurious
    FROM judged
    GROUP BY GROUPING SETS ((table_name, label), (table_name))
),

final AS (
    SELECT
        *,
        share(matched, found) AS precision_share,
        share(matched, truth) AS recall_share,
        share(2 * matched, truth + found) AS f1_share
    FROM counts
)

SELECT * EXCLUDE (is_total) FROM final
ORDER BY array_position(['service_time', 'waiting_visits', 'staff_presence', 'anomalies'], table_name), is_total, label
