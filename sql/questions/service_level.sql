-- Service level: share served within a limit, with each way of counting those who gave up
-- Tingkat layanan: bagian yang dilayani dalam batas, menurut cara menghitung yang menyerah
-- grain: one row per agency and method
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only, with all counters that it shares a queue with
-- param: limit_s number default - the limit, in seconds; else the agency's own on each date, else 3600
-- param: portion share default - the promised share, to judge by; with the agency's own limit, its own
-- param: least_recorded share default - share of the service hours to be recorded before a promise counts as kept; else 0.9
-- The method decides what a service level means; quote it with the number, and compare like with like only.
-- offered: of all who came, those who were served within the limit; who gave up was failed. removed: of those who were
-- served; who gave up does not count. positive: of all who came, those who were served or gave up within the limit.
-- counted is what the shares are of. Over those whose waiting is known from its beginning to its end, also who walked
-- straight up. unknown is how many more were lost from sight or cut off while they waited, or not seen to come,
-- left_out of how many sessions the waiting was not seen.
-- within_sure_share counts those within the limit even at their longest possible waiting, within_possible_share at their
-- shortest; the truth lies between.
-- Counters share a queue where somebody waited for both (counter_ids) in the period. With counter, all counters that
-- share a queue with it are meant: whoever one of them served, and whoever left a queue that leads to one of them unserved.
-- Where no limit is given, limit_s, portion and least_recorded are of the strictest standard that the agency had on the
-- date, by the view limits; NULL where it changed in the period: each visit counts by that of its date then, and
-- standards_kept judges each standard.
-- A promise is judged as in within_limit, of waiting: at_least_share, at_most_share, recorded_share and outcome are over
-- everybody who came, whatever the method.
WITH mates AS (
    SELECT unnest(string_split(CAST($counter AS VARCHAR), ',')) AS counter_id
    UNION
    SELECT unnest(counter_ids) FROM waiting_visits
    WHERE in_period(service_date, $from, $to) AND CAST($counter AS VARCHAR) IS NOT NULL AND chosen_among(counter_ids, $counter)
),

waited AS (
    SELECT
        waits.*,
        coalesce(CAST($limit_s AS DOUBLE), promised.limit_s, 3600) AS limit_s,
        coalesce(CAST($portion AS DOUBLE), portion) AS portion,
        coalesce(CAST($least_recorded AS DOUBLE), least_recorded, 0.9) AS least_recorded
    FROM waits
    LEFT JOIN (FROM limits WHERE measure = 'waiting' AND CAST($limit_s AS DOUBLE) IS NULL) AS promised
        USING (site_id, service_date, agency_id)
    WHERE in_period(service_date, $from, $to)
        AND chosen(agency_id, $agency)
        AND CASE waiting_outcome
            WHEN 'served' THEN CAST($counter AS VARCHAR) IS NULL OR counter_id IN (SELECT counter_id FROM mates)
            ELSE CAST($counter AS VARCHAR) IS NULL
                OR list_has_any(counter_ids, (SELECT list(counter_id) FROM mates))
        END
),

recorded AS (
    SELECT agency_id, share(total(recorded_s), total(service_hours_s)) AS recorded_share
    FROM counter_hours
    WHERE in_period(service_date, $from, $to)
        AND chosen(agency_id, $agency)
        AND (CAST($counter AS VARCHAR) IS NULL OR counter_id IN (SELECT counter_id FROM mates))
    GROUP BY agency_id
),

ends AS (
    SELECT
        agency_id,
        agreed(limit_s) AS agreed_limit_s,
        agreed(portion) AS agreed_portion,
        agreed(least_recorded) AS agreed_least_recorded,
        count(*) FILTER (waiting_outcome = 'served' AND NOT start_censored) AS served,
        count(*) FILTER (waiting_outcome = 'reneged' AND NOT start_censored) AS reneged,
        count(*) FILTER (waiting_outcome = 'unknown' OR waiting_outcome = 'reneged' AND start_censored) AS unknown,
        count(*) FILTER (waiting_outcome = 'served' AND start_censored) AS left_out,
        share(
            count(*) FILTER (waiting_outcome = 'served' AND NOT start_censored AND waited_hi_s <= limit_s), count(*)
        ) AS at_least_share,
        1 - share(count(*) FILTER (waited_lo_s > limit_s), count(*)) AS at_most_share
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
        agreed_limit_s AS limit_s,
        served,
        reneged,
        unknown,
        left_out,
        coalesce(counted, 0) AS counted,
        within_share,
        within_sure_share,
        within_possible_share,
        at_least_share,
        at_most_share,
        recorded_share,
        kept_or_not(at_least_share, at_most_share, recorded_share, agreed_portion, agreed_least_recorded) AS outcome
    FROM ends
    CROSS JOIN methods
    LEFT JOIN levels USING (agency_id, method)
    LEFT JOIN recorded USING (agency_id)
)

SELECT * FROM final
ORDER BY agency_id, array_position(['offered', 'removed', 'positive'], method)
