-- What one counter more or less would have done: the same parties, played through a queue
-- Yang akan terjadi dengan satu loket lebih atau kurang: pengunjung yang sama, dimainkan melalui antrean
-- grain: one row per agency, local hour of the day in which its counters were open, and counters more (-1, 0, 1)
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: limit_s number default - how long who comes shall wait at most, in seconds; else the agency's own, else 600
-- param: dates number default 30 at most so many dates are played, spread evenly over the period
-- Everybody who came is played again at the moment when they came, in one queue for all counters, first come first served, and nobody
-- gives up. A party is served as long as it was. Where that is not known (cut, gave up, lost from sight) it is served as long as
-- one of the sessions seen whole on these dates, drawn by the moment they came, so that an answer is always the same. Who came before
-- opening is played too, and counts in no hour.
-- After each service its counter rests for the median moment that officers took between two services while the next party had come
-- before the former one left, both seen; for none where there were no such two.
-- As many counters are open in each quarter of an hour as had an officer for most of it: their share of the observed time, times the counters
-- in service hours, rounded. Where nothing was observed, the share is that of all these dates. more_counters are added to that, all day.
-- After closing the counters that were open last go on until nobody waits. counters_open is the mean over the hour's quarters.
-- played_share waited no longer than limit_s, of those who came in the hour (came); played_lo_share to played_hi_share is its 95 % interval
-- (Wilson's, for as many as the spread between dates leaves, and Student's t; NULL where somebody came on one date alone). Where all or none did, each date
-- counts once. It is of these dates alone: other services or crowds than were seen are not in it.
-- seen_within_share is what was seen on the same dates, of sessions whose waiting is known (waiting_known). Compare it with played_share where
-- more_counters is 0: counters have queues of their own, and some give up, so the two differ.
-- Believe the difference between two numbers of counters no further: with another number it was never compared with what came of it. counters_needed has Erlang C for the same hours. Who came in unrecorded time is not
-- played: where recorded_share is low, more would wait.
WITH states AS (
    SELECT
        site_id,
        agency_id,
        counter_id,
        service_date,
        state,
        started_at,
        ended_at
    FROM staff_presence
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency)
),

served_dates AS (
    SELECT
        agency_id,
        service_date,
        row_number() OVER (PARTITION BY agency_id ORDER BY service_date) AS number,
        count(*) OVER (PARTITION BY agency_id) AS all_dates
    FROM (SELECT DISTINCT agency_id, service_date FROM states)
),

dates AS (
    SELECT agency_id, service_date
    FROM served_dates
    WHERE floor(number * lesser(CAST($dates AS DOUBLE) / all_dates, 1) + 1e-9)
        > floor((number - 1) * lesser(CAST($dates AS DOUBLE) / all_dates, 1) + 1e-9)
),

pieces AS (
    SELECT
        site_id,
        agency_id,
        counter_id,
        service_date,
        state,
        unnest(quarter_pieces(started_at, ended_at), recursive := true)
    FROM states
    JOIN dates USING (agency_id, service_date)
),

staffed AS (
    SELECT
        agency_id,
        share(total_where(seconds, state IN ('serving', 'idle')), total_where(seconds, state <> 'unknown')) AS staffed_share
    FROM pieces
    GROUP BY agency_id
),

quarters AS (
    SELECT
        site_id,
        agency_id,
        service_date,
        quarter_at,
        count(DISTINCT counter_id) AS counters,
        share(
            coalesce(total_where(seconds, state IN ('serving', 'idle')), 0), total_where(seconds, state <> 'unknown')
        ) AS observed_share
    FROM pieces
    GROUP BY site_id, agency_id, service_date, quarter_at
),

opened AS (
    SELECT
        site_id,
        agency_id,
        service_date,
        quarter_at,
        CAST(floor(coalesce(observed_share, staffed_share) * counters + 0.5 + 1e-9) AS BIGINT) AS open_counters
    FROM quarters
    JOIN staffed USING (agency_id)
    WHERE staffed_share IS NOT NULL
),

changes AS (
    SELECT unnest([-1, 0, 1]) AS more_counters
),

-- Quarters between two stretches of service hours are there too, with no counter.
days AS (
    SELECT
        site_id,
        agency_id,
        service_date,
        more_counters,
        min(quarter_at) AS first_at,
        max(quarter_at) + INTERVAL 15 MINUTE AS last_at,
        map_from_entries(list((quarter_at, larger(open_counters + more_counters, 0)))) AS open_at,
        list_transform(
            range(first_at, last_at, INTERVAL 15 MINUTE), lambda quarter: coalesce(open_at[quarter], 0)
        ) AS open_counters
    FROM opened
    CROSS JOIN changes
    GROUP BY site_id, agency_id, service_date, more_counters
),

came_in AS (
    SELECT
        waits.site_id,
        waits.agency_id,
        waits.service_date,
        event_id,
        joined_at,
        joined_local,
        CASE WHEN waiting_outcome = 'served' AND NOT waits.start_censored THEN waited_s END AS seen_s,
        whole_duration_s,
        services.counter_id,
        started_at,
        ended_at,
        services.start_censored AS start_cut,
        services.end_censored AS end_cut
    FROM waits
    JOIN dates USING (agency_id, service_date)
    LEFT JOIN services USING (event_id, service_date)
),

turns AS (
    SELECT
        agency_id,
        started_at,
        joined_at,
        start_cut OR seen_s IS NULL AS is_cut,
        lag({'ended_at': ended_at, 'is_cut': end_cut}) OVER (
            PARTITION BY agency_id, service_date, counter_id ORDER BY started_at, event_id
        ) AS former
    FROM came_in
    WHERE started_at IS NOT NULL
),

pauses AS (
    SELECT agency_id, median(seconds_between(former.ended_at, started_at)) AS pause_s
    FROM turns
    WHERE NOT is_cut AND NOT former.is_cut AND joined_at <= former.ended_at AND former.ended_at <= started_at
    GROUP BY agency_id
),

lengths AS (
    SELECT
        agency_id,
        whole_duration_s AS drawn_s,
        row_number() OVER (PARTITION BY agency_id ORDER BY whole_duration_s) AS number,
        count(*) OVER (PARTITION BY agency_id) AS lengths
    FROM came_in
    WHERE whole_duration_s IS NOT NULL
),

draws AS (
    SELECT came_in.*, 1 + CAST('0x' || left(md5(CAST(epoch_us(joined_at) AS VARCHAR)), 8) AS BIGINT) % lengths AS number
    FROM came_in
    JOIN (SELECT DISTINCT agency_id, lengths FROM lengths) AS counted USING (agency_id)
),

parties AS (
    SELECT draws.*, coalesce(whole_duration_s, drawn_s) + coalesce(pause_s, 0) AS took_s
    FROM draws
    JOIN lengths USING (agency_id, number)
    LEFT JOIN pauses USING (agency_id)
),

queues AS (
    SELECT
        agency_id,
        service_date,
        more_counters,
        list(hour(joined_local) ORDER BY joined_at, event_id) AS local_hours,
        list(seen_s ORDER BY joined_at, event_id) AS seen_s,
        list(seconds_between(first_at, joined_at) ORDER BY joined_at, event_id) AS came_s,
        list(took_s ORDER BY joined_at, event_id) AS took_s,
        any_value(open_counters) AS open_counters
    FROM days
    JOIN parties USING (site_id, agency_id, service_date)
    WHERE joined_at < last_at
    GROUP BY site_id, agency_id, service_date, more_counters
),

waited AS (
    SELECT *, played_waits(came_s, took_s, open_counters) AS played_s FROM queues
),

played AS (
    SELECT
        agency_id,
        service_date,
        more_counters,
        unnest(local_hours) AS local_hour,
        unnest(seen_s) AS seen_s,
        unnest(played_s) AS played_s
    FROM waited
),

promised AS (
    SELECT agency_id, arg_max(limit_s, service_date) AS own_s
    FROM limits
    WHERE measure = 'waiting' AND CAST($limit_s AS DOUBLE) IS NULL AND in_period(service_date, $from, $to)
    GROUP BY agency_id
),

by_date AS (
    SELECT
        agency_id,
        local_hour,
        more_counters,
        count(*) AS came,
        count(*) FILTER (played_s <= coalesce(CAST($limit_s AS DOUBLE), own_s, 600) + 5e-7) AS in_time,
        count(seen_s) AS waiting_known,
        count(*) FILTER (seen_s <= coalesce(CAST($limit_s AS DOUBLE), own_s, 600)) AS seen_within
    FROM played
    LEFT JOIN promised USING (agency_id)
    GROUP BY agency_id, service_date, local_hour, more_counters
),

sums AS (
    SELECT
        agency_id,
        local_hour,
        more_counters,
        count(*) AS days_with,
        sum(came) AS came,
        sum(in_time) AS in_time,
        sum(waiting_known) AS waiting_known,
        sum(seen_within) AS seen_within,
        sum(in_time * in_time) AS in_time_squared,
        sum(in_time * came) AS in_time_came,
        sum(came * came) AS came_squared
    FROM by_date
    GROUP BY agency_id, local_hour, more_counters
),

apart AS (
    -- How far the dates lie from the share of all; in whole numbers, so that the order of their sums does not matter.
    SELECT
        *,
        share(in_time, came) AS played_share,
        CAST(
            came * came * in_time_squared - 2 * in_time * came * in_time_came + in_time * in_time * came_squared AS DOUBLE
        ) / came / came AS squares
    FROM sums
),

surest AS (
    -- As many parties as would be as sure, did they not know of each other.
    SELECT
        *,
        CASE
            WHEN played_share IN (0, 1) THEN days_with
            WHEN squares > 0
                THEN lesser(came, played_share * (1 - played_share) * came * came * (days_with - 1) / days_with / squares)
            ELSE came
        END AS as_many,
        student_t_95(CAST(days_with - 1 AS BIGINT)) AS t
    FROM apart
),

hours AS (
    SELECT
        agency_id,
        hour(local_time(site_id, quarter_at)) AS local_hour,
        more_counters,
        count(DISTINCT service_date) AS days,
        share(sum(larger(open_counters + more_counters, 0)), count(*)) AS counters_open
    FROM opened
    CROSS JOIN changes
    GROUP BY agency_id, hour(local_time(site_id, quarter_at)), more_counters
),

recorded AS (
    SELECT
        agency_id,
        hour(hour_local) AS local_hour,
        share(total(recorded_s), total(service_hours_s)) AS recorded_share
    FROM counter_hours
    JOIN dates USING (agency_id, service_date)
    GROUP BY agency_id, hour(hour_local)
),

final AS (
    SELECT
        agency_id,
        local_hour,
        more_counters,
        days,
        recorded_share,
        counters_open,
        CASE WHEN known AND recorded_share > 0 THEN CAST(coalesce(came, 0) AS BIGINT) END AS came,
        CASE WHEN known AND recorded_share > 0 THEN CAST(coalesce(waiting_known, 0) AS BIGINT) END AS waiting_known,
        coalesce(CAST($limit_s AS DOUBLE), own_s, 600) AS limit_s,
        share(seen_within, waiting_known) AS seen_within_share,
        played_share,
        wilson_bound(played_share * as_many, as_many, -t) AS played_lo_share,
        wilson_bound(played_share * as_many, as_many, t) AS played_hi_share
    FROM hours
    LEFT JOIN surest USING (agency_id, local_hour, more_counters)
    LEFT JOIN recorded USING (agency_id, local_hour)
    LEFT JOIN promised USING (agency_id)
    LEFT JOIN (SELECT DISTINCT agency_id, true AS known FROM lengths) AS of_lengths USING (agency_id)
)

SELECT * FROM final
ORDER BY agency_id, local_hour, more_counters
