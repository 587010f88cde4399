-- Waiting time by counter: median, P90 and share within a limit
-- Waktu tunggu menurut loket: median, P90 dan bagian dalam batas
-- grain: one row per counter that served somebody
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only
-- param: limit_s number default 3600 limit for the share, in seconds
-- Over sessions whose waiting was seen (waiting_known); the others are left out, not counted as zero. People who
-- left the queue unserved are not counted (method "removed"), so this flatters a counter that many give up on.
-- There is no Kaplan-Meier estimate as in service_time: whoever was still waiting when the footage broke off has no row
-- here, so there is nothing cut to count, and the estimate would only repeat the median.
-- within_sure_share counts sessions within the limit even at their longest possible waiting, within_possible_share
-- those within it at their shortest; the truth lies between.
WITH sessions AS (
    SELECT * FROM services
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
),

limits AS (
    SELECT CAST($limit_s AS DOUBLE) AS limit_s
),

final AS (
    SELECT
        agency_id,
        counter_id,
        count(*) AS sessions,
        count(waiting_s) AS waiting_known,
        median(waiting_s) AS median_waiting_s,
        median(waiting_lo_s) AS median_lo_s,
        median(waiting_hi_s) AS median_hi_s,
        quantile_cont(waiting_s, 0.9) AS p90_waiting_s,
        any_value(limit_s) AS limit_s,
        share(count(*) FILTER (waiting_s <= limit_s), count(waiting_s)) AS within_share,
        share(count(*) FILTER (waiting_hi_s <= limit_s), count(waiting_s)) AS within_sure_share,
        share(count(*) FILTER (waiting_lo_s <= limit_s), count(waiting_s)) AS within_possible_share
    FROM sessions
    CROSS JOIN limits
    GROUP BY agency_id, counter_id
)

SELECT * FROM final
ORDER BY agency_id, counter_id
