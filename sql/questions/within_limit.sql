-- Share of visits within a limit, by agency, and whether a promised share was kept
-- Bagian kunjungan dalam batas, menurut instansi, dan apakah janji layanan ditepati
-- grain: one row per agency that served somebody or that somebody waited for
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: measure waiting|service default waiting what is limited
-- param: limit_s number default - the limit, in seconds; else the agency's own on each date, else 3600
-- param: portion share default - the promised share, to judge by; with the agency's own limit, its own
-- param: least_recorded share default - share of the service hours to be recorded before a promise counts as kept; else 0.9
-- Of waiting: sessions whose waiting was seen, those who gave up not counted (method "removed"; service_level has the
-- others). Of service: sessions seen whole. known says how many that are; the others are left out. within_sure_share
-- counts those within the limit even at their longest, within_possible_share at their shortest; the truth lies between.
-- The promise is judged by all visits, counted, also those that the former leave out. Of waiting: every session, who gave
-- up (reneged) and who was lost from sight (unknown). Of service: every session. at_least_share is that of those surely
-- within the limit: known, and within it even at their longest; gave up, lost, cut and not seen count as over.
-- at_most_share leaves out of all only those surely over it: longer even at their shortest, as far as they were seen,
-- however they ended.
-- Where no limit is given, limit_s, portion and least_recorded are of the strictest standard that the agency had on the
-- date, by the view limits; NULL where it changed in the period: each visit counts by that of its date then, and
-- standards_kept judges each standard.
-- recorded_share is of the service hours of the agency's counters. outcome is kept where at_least_share reaches portion
-- and recorded_share reaches least_recorded; not kept where 1 - recorded_share * (1 - at_most_share) is below portion:
-- visits in unrecorded hours, as many an hour as in recorded ones, would not have made up for it had all been within the
-- limit; else it cannot be told. NULL without a portion.
WITH visits AS (
    SELECT
        site_id,
        agency_id,
        service_date,
        CASE WHEN waiting_outcome = 'served' AND NOT start_censored THEN waited_s END AS took_s,
        CASE WHEN waiting_outcome = 'served' AND NOT start_censored THEN waited_hi_s END AS took_hi_s,
        CASE WHEN waiting_outcome = 'served' AND NOT start_censored THEN waited_lo_s END AS took_lo_s,
        waited_lo_s AS seen_lo_s,
        waiting_outcome = 'served' AS served
    FROM waits
    WHERE CAST($measure AS VARCHAR) = 'waiting'
        AND in_period(service_date, $from, $to)
        AND chosen(agency_id, $agency)
    UNION ALL
    SELECT site_id, agency_id, service_date, whole_duration_s, whole_duration_hi_s, whole_duration_lo_s, duration_lo_s, true
    FROM services
    WHERE CAST($measure AS VARCHAR) = 'service'
        AND in_period(service_date, $from, $to)
        AND chosen(agency_id, $agency)
),

limited AS (
    SELECT
        visits.*,
        coalesce(CAST($limit_s AS DOUBLE), promised.limit_s, 3600) AS limit_s,
        coalesce(CAST($portion AS DOUBLE), portion) AS portion,
        coalesce(CAST($least_recorded AS DOUBLE), least_recorded, 0.9) AS least_recorded
    FROM visits
    LEFT JOIN (FROM limits WHERE measure = CAST($measure AS VARCHAR) AND CAST($limit_s AS DOUBLE) IS NULL) AS promised
        USING (site_id, service_date, agency_id)
),

recorded AS (
    SELECT agency_id, share(total(recorded_s), total(service_hours_s)) AS recorded_share
    FROM counter_hours
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency)
    GROUP BY agency_id
),

shares AS (
    SELECT
        agency_id,
        count(*) FILTER (served) AS sessions,
        count(took_s) AS known,
        median(took_s) AS median_s,
        quantile_cont(took_s, 0.9) AS p90_s,
        agreed(limit_s) AS agreed_limit_s,
        agreed(portion) AS agreed_portion,
        agreed(least_recorded) AS agreed_least_recorded,
        share(count(*) FILTER (took_s <= limit_s), count(took_s)) AS within_share,
        share(count(*) FILTER (took_hi_s <= limit_s), count(took_s)) AS within_sure_share,
        share(count(*) FILTER (took_lo_s <= limit_s), count(took_s)) AS within_possible_share,
        count(*) AS counted,
        share(count(*) FILTER (took_hi_s <= limit_s), count(*)) AS at_least_share,
        1 - share(count(*) FILTER (seen_lo_s > limit_s), count(*)) AS at_most_share
    FROM limited
    GROUP BY agency_id
),

final AS (
    SELECT
        agency_id,
        sessions,
        known,
        median_s,
        p90_s,
        agreed_limit_s AS limit_s,
        within_share,
        within_sure_share,
        within_possible_share,
        counted,
        at_least_share,
        at_most_share,
        recorded_share,
        kept_or_not(at_least_share, at_most_share, recorded_share, agreed_portion, agreed_least_recorded) AS outcome
    FROM shares
    LEFT JOIN recorded USING (agency_id)
)

SELECT * FROM final
ORDER BY agency_id
