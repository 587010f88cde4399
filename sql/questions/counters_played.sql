-- What one counter more or less would have done: the same parties, played through a queue
-- Yang akan terjadi dengan satu loket lebih atau kurang: pengunjung yang sama, dimainkan melalui antrean
-- grain: one row per agency, local hour of the day in which its counters were open, and counters more (-1, 0, 1)
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: limit_s number default - how long who comes shall wait at most, in seconds; else the agency's own, else 600
-- param: dates number default 30 at most so many dates are played, spread evenly over the period
-- Everybody who came is played again at the moment when they came, in one queue for all counters, first come first served. Who came
-- before opening is played too, and counts in no hour.
-- A party is served as long as it was. Where that is not known (cut, gave up, lost from sight) it is served as long as one of the sessions
-- seen whole on these dates, drawn by the moment they came, so that an answer is always the same.
-- Who gave up does so after the same time, if not served before. Any other would wait as long as it did or longer: how much longer is drawn
-- alike, from the times after which parties gave up on these dates (Kaplan-Meier). Where nobody gave up, nobody does.
-- After each service its counter rests for the median moment that officers took between two services while the next party had come
-- before the former one left, both seen; for none where there were no such two.
-- As many counters are open in each quarter of an hour as had an officer for most of it: their share of the observed time, times the counters
-- in service hours, rounded: shorter absences are not played. Where nothing was observed, the share is that of all these dates. more_counters
-- are added to that, all day.
-- After closing the counters that were open last go on until nobody waits. counters_open is the mean over the hour's quarters.
-- played_share was served and waited no longer than limit_s, of those who came in the hour (came); played_lo_share to played_hi_share is its
-- 95 % interval for days such as these (NULL where somebody came on one date alone). played_gave_up left unserved.
-- seen_within_share is what was seen on the same dates, of parties of which it is known whether they were served in time (waiting_known): of
-- sessions whose waiting is known, and of those who gave up (gave_up), who were not. Compare it with played_share where more_counters is 0: where
-- that lies well above, people wait at one counter while another is free, or while its officer is away for minutes, and what one more would do is
-- overstated as much, or more. Then ask by service. In an office with one counter nothing tells that people would not go to a second one.
-- Not played: who came in unrecorded time (where recorded_share is low, more would wait), who turned away at the sight of the queue, and who would
-- come if it were shorter. counters_needed has Erlang C for the same hours.
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

dates AS (
    SELECT agency_id, service_date
    FROM (SELECT DISTINCT agency_id, service_date FROM states)
    WINDOW
        of_agency AS (PARTITION BY agency_id),
        so_far AS (PARTITION BY agency_id ORDER BY service_date)
    QUALIFY
        floor(row_number() OVER so_far * lesser(CAST($dates AS DOUBLE) / count(*) OVER of_agency, 1) + 1e-9)
        > floor((row_number() OVER so_far - 1) * lesser(CAST($dates AS DOUBLE) / count(*) OVER of_agency, 1) + 1e-9)
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
        md5(CAST(epoch_us(joined_at) AS VARCHAR)) AS drawn,
        CAST('0x' || drawn[:8] AS BIGINT) AS length_drawn,
        CAST('0x' || drawn[9:16] AS BIGINT) / pow(2, 32) AS patience_drawn,
        NOT waits.start_censored AS is_seen,
        waiting_outcome = 'reneged' AS gave_up,
        coalesce(waited_s, 0) AS stayed_s,
        CASE WHEN gave_up THEN CAST('inf' AS DOUBLE) WHEN waiting_outcome = 'served' AND is_seen THEN waited_s END AS seen_s,
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
        start_cut OR NOT is_seen AS is_cut,
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

known_agencies AS (
    SELECT DISTINCT agency_id, lengths FROM lengths
),

stays AS (
    SELECT
        list((event_id, service_date) ORDER BY joined_at, event_id) AS keys,
        patience(
            list(stayed_s ORDER BY joined_at, event_id),
            list(gave_up ORDER BY joined_at, event_id),
            list(is_seen ORDER BY joined_at, event_id),
            list(patience_drawn ORDER BY joined_at, event_id)
        ) AS patience_s
    FROM came_in
    GROUP BY agency_id
),

patient AS (
    SELECT unnest(keys) AS key, unnest(patience_s) AS patience_s FROM stays
),

drawn_lengths AS (
    SELECT came_in.*, 1 + length_drawn % lengths AS number
    FROM came_in
    JOIN known_agencies USING (agency_id)
),

parties AS (
    SELECT drawn_lengths.*, patience_s, coalesce(whole_duration_s, drawn_s) + coalesce(pause_s, 0) AS took_s
    FROM drawn_lengths
    JOIN lengths USING (agency_id, number)
    JOIN patient ON key = (event_id, service_date)
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
        list(patience_s ORDER BY joined_at, event_id) AS patience_s,
        any_value(open_counters) AS open_counters
    FROM days
    JOIN parties USING (site_id, agency_id, service_date)
    WHERE joined_at < last_at
    GROUP BY site_id, agency_id, service_date, more_counters
),

waited AS (
    SELECT *, played_waits(came_s, took_s, patience_s, open_counters) AS played_s FROM queues
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

limited AS (
    SELECT *, coalesce(CAST($limit_s AS DOUBLE), own_s, 600) AS limit_s
    FROM played
    LEFT JOIN promised USING (agency_id)
),

by_date AS (
    SELECT
        {'agency_id': agency_id, 'local_hour': local_hour, 'more_counters': more_counters} AS who,
        count(*) FILTER (played_s <= limit_s + 5e-7) AS part,
        count(*) AS whole
    FROM limited
    GROUP BY who, service_date
),

counts AS (
    SELECT
        agency_id,
        local_hour,
        more_counters,
        count(*) AS came,
        count(*) FILTER (isinf(played_s)) AS played_gave_up,
        count(*) FILTER (isinf(seen_s)) AS gave_up,
        count(seen_s) AS waiting_known,
        share(count(*) FILTER (seen_s <= limit_s), waiting_known) AS seen_within_share
    FROM limited
    GROUP BY agency_id, local_hour, more_counters
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
        CASE WHEN is_known THEN coalesce(came, 0) END AS came,
        CASE WHEN is_known THEN coalesce(waiting_known, 0) END AS waiting_known,
        CASE WHEN is_known THEN coalesce(gave_up, 0) END AS gave_up,
        CASE WHEN is_known THEN coalesce(played_gave_up, 0) END AS played_gave_up,
        coalesce(CAST($limit_s AS DOUBLE), own_s, 600) AS limit_s,
        seen_within_share,
        part_share AS played_share,
        lo_share AS played_lo_share,
        hi_share AS played_hi_share
    FROM hours
    LEFT JOIN counts USING (agency_id, local_hour, more_counters)
    LEFT JOIN (SELECT unnest(who), * EXCLUDE (who) FROM share_of_dates('by_date')) AS shares
        USING (agency_id, local_hour, more_counters)
    LEFT JOIN recorded USING (agency_id, local_hour)
    LEFT JOIN promised USING (agency_id)
    LEFT JOIN known_agencies USING (agency_id)
    CROSS JOIN LATERAL (SELECT lengths IS NOT NULL AND recorded_share > 0 AS is_known) AS known
)

SELECT * FROM final
ORDER BY agency_id, local_hour, more_counters
