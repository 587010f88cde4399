-- How long parties waited and how it ended, also those who walked straight up (0 s)
-- Lama menunggu dan akhirnya, juga yang langsung dilayani
-- grain: one row per service session, and per waiting visit that led to none
-- Of a session whose waiting is not known, the start was not seen (start_censored): waited_s is then how long it was seen
-- to wait at least, NULL where it was not seen waiting at all.
-- For those who gave up (reneged) or were lost from sight (unknown), the waiting that a service would have ended is
-- censored at the moment they left: end_censored. joined_at is when they joined the queue, or were first seen: of a
-- session whose waiting was not seen at all, when it began. counter_id is NULL where their queue leads to several (counter_ids).
SELECT
    event_id,
    site_id,
    agency_id,
    counter_id,
    coalesce(places.counter_ids, [counter_id]) AS counter_ids,
    service_date,
    'served' AS waiting_outcome,
    coalesce(waiting_s, seen_s) AS waited_s,
    coalesce(waiting_lo_s, seen_lo_s) AS waited_lo_s,
    coalesce(waiting_hi_s, seen_hi_s) AS waited_hi_s,
    waiting_s IS NULL AS start_censored,
    false AS end_censored,
    started_at - to_microseconds(CAST(round(coalesce(waited_s, 0) * 1e6) AS BIGINT)) AS joined_at,
    local_time(site_id, joined_at) AS joined_local
FROM service_time
LEFT JOIN (
    SELECT
        service_event_id AS event_id,
        service_date,
        counter_ids,
        duration_s AS seen_s,
        duration_lo_s AS seen_lo_s,
        duration_hi_s AS seen_hi_s
    FROM waiting_visits
    WHERE service_event_id IS NOT NULL
) AS places USING (event_id, service_date)
UNION ALL
SELECT
    event_id,
    site_id,
    agency_id,
    counter_id,
    counter_ids,
    service_date,
    waiting_outcome,
    duration_s,
    duration_lo_s,
    duration_hi_s,
    start_censored,
    true,
    started_at,
    local_time(site_id, started_at)
FROM waiting_visits
WHERE waiting_outcome <> 'served'
