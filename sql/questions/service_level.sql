-- Service level: share served within a limit, with each way of counting those who gave up
-- Tingkat layanan: bagian yang dilayani dalam batas, menurut cara menghitung yang menyerah
-- grain: one row per agency and method
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only, with the whole of a queue that it shares
-- param: limit_s number default 3600 the limit, in seconds
-- The method decides what a service level means; quote it with the number, and compare like with like only.
-- offered: of all who came, those who were served within the limit; who gave up was failed. removed: of those who were
-- served; who gave up does not count. positive: of all who came, those who were served or gave up within the limit.
-- counted is what the shares are of. Over those whose waiting is known from its beginning to its end, also who walked
-- straight up. unknown is how many more were lost from sight or cut off while they waited, left_out of how many sessions
-- the waiting was not seen.
-- within_sure_share counts those within the limit even at their longest possible waiting, within_possible_share at their
-- shortest; the truth lies between.
WITH waited AS (
    SELECT *, CAST($limit_s AS DOUBLE) AS limit_s FROM waits
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen_among(counter_ids, $counter)
),

unseen AS (
    SELECT agency_id, count(*) FILTER (waiting_s IS NULL) AS left_out
    FROM services
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
    GROUP BY agency_id
),

ends AS (
    SELECT
        agency_id,
        count(*) FILTER (waiting_outcome = 'served') AS served,
        count(*) FILTER (waiting_outcome = 'reneged' AND NOT start_censored) AS reneged,
        count(*) FILTER (waiting_outcome = 'unknown') AS unknown
    FROM waited
    GROUP BY agency_id
),

methods AS (
    SELECT unnest(['offered', 'removed', 'positive']) AS method
),

counted AS (
    SELECT *, waiting_outcome = 'served' OR method = 'positive' AS may_count
    FROM waited
    CROSS JOIN methods
    WHERE NOT start_censored
        AND (waiting_outcome = 'served' OR waiting_outcome = 'reneged' AND method <> 'removed')
),

levels AS (
    SELECT
        agency_id,
        method,
        any_value(limit_s) AS limit_s,
        count(*) AS counted,
        share(count(*) FILTER (may_count AND waited_s <= limit_s), count(*)) AS within_share,
        share(count(*) FILTER (may_count AND waited_hi_s <= limit_s), count(*)) AS within_sure_share,
        share(count(*) FILTER (may_count AND waited_lo_s <= limit_s), count(*)) AS within_possible_share
    FROM counted
    GROUP BY agency_id, method
),

final AS (
    SELECT
        agency_id,
        method,
        limit_s,
        served,
        reneged,
        unknown,
        coalesce(left_out, 0) AS left_out,
        counted,
        within_share,
        within_sure_share,
        within_possible_share
    FROM levels
    JOIN ends USING (agency_id)
    LEFT JOIN unseen USING (agency_id)
)

SELECT * FROM final
ORDER BY agency_id, array_position(['offered', 'removed', 'positive'], method)
