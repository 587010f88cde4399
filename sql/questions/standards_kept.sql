-- Each agency's own standards, and whether they were kept
-- Standar tiap instansi sendiri, dan apakah ditepati
-- grain: one row per standard that held on a date of the period
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- The standards are those of the site file that each date was run with; a standard is judged over the dates on which it
-- held (days). counted are all who came on them: of waiting every session, who gave up (reneged) and who was lost from
-- sight (unknown), of service every session. over_share of them were surely over the limit, even at the shortest, however they
-- ended; at_least_share were surely within it; the others were cut, not seen to come, or gave up early.
-- recorded_share, at_most_share and outcome are as in within_limit. The standard that most were surely over stands first.
WITH held AS (
    SELECT
        agency_id,
        service_date,
        measure,
        limit_s,
        {
            'measure': measure,
            'limit_s': limit_s,
            'portion': portion,
            'least_recorded': least_recorded,
            'source': source
        } AS standard
    FROM standards
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency)
),

visits AS (
    SELECT
        'waiting' AS measure,
        agency_id,
        service_date,
        waiting_outcome,
        CASE WHEN waiting_outcome = 'served' AND NOT start_censored THEN waited_s END AS took_s,
        CASE WHEN waiting_outcome = 'served' AND NOT start_censored THEN waited_hi_s END AS took_hi_s,
        waited_lo_s AS seen_lo_s
    FROM waits
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency)
    UNION ALL
    SELECT 'service', agency_id, service_date, 'served', whole_duration_s, whole_duration_hi_s, duration_lo_s
    FROM services
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency)
),

recorded AS (
    SELECT agency_id, service_date, total(recorded_s) AS recorded_s, total(service_hours_s) AS service_hours_s
    FROM counter_hours
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency)
    GROUP BY agency_id, service_date
),

days AS (
    SELECT
        agency_id,
        standard,
        min(service_date) AS first_date,
        max(service_date) AS last_date,
        count(*) AS days,
        share(total(recorded_s), total(service_hours_s)) AS recorded_share
    FROM held
    LEFT JOIN recorded USING (agency_id, service_date)
    GROUP BY agency_id, standard
),

judged AS (
    SELECT
        agency_id,
        standard,
        count(*) AS counted,
        count(*) FILTER (waiting_outcome = 'reneged') AS reneged,
        count(*) FILTER (waiting_outcome = 'unknown') AS unknown,
        count(took_s) AS known,
        median(took_s) AS median_s,
        share(count(*) FILTER (took_s <= limit_s), count(took_s)) AS within_share,
        share(count(*) FILTER (seen_lo_s > limit_s), count(*)) AS over_share,
        share(count(*) FILTER (took_hi_s <= limit_s), count(*)) AS at_least_share,
        1 - over_share AS at_most_share
    FROM held
    JOIN visits USING (agency_id, measure, service_date)
    GROUP BY agency_id, standard
),

final AS (
    SELECT
        agency_id,
        standard.measure AS measure,
        standard.limit_s AS limit_s,
        standard.portion AS portion,
        first_date,
        last_date,
        days,
        coalesce(counted, 0) AS counted,
        CASE measure WHEN 'waiting' THEN coalesce(reneged, 0) END AS reneged,
        CASE measure WHEN 'waiting' THEN coalesce(unknown, 0) END AS unknown,
        coalesce(known, 0) AS known,
        median_s,
        within_share,
        over_share,
        at_least_share,
        at_most_share,
        standard.least_recorded AS least_recorded,
        recorded_share,
        kept_or_not(at_least_share, at_most_share, recorded_share, portion, least_recorded) AS outcome,
        standard.source AS source
    FROM days
    LEFT JOIN judged USING (agency_id, standard)
)

SELECT * FROM final
ORDER BY over_share DESC NULLS LAST, agency_id, measure, limit_s, first_date
