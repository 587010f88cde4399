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

-- By whole minutes, each up to its end: the rows of years are few then. Times are whole microseconds.
by_minute AS (
    SELECT
        agency_id,
        end_censored,
        minute_up_to(took_s) AS minute,
        minute_up_to(took_lo_s) AS minute_lo,
        minute_up_to(took_hi_s) AS minute_hi,
        count(*) AS sessions
    FROM took
    GROUP BY ALL
),

marks AS (
    SELECT unnest([1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120]) AS minutes
),

plain AS (
    SELECT
        agency_id,
        minutes,
        CAST(coalesce(sum(sessions) FILTER (NOT end_censored), 0) AS BIGINT) AS known,
        share(coalesce(sum(sessions) FILTER (NOT end_censored AND minute <= minutes), 0), known) AS within_share,
        share(coalesce(sum(sessions) FILTER (NOT end_censored AND minute_hi <= minutes), 0), known) AS within_sure_share,
        share(
            coalesce(sum(sessions) FILTER (NOT end_censored AND minute_lo <= minutes), 0), known
        ) AS within_possible_share,
        CAST(sum(sessions) AS BIGINT) AS start_seen,
        CAST(coalesce(sum(sessions) FILTER (minute <= minutes), 0) AS BIGINT) AS gone
    FROM by_minute
    CROSS JOIN marks
    GROUP BY agency_id, minutes
),

-- Of ends taken one by one all ranks but those of the cuts cancel, as in the macro `kaplan_meier`, which says how rows are numbered.
numbered AS (
    SELECT agency_id, list_sort(list(CAST(round(took_s * 1e6) AS BIGINT) * 2 + CAST(end_censored AS BIGINT))) AS numbers
    FROM took
    GROUP BY agency_id
),

placed AS (
    SELECT agency_id, unnest(numbers) AS number, len(numbers) + 1 - generate_subscripts(numbers, 1) AS at_risk
    FROM numbered
),

cut_off AS (
    SELECT agency_id, minutes, product(at_risk / (at_risk - 1)) AS kept
    FROM placed
    JOIN marks ON number <= CAST(minutes AS BIGINT) * 120000000 + 1
    WHERE number % 2 = 1 AND at_risk > 1
    GROUP BY agency_id, minutes
),

lasts AS (
    SELECT agency_id, numbers[-1] / 2e6 AS last_s, numbers[-1] % 2 AS is_cut FROM numbered
),

estimated AS (
    -- A last one that was cut does not bring the curve down.
    SELECT
        plain.*,
        (start_seen - gone + CASE WHEN gone = start_seen THEN is_cut ELSE 0 END) / start_seen * coalesce(kept, 1) AS lasting,
        -- Nobody is left whose longer time could tell more, unless all have ended.
        last_s < minutes * 60 AS is_beyond
    FROM plain
    JOIN lasts USING (agency_id)
    LEFT JOIN cut_off USING (agency_id, minutes)
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
    FROM estimated
)

SELECT * FROM final
ORDER BY agency_id, minutes
