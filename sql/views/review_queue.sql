-- Review candidates in the order in which they are worth a review, with what was decided of them
-- Kandidat tinjauan menurut urutan peninjauan, dengan keputusannya
-- grain: one row per review candidate
-- decision is the newest of a person, NULL where there is none. kind_precision is the probability that what a candidate
-- of its kind says did happen: by what was decided at the site, and by made-up days as if ten more had been decided.
-- above_line: at most three of a camera's date, the most severe first, then the likeliest, then the longest. Of one kind
-- at one place the worst of the date stands for all (alike: how many they are). Below the line are the others, and kinds
-- that are not established (kind_precision is NULL) or are more often wrong than right.
WITH decided AS (
    SELECT
        event_id,
        arg_max(site_id, reviewed_at) AS site_id,
        arg_max(kind, reviewed_at) AS kind,
        arg_max(decision, reviewed_at) AS decision
    FROM reviews
    GROUP BY event_id
),

of_kinds AS (
    SELECT
        site_id,
        kind,
        count(*) FILTER (decision IN ('confirmed', 'explained')) AS happened,
        count(*) FILTER (decision IN ('confirmed', 'explained', 'false_alarm')) AS told
    FROM decided
    GROUP BY site_id, kind
),

scored AS (
    SELECT
        candidates.*,
        decided.decision,
        (coalesce(happened, 0) + 10 * measured_precision(candidates.kind)) / (coalesce(told, 0) + 10) AS kind_precision,
        array_position(['high', 'medium', 'low'], severity) AS rank
    FROM candidates
    LEFT JOIN decided USING (event_id)
    LEFT JOIN of_kinds ON of_kinds.site_id = candidates.site_id AND of_kinds.kind = candidates.kind
),

at_one_place AS (
    SELECT
        *,
        row_number() OVER (one_place ORDER BY rank, duration_s DESC, started_at, event_id) = 1
        AND coalesce(kind_precision > 0.5, false) AS stands,
        count(*) OVER one_place AS alike
    FROM scored
    WINDOW one_place AS (PARTITION BY service_date, site_id, camera_id, kind, agency_id, counter_id, zone_id)
)

SELECT
    * EXCLUDE (rank, stands),
    stands
    AND row_number() OVER (
        PARTITION BY service_date, site_id, camera_id
        ORDER BY stands DESC, rank, kind_precision DESC, duration_s DESC, started_at, event_id
    ) <= 3 AS above_line
FROM at_one_place
