-- Break cover: hours in which a counter is usually without an officer, and whether another counter has one meanwhile
-- Ganti jaga istirahat: jam ketika loket biasanya tanpa petugas, dan ada tidaknya petugas di loket lain sementara itu
-- grain: one row per counter and local hour of the day in which it was unattended
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only
-- param: minutes number default 10 from how many minutes of the hour on it counts as a break
-- param: usual share default 0.5 share of the days from which on the break is usual
-- days are dates on which the counter was observed in that hour, break_days those of them on which it was unattended for so many
-- minutes of it or more, known_days those of which it is known whether it was: the time that was not observed would not have made
-- up the minutes. usual_break: break_days are the share of the known_days that is asked for, or more; NULL where there are none.
-- absent_minutes is the time without an officer, the mean of the days. covered_share is the share of it in which another counter of
-- the agency had an officer, whatever its service; uncovered_share that in which all others that were open are known to have had
-- none. Of the rest nobody can tell. An agency of one counter has nobody to cover. waiting_minutes is one person waiting for one minute at
-- the counter meanwhile, the mean of the days, NULL where its queue was never seen. Hours in which the calendar closes the counter
-- are no service hours and not here. An officer who is not at the counter may be working elsewhere.
WITH open_hours AS (
    SELECT
        agency_id,
        counter_id,
        hour_local,
        unattended_s,
        unattended_person_s,
        unattended_s >= CAST($minutes AS DOUBLE) * 60 - 1e-6 AND unattended_s > 0 AS is_break,
        unattended_s + service_hours_s - observed_s >= CAST($minutes AS DOUBLE) * 60 - 1e-6
            AND unattended_s + service_hours_s - observed_s > 1e-6 AS may_be
    FROM counter_hours
    WHERE in_period(service_date, $from, $to)
        AND chosen(agency_id, $agency)
        AND chosen(counter_id, $counter)
        AND observed_s > 0
),

hours_of_day AS (
    SELECT
        agency_id,
        counter_id,
        hour(hour_local) AS local_hour,
        count(*) AS days,
        count(*) FILTER (is_break OR NOT may_be) AS known_days,
        count(*) FILTER (is_break) AS break_days,
        total(unattended_s) AS absent_s,
        total_where(unattended_person_s, unattended_s > 0) AS person_s
    FROM open_hours
    GROUP BY agency_id, counter_id, hour(hour_local)
),

covers AS (
    SELECT
        agency_id,
        counter_id,
        hour(hour_local) AS local_hour,
        total(counter_covered_s) AS covered_s,
        total(counter_uncovered_s) AS uncovered_s
    FROM cover_hours
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
    GROUP BY agency_id, counter_id, hour(hour_local)
),

final AS (
    SELECT
        agency_id,
        counter_id,
        local_hour,
        days,
        known_days,
        break_days,
        CASE WHEN known_days > 0 THEN break_days >= CAST($usual AS DOUBLE) * known_days - 1e-9 END AS usual_break,
        absent_s / 60 / days AS absent_minutes,
        share(covered_s, absent_s) AS covered_share,
        share(uncovered_s, absent_s) AS uncovered_share,
        person_s / 60 / days AS waiting_minutes
    FROM hours_of_day
    JOIN covers USING (agency_id, counter_id, local_hour)
)

SELECT * FROM final
ORDER BY agency_id, counter_id, local_hour
