-- Pairs of a true and a found event, no event in two pairs
-- Pasangan kejadian benar dan kejadian yang ditemukan
-- grain: one row per pair
-- param: iou number default 0.5 least intersection over union of a pair
-- Same table, date and state or kind, same counter (same camera where either has no counter), at least $iou of
-- intersection over union. The best pair first: in each round the pairs that are best for both their events are
-- settled, and the other pairs of those events drop out.
WITH RECURSIVE overlapping AS (
    SELECT
        truth.id AS truth_id,
        found.id AS found_id,
        (lesser(truth.end_s, found.end_s) - larger(truth.start_s, found.start_s))
            / (larger(truth.end_s, found.end_s) - lesser(truth.start_s, found.start_s)) AS iou
    FROM events AS truth
    JOIN events AS found
        ON truth.table_name = found.table_name
        AND truth.service_date = found.service_date
        AND truth.class = found.class
        AND CASE
            WHEN truth.counter_id IS NULL OR found.counter_id IS NULL THEN truth.camera_id = found.camera_id
            ELSE truth.counter_id = found.counter_id
        END
        AND truth.start_s < found.end_s
        AND found.start_s < truth.end_s
    WHERE truth.side = 'truth' AND found.side = 'found'
),

rounds AS (
    SELECT truth_id, found_id, iou, false AS settled
    FROM overlapping
    WHERE iou >= $iou
    UNION ALL
    SELECT truth_id, found_id, iou, settled
    FROM (
        SELECT
            *,
            bool_or(settled) OVER (PARTITION BY truth_id) OR bool_or(settled) OVER (PARTITION BY found_id) AS taken
        FROM (
            SELECT
                truth_id,
                found_id,
                iou,
                row_number() OVER (PARTITION BY truth_id ORDER BY iou DESC, truth_id, found_id) = 1
                AND row_number() OVER (PARTITION BY found_id ORDER BY iou DESC, truth_id, found_id) = 1 AS settled
            FROM rounds
            WHERE NOT settled
        )
    )
    WHERE settled OR NOT taken
),

final AS (
    SELECT truth_id, found_id, iou FROM rounds
    WHERE settled
)

SELECT * FROM final
