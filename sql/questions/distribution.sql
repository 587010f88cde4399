-- How long people waited or were served: what share took no longer than so many minutes
-- Sebaran lama menunggu atau layanan: bagian yang tidak lebih dari sekian menit
-- grain: one row per agency and number of minutes (1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120)
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only; who left a queue to several counters is left out then
-- param: measure waiting|service default waiting what is told
-- within_share, within_sure_share and within_possible_share are of those known: of waiting, sessions whose waiting was
-- seen; of service, sessions seen whole. They flatter a counter that many give up on or whose long sessions are cut.
-- km_within_share does not (Kaplan-Meier 1958): who gave up, was lost or cut took at least as long as was seen; start_seen
-- is of how many, those whose start was seen. NULL beyond the longest time of which anything is known.
WITH took AS (
    SELECT
        agency_id,
        waited_s AS took_s,
        waited_lo_s AS took_lo_s,
        waited_hi_s AS took_hi_s,
        end_censored
    FROM waits
    WHERE CAST($measure AS VARCHAR) = 'waiting'
        AND NOT start_censored
        AND in_period(service_date, $from, $to)
        AND chosen(agency_id, $agency)
        AND chosen(counter_id, $counter)
    UNION ALL
    SELECT agency_id, duration_s, duration_lo_s, duration_hi_s, end_censored
    FROM services
    WHERE CAST($measure AS VARCHAR) = 'service'
        AND NOT start_censored
        AND in_period(service_date, $from, $to)
        AND chosen(agency_id, $agency)
        AND chosen(counter_id, $counter)
),

ends AS (
    SELECT agency_id, took_s, count(*) FILTER (NOT end_censored) AS ended, count(*) AS gone
    FROM took
    GROUP BY agency_id, took_s
),

risks AS (
    SELECT
        agency_id,
        took_s,
        ended,
        gone,
        sum(gone) OVER (PARTITION BY agency_id ORDER BY took_s DESC) AS at_risk
    FROM ends
),

curve AS (
    SELECT
        agency_id,
        took_s,
        product(1 - ended / at_risk) OVER (PARTITION BY agency_id ORDER BY took_s) AS lasting,
        at_risk = gone AS is_last
    FROM risks
),

marks AS (
    SELECT unnest([1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120]) AS minutes
),

plain AS (
    SELECT
        agency_id,
        minutes,
        count(*) FILTER (NOT end_censored) AS known,
        share(count(*) FILTER (NOT end_censored AND took_s <= minutes * 60), known) AS within_share,
        share(count(*) FILTER (NOT end_censored AND took_hi_s <= minutes * 60), known) AS within_sure_share,
        share(count(*) FILTER (NOT end_censored AND took_lo_s <= minutes * 60), known) AS within_possible_share,
        count(*) AS start_seen
    FROM took
    CROSS JOIN marks
    GROUP BY agency_id, minutes
),

estimated AS (
    SELECT
        agency_id,
        minutes,
        coalesce(arg_max(lasting, took_s) FILTER (took_s <= minutes * 60), 1) AS lasting,
        -- Nobody is left whose longer time could tell more, unless all have ended.
        coalesce(bool_or(is_last) FILTER (took_s < minutes * 60), false) AS is_beyond
    FROM curve
    CROSS JOIN marks
    GROUP BY agency_id, minutes
),

final AS (
    SELECT
        agency_id,
        CAST(minutes AS BIGINT) AS minutes,
        known,
        within_share,
        within_sure_share,
        within_possible_share,
        start_seen,
        CASE WHEN NOT is_beyond OR lasting < 1e-9 THEN 1 - lasting END AS km_within_share
    FROM plain
    JOIN estimated USING (agency_id, minutes)
)

SELECT * FROM final
ORDER BY agency_id, minutes
