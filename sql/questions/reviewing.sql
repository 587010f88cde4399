-- How candidates were decided on, by whom and how soon
-- Keputusan atas kandidat tinjauan, oleh siapa dan seberapa cepat
-- grain: one row per kind of candidate, decision and reviewer; of those that nobody has decided on, per kind
-- param: from date default - first service date of the candidates
-- param: to date default - last service date of the candidates
-- param: agency text default - one agency only
-- param: kind text default - one kind only
-- The newest decision on a candidate holds; replaced counts decisions that a newer one has taken the place of, under their
-- own reviewer. decision is NULL of candidates that nobody has decided on; decision_share is of all candidates of the kind that
-- were decided on. gone are those that no run finds any more. median_hours is from the end of the candidate's date
-- (midnight) to the decision; first_local and last_local are when the first and the last of them was made.
WITH decided AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY event_id ORDER BY reviewed_at DESC, decision) = 1 AS holds,
        seconds_between(midnight(site_id, service_date + 1), reviewed_at) / 3600 AS hours
    FROM reviews
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(kind, $kind)
),

found AS (
    SELECT event_id, kind
    FROM anomalies
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(kind, $kind)
),

all_rows AS (
    SELECT kind, decision, reviewer, holds, hours, local_time(site_id, reviewed_at) AS reviewed_local, event_id FROM decided
    UNION ALL
    SELECT kind, NULL, NULL, true, NULL, NULL, event_id FROM found
    WHERE event_id NOT IN (SELECT event_id FROM decided)
),

grouped AS (
    SELECT
        kind,
        decision,
        reviewer,
        count(*) FILTER (holds) AS candidates,
        count(*) FILTER (NOT holds) AS replaced,
        count(*) FILTER (holds AND event_id NOT IN (SELECT event_id FROM found)) AS gone,
        median(hours) AS median_hours,
        min(reviewed_local) AS first_local,
        max(reviewed_local) AS last_local
    FROM all_rows
    GROUP BY kind, decision, reviewer
),

final AS (
    SELECT
        kind,
        decision,
        reviewer,
        candidates,
        share(
            CASE WHEN decision IS NOT NULL THEN candidates END,
            sum(candidates) FILTER (decision IS NOT NULL) OVER (PARTITION BY kind)
        ) AS decision_share,
        replaced,
        gone,
        median_hours,
        first_local,
        last_local
    FROM grouped
)

SELECT * FROM final
ORDER BY kind, decision, reviewer
