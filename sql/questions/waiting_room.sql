-- People in the waiting room, quarter by quarter of an hour
-- Orang di ruang tunggu, per seperempat jam
-- grain: one row per agency and quarter of an hour that touches its service hours
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- mean_waiting is the time that people were seen waiting (everybody of a party) by the time that the agency was open in the
-- quarter; a queue to several counters counts once. joined counts parties that joined a queue, or were first seen in it,
-- in the quarter, gave_up those of them that left unserved, whenever. queue_seen_share is of the agency's counters and the
-- time that they were open: where it is below 1 at least so many waited, and where it is 0 nobody knows, and all is NULL.
-- Who walked straight up was never in the room.
WITH states AS (
    SELECT
        site_id,
        agency_id,
        counter_id,
        service_date,
        customers_waiting IS NOT NULL AS seen,
        unnest(quarter_pieces(started_at, ended_at), recursive := true)
    FROM staff_presence
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency)
),

counters_open AS (
    SELECT
        site_id,
        agency_id,
        counter_id,
        service_date,
        quarter_at,
        total(seconds) AS open_s,
        coalesce(total_where(seconds, seen), 0) AS seen_s,
        min(from_at) AS from_at,
        max(to_at) AS to_at
    FROM states
    GROUP BY site_id, agency_id, counter_id, service_date, quarter_at
),

quarters AS (
    SELECT
        site_id,
        agency_id,
        service_date,
        quarter_at,
        max(open_s) AS open_s,
        min(from_at) AS from_at,
        max(to_at) AS to_at,
        share(total(seen_s), total(open_s)) AS queue_seen_share
    FROM counters_open
    GROUP BY site_id, agency_id, service_date, quarter_at
),

waited AS (
    SELECT
        site_id,
        agency_id,
        service_date,
        started_at,
        party_size,
        waiting_outcome,
        unnest(quarter_pieces(started_at, ended_at), recursive := true)
    FROM waiting_visits
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency)
),

sums AS (
    SELECT
        quarters.site_id,
        quarters.agency_id,
        quarters.service_date,
        quarters.quarter_at,
        total(
            party_size * larger(0, seconds_between(larger(waited.from_at, quarters.from_at), lesser(waited.to_at, quarters.to_at)))
        ) AS person_s,
        count(*) FILTER (started_at >= waited.from_at) AS joined,
        count(*) FILTER (started_at >= waited.from_at AND waiting_outcome = 'reneged') AS gave_up
    FROM quarters
    JOIN waited USING (site_id, agency_id, service_date, quarter_at)
    GROUP BY quarters.site_id, quarters.agency_id, quarters.service_date, quarters.quarter_at
),

final AS (
    SELECT
        agency_id,
        service_date,
        local_time(site_id, quarter_at) AS quarter_local,
        open_s / 60 AS open_minutes,
        queue_seen_share,
        CASE WHEN queue_seen_share > 0 THEN coalesce(person_s, 0) / open_s END AS mean_waiting,
        CASE WHEN queue_seen_share > 0 THEN coalesce(joined, 0) END AS joined,
        CASE WHEN queue_seen_share > 0 THEN coalesce(gave_up, 0) END AS gave_up
    FROM quarters
    LEFT JOIN sums USING (site_id, agency_id, service_date, quarter_at)
)

SELECT * FROM final
ORDER BY service_date, agency_id, quarter_local, open_minutes, queue_seen_share, mean_waiting
