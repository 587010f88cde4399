-- How many sessions were cut by gaps or edges of the footage
-- Berapa layanan terpotong celah atau tepi rekaman
-- grain: one row per counter that served somebody
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only
-- The medians of other questions leave these sessions out. Where their share is high, long sessions are more likely
-- to be cut than short ones, so medians are too low: compare cut_median_s, the median of what was seen of those cut.
WITH sessions AS (
    SELECT * FROM services
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
),

final AS (
    SELECT
        agency_id,
        counter_id,
        count(*) AS sessions,
        count(*) FILTER (start_censored) AS start_cut,
        count(*) FILTER (end_censored) AS end_cut,
        share(count(*) FILTER (censored), count(*)) AS censored_share,
        median(whole_duration_s) AS whole_median_s,
        median(duration_s) FILTER (censored) AS cut_median_s,
        share(count(waiting_s), count(*)) AS waiting_known_share
    FROM sessions
    GROUP BY agency_id, counter_id
)

SELECT * FROM final
ORDER BY agency_id, counter_id
