-- What a research release counts, before disclosure control: for the program alone, never to be passed on
-- grain: one row per agency, weekday and time of day with a visit or observed service hours, and per total of them
-- Parameters: from, to (service dates), bin (minutes, whole hours). '(all)' marks a total. Cells that were open and had
-- no visit are kept: that nobody came is as telling as how many did. by_counter says what of it was at which counter,
-- which is what the rules are about; a counter that moved to another agency is still one counter.
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

named AS (
    SELECT
        agency_id,
        weekday,
        printf(
            '%02d:%02d-%02d:%02d',
            slot * $bin // 60,
            slot * $bin % 60,
            (slot + 1) * $bin // 60,
            (slot + 1) * $bin % 60
        ) AS time_of_day,
        * EXCLUDE (agency_id, weekday, slot)
    FROM facts
),

cells AS (
    SELECT
        CASE grouping(agency_id) WHEN 1 THEN '(all)' ELSE agency_id END AS agency_id,
        CASE grouping(weekday) WHEN 1 THEN '(all)' ELSE weekday END AS weekday,
        CASE grouping(time_of_day) WHEN 1 THEN '(all)' ELSE time_of_day END AS time_of_day,
        count(event_id) AS visits,
        share(count(*) FILTER (censored), count(event_id)) AS censored_share,
        share(count(waiting_s), count(event_id)) AS waiting_known_share,
        median(whole_duration_s) AS median_service_s,
        quantile_cont(whole_duration_s, 0.9) AS p90_service_s,
        median(waiting_s) AS median_waiting_s,
        quantile_cont(waiting_s, 0.9) AS p90_waiting_s,
        total(observed_s) / 3600 AS observed_hours,
        share(total(staffed_s), total(observed_s)) AS staffed_share
    FROM named
    GROUP BY CUBE (agency_id, weekday, time_of_day)
    HAVING count(*) > 0
),

counters AS (
    SELECT
        CASE grouping(agency_id) WHEN 1 THEN '(all)' ELSE agency_id END AS agency_id,
        CASE grouping(weekday) WHEN 1 THEN '(all)' ELSE weekday END AS weekday,
        CASE grouping(time_of_day) WHEN 1 THEN '(all)' ELSE time_of_day END AS time_of_day,
        {
            'counter_id': counter_id,
            'visits': count(event_id),
            'censored': count(*) FILTER (censored),
            'seen_whole': count(whole_duration_s),
            'waiting_known': count(waiting_s),
            'observed_s': coalesce(total(observed_s), 0),
            'staffed_s': coalesce(total(staffed_s), 0)
        } AS part
    FROM named
    GROUP BY counter_id, CUBE (agency_id, weekday, time_of_day)
),

parts AS (
    SELECT agency_id, weekday, time_of_day, list(part ORDER BY part.counter_id) AS by_counter
    FROM counters
    GROUP BY agency_id, weekday, time_of_day
),

final AS (
    SELECT * FROM cells
    JOIN parts USING (agency_id, weekday, time_of_day)
)

SELECT * FROM final
ORDER BY agency_id, weekday, time_of_day
