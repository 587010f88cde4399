-- What a research release counts, before disclosure control: for the program alone, never to be passed on
-- grain: one row per agency, weekday and time of day with a visit or observed service hours, and per total of them
-- Parameters: from, to (service dates), bin (minutes, whole hours). '(all)' marks a total. Cells that were open and had
-- no visit are kept: that nobody came is as telling as how many did. counters lists those that served; a counter that
-- moved to another agency is still one counter.
WITH visits AS (
    SELECT
        agency_id,
        dayname(service_date) AS weekday,
        CAST(local_hour * 60 // $bin AS BIGINT) AS slot,
        counter_id,
        event_id,
        censored,
        whole_duration_s,
        waiting_s,
        NULL AS observed_s,
        NULL AS staffed_s
    FROM services
    WHERE in_period(service_date, $from, $to)
),

openings AS (
    SELECT
        agency_id,
        dayname(service_date) AS weekday,
        CAST(hour(hour_local) * 60 // $bin AS BIGINT) AS slot,
        counter_id,
        NULL AS event_id,
        NULL AS censored,
        NULL AS whole_duration_s,
        NULL AS waiting_s,
        observed_s,
        staffed_s
    FROM counter_hours
    WHERE in_period(service_date, $from, $to) AND observed_s > 0
),

facts AS (
    SELECT * FROM visits
    UNION ALL
    SELECT * FROM openings
),

final AS (
    SELECT
        CASE grouping(agency_id) WHEN 1 THEN '(all)' ELSE agency_id END AS agency_id,
        CASE grouping(weekday) WHEN 1 THEN '(all)' ELSE weekday END AS weekday,
        CASE grouping(slot)
            WHEN 1 THEN '(all)'
            ELSE printf(
                '%02d:%02d-%02d:%02d',
                slot * $bin // 60,
                slot * $bin % 60,
                (slot + 1) * $bin // 60,
                (slot + 1) * $bin % 60
            )
        END AS time_of_day,
        count(event_id) AS visits,
        coalesce(list_sort(list(DISTINCT counter_id) FILTER (event_id IS NOT NULL)), []) AS counters,
        share(count(*) FILTER (censored), count(event_id)) AS censored_share,
        share(count(waiting_s), count(event_id)) AS waiting_known_share,
        count(whole_duration_s) AS seen_whole,
        count(DISTINCT counter_id) FILTER (whole_duration_s IS NOT NULL) AS seen_whole_counters,
        median(whole_duration_s) AS median_service_s,
        quantile_cont(whole_duration_s, 0.9) AS p90_service_s,
        count(waiting_s) AS waiting_known,
        count(DISTINCT counter_id) FILTER (waiting_s IS NOT NULL) AS waiting_known_counters,
        median(waiting_s) AS median_waiting_s,
        quantile_cont(waiting_s, 0.9) AS p90_waiting_s,
        count(DISTINCT counter_id) FILTER (observed_s IS NOT NULL) AS observed_counters,
        sum(observed_s) / 3600 AS observed_hours,
        share(sum(staffed_s), sum(observed_s)) AS staffed_share
    FROM facts
    GROUP BY CUBE (agency_id, weekday, slot)
    HAVING count(*) > 0
)

SELECT * FROM final
ORDER BY ALL
