-- Waiting time by counter: median, P90 and share within a limit
-- Waktu tunggu menurut loket: median, P90 dan bagian dalam batas
-- grain: one row per counter that served somebody or that somebody waited for
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only
-- param: limit_s number default - limit for the share, in seconds; else the agency's own on each date, else 3600
-- Medians, P90 and shares are over sessions whose waiting was seen (waiting_known); the others are left out, not counted
-- as zero. People who left the queue unserved are not in them (method "removed"; service_level has the others), so they
-- flatter a counter that many give up on.
-- km_median_s and km_p90_s do not: the Kaplan-Meier estimate takes those who gave up (reneged) and those lost from sight
-- (unknown) as people who would have waited at least as long as they did. It is how long somebody with patience waits,
-- and leaves out whose joining was not seen. It holds where people do not leave just because the queue has become slow.
-- NULL where too many left to tell; with reneged and unknown, also where no queue was ever seen, and for a counter that
-- shares a queue with others: for which of them somebody gave up waiting cannot be known (see reneging).
-- limit_s is the strictest standard for waiting that the agency had on the date, by the view limits, where none is given;
-- NULL where it changed in the period, and each session counts by that of its date.
-- within_sure_share counts sessions within the limit even at their longest possible waiting, within_possible_share
-- those within it at their shortest; the truth lies between.
WITH sessions AS (
    SELECT services.*, coalesce(CAST($limit_s AS DOUBLE), promised.limit_s, 3600) AS limit_s
    FROM services
    LEFT JOIN (FROM limits WHERE measure = 'waiting') AS promised USING (site_id, service_date, agency_id)
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
),

waited AS (
    SELECT * FROM waits
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
),

-- Whoever left such a queue unserved may belong to another agency.
shared AS (
    SELECT DISTINCT unnest(counter_ids) AS counter_id FROM waiting_visits
    WHERE in_period(service_date, $from, $to) AND len(counter_ids) > 1
),

own AS (
    SELECT * FROM waited
    WHERE counter_id IS NOT NULL AND counter_id NOT IN (SELECT counter_id FROM shared)
),

lasting AS (
    SELECT
        {'agency_id': agency_id, 'counter_id': counter_id} AS who,
        waited_s AS duration_s,
        start_censored,
        end_censored
    FROM own
),

survival AS (
    SELECT unnest(who), * EXCLUDE (who) FROM kaplan_meier('lasting')
),

-- Nobody can be seen to renege where no queue was, as where none is drawn.
seen AS (
    SELECT DISTINCT agency_id, counter_id FROM staff_presence
    WHERE customers_waiting IS NOT NULL
        AND in_period(service_date, $from, $to)
        AND chosen(agency_id, $agency)
        AND chosen(counter_id, $counter)
),

left_queue AS (
    SELECT
        agency_id,
        counter_id,
        count(*) FILTER (waiting_outcome = 'reneged') AS reneged,
        count(*) FILTER (waiting_outcome = 'unknown') AS unknown
    FROM own
    GROUP BY agency_id, counter_id
    HAVING count(waited_s) > 0 OR (agency_id, counter_id) IN (FROM seen)
),

served AS (
    SELECT
        agency_id,
        counter_id,
        count(*) AS sessions,
        count(waiting_s) AS waiting_known,
        quantile_cont(waiting_s, [0.5, 0.9]) AS median_and_p90_s,
        median(waiting_lo_s) AS median_lo_s,
        median(waiting_hi_s) AS median_hi_s,
        agreed(limit_s) AS agreed_limit_s,
        share(count(*) FILTER (waiting_s <= limit_s), count(waiting_s)) AS within_share,
        share(count(*) FILTER (waiting_hi_s <= limit_s), count(waiting_s)) AS within_sure_share,
        share(count(*) FILTER (waiting_lo_s <= limit_s), count(waiting_s)) AS within_possible_share
    FROM sessions
    GROUP BY agency_id, counter_id
),

final AS (
    SELECT
        agency_id,
        counter_id,
        coalesce(sessions, 0) AS sessions,
        coalesce(waiting_known, 0) AS waiting_known,
        median_and_p90_s[1] AS median_waiting_s,
        median_lo_s,
        median_hi_s,
        median_and_p90_s[2] AS p90_waiting_s,
        reneged,
        unknown,
        km_median_s,
        km_median_lo_s,
        km_median_hi_s,
        km_p90_s,
        coalesce(agreed_limit_s, CAST($limit_s AS DOUBLE)) AS limit_s,
        within_share,
        within_sure_share,
        within_possible_share
    FROM served
    FULL JOIN left_queue USING (agency_id, counter_id)
    LEFT JOIN survival USING (agency_id, counter_id)
)

SELECT * FROM final
ORDER BY agency_id, counter_id
