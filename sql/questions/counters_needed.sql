-- Counters open against counters needed, by hour of the day (Erlang C)
-- Loket yang dibuka dibandingkan yang diperlukan, menurut jam (Erlang C)
-- grain: one row per agency and local hour of the day in which its counters were open
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: limit_s number default - how long who comes shall wait at most, in seconds; else the agency's own, else 600
-- param: portion share default - the share that shall not wait longer; with the agency's own limit, its own, else 0.8
-- came_per_hour is how many parties joined a queue or walked up in that hour of the dates on which it was a service hour,
-- by the time that it was open (a half hour counts half): those served, reneged, and lost from sight. mean_service_s is over sessions seen whole of all hours
-- of those dates. load (Erlang) = came_per_hour * mean_service_s / 3600: as many counters would serve without a pause.
-- counters_open is the mean number of counters with an officer: of the observed time, as if the rest had been alike.
-- Erlang C (1917): parties come at random, service times vary as the exponential distribution has it, everybody waits for the
-- first free counter and nobody gives up. within_limit_share is what it expects with counters_open, rounded down to whole counters,
-- one_more_share with one more. counters_needed is the smallest number with which the portion waits no longer than limit_s. NULL where
-- load or counters are not known; 0 where counters_open are not more than the load, which such a queue outgrows.
-- It thinks of hours without end. When counters open nobody waits yet, and more are served in time than it says, the more the higher
-- the load; where services vary less than that, later too. So it errs towards one counter too many.
-- Where no limit is given, limit_s and portion are of the strictest standard for waiting that the agency had last in the
-- period, by the view limits.
-- Queues of the agency's counters are taken as one, which needs fewer counters than separate ones. Who gives up makes room for others,
-- so that fewer may do. Parties in unrecorded time are not counted: recorded_share says how much was recorded, and where it is low
-- more come than came_per_hour.
WITH open_hours AS (
    SELECT * FROM counter_hours
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency)
),

counter_open AS (
    SELECT agency_id, service_date, hour_local, max(service_hours_s) AS open_s
    FROM open_hours
    GROUP BY agency_id, service_date, hour_local
),

opened AS (
    SELECT agency_id, hour(hour_local) AS local_hour, total(open_s) / 3600 AS hours_open
    FROM counter_open
    GROUP BY agency_id, hour(hour_local)
),

staffing AS (
    SELECT
        agency_id,
        hour(hour_local) AS local_hour,
        count(DISTINCT hour_local) AS days,
        share(total(recorded_s), total(service_hours_s)) AS recorded_share,
        share(total(staffed_s), total(observed_s)) * count(DISTINCT (counter_id, hour_local)) / count(DISTINCT hour_local)
            AS counters_open
    FROM open_hours
    GROUP BY agency_id, hour(hour_local)
),

arrivals AS (
    SELECT agency_id, hour(joined_local) AS local_hour, count(*) AS came
    FROM waits
    JOIN counter_open USING (agency_id, service_date)
    WHERE date_trunc('hour', joined_local) = hour_local
    GROUP BY agency_id, hour(joined_local)
),

lengths AS (
    SELECT agency_id, total(whole_duration_s) / count(whole_duration_s) AS mean_service_s
    FROM services
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency)
    GROUP BY agency_id
),

promised AS (
    SELECT agency_id, arg_max({'limit_s': limit_s, 'portion': portion}, service_date) AS own
    FROM limits
    WHERE measure = 'waiting' AND CAST($limit_s AS DOUBLE) IS NULL AND in_period(service_date, $from, $to)
    GROUP BY agency_id
),

loads AS (
    SELECT
        agency_id,
        local_hour,
        days,
        recorded_share,
        CASE WHEN recorded_share > 0 THEN coalesce(came, 0) / hours_open END AS came_per_hour,
        mean_service_s,
        came_per_hour * mean_service_s / 3600 AS load,
        counters_open,
        CAST(floor(counters_open + 1e-9) AS BIGINT) AS whole_counters,
        coalesce(CAST($limit_s AS DOUBLE), own.limit_s, 600) AS limit_s,
        coalesce(CAST($portion AS DOUBLE), own.portion, 0.8) AS portion
    FROM staffing
    JOIN opened USING (agency_id, local_hour)
    LEFT JOIN arrivals USING (agency_id, local_hour)
    LEFT JOIN lengths USING (agency_id)
    LEFT JOIN promised USING (agency_id)
),

final AS (
    SELECT
        agency_id,
        local_hour,
        days,
        recorded_share,
        came_per_hour,
        mean_service_s,
        load,
        counters_open,
        limit_s,
        portion,
        erlang_c_within(load, mean_service_s, whole_counters, limit_s) AS within_limit_share,
        erlang_c_within(load, mean_service_s, whole_counters + 1, limit_s) AS one_more_share,
        list_filter(
            range(CAST(floor(load) AS BIGINT) + 1, CAST(floor(load) AS BIGINT) + 200),
            lambda counters: erlang_c_within(load, mean_service_s, counters, limit_s) >= portion - 1e-9
        )[1] AS counters_needed
    FROM loads
)

SELECT * FROM final
ORDER BY agency_id, local_hour
