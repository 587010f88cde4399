-- Little's-law audit: visits against people present, by counter and hour
-- Audit hukum Little: kunjungan dibandingkan orang yang hadir, per loket dan jam
-- grain: one row per counter and local hour of its service hours
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only
-- param: walk_s number default 10 seconds a visit may take between queue and counter
-- Little (1961): the mean number of people present (L) is their arrivals per time (lambda) times their mean visit (W).
-- L, mean_present, is counted over time: people seen waiting, linked to a visit or not, and parties being served.
-- lambda, arrivals_per_hour, and W, mean_visit_s (waiting and service, of whole visits with their waiting known), come
-- from the sessions, one by one. It needs no labels. little_ratio is L / (lambda W), and 1 over endless time.
-- Within an hour, people who came before it add to L, and visits that end after it take from it: with these edge
-- effects, the bounds of each visit and walk_s, the ratio may be anything from ratio_lo to ratio_hi. outside: it is not,
-- and nothing but an error explains it. All is NULL where the camera did not record the whole window.
-- A visit whose joining was not seen arrives when it was first seen, waiting or served.
-- Where people are waiting at its end and the next hour of the date was not recorded, nobody knows when they were
-- served: the band has no upper end then. A visit whose waiting was not seen may have waited since the window began.
-- Presence rows carry the mean number waiting. Where one goes on past the hour, the band allows the number in its two
-- parts to differ by that mean, or by one person.
-- Above the band: people waited whom no session accounts for. They gave up, their service was missed, or the person in
-- the queue and the one at the counter were not linked. A queue that several counters share is counted whole at each,
-- so these are above it by their nature. Below the band: sessions that hold more time than people were seen for, such as
-- waiting given to the wrong person, or sessions without anybody served.
-- It cannot see what is wrong on both sides alike: a person nobody detected, a session split in two or two made one
-- while no one waits, and time at the counter, which sessions say on both sides unless presence contradicts them.
WITH pieces AS (
    SELECT
        agency_id,
        counter_id,
        camera_id,
        service_date,
        state,
        customers_waiting,
        duration_s,
        unnest(hour_pieces(site_id, started_at, ended_at), recursive := true)
    FROM staff_presence
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
),

windows AS (
    SELECT
        pieces.agency_id,
        pieces.counter_id,
        pieces.service_date,
        pieces.hour_local,
        min(from_at) AS from_at,
        max(to_at) AS to_at,
        seconds_between(min(from_at), max(to_at)) AS window_s,
        total(seconds * customers_waiting) AS waiting_person_s,
        arg_max(customers_waiting, from_at) AS waiting_at_end,
        total(
            CASE WHEN customers_waiting > 0 AND duration_s > 0
                THEN larger(customers_waiting, 1) * seconds * (duration_s - seconds) / duration_s
                ELSE 0
            END
        ) AS uneven_s,
        -- Without a break in it, the queue seen throughout.
        total(seconds) > window_s - 0.01 AND count(*) = count(customers_waiting) AS unbroken
    FROM pieces
    GROUP BY pieces.agency_id, pieces.counter_id, pieces.service_date, pieces.hour_local
),

-- What the camera recorded of the window, and of the hour that follows. Hours of other counters that it shows say nothing.
recorded AS (
    SELECT
        cameras.agency_id,
        cameras.counter_id,
        cameras.service_date,
        cameras.hour_local,
        total(larger(0, seconds_between(larger(from_at, started_at), lesser(to_at, ended_at)))) AS recorded_s,
        total(
            larger(0, seconds_between(larger(to_at, started_at), lesser(to_at + INTERVAL 1 HOUR, ended_at)))
        ) AS following_s
    FROM (SELECT DISTINCT agency_id, counter_id, camera_id, service_date, hour_local FROM pieces) AS cameras
    JOIN windows USING (agency_id, counter_id, service_date, hour_local)
    JOIN coverage USING (camera_id, service_date)
    WHERE coverage_state = 'recorded'
    GROUP BY cameras.agency_id, cameras.counter_id, cameras.service_date, cameras.hour_local
),

visits AS (
    SELECT
        *,
        -- Where the joining was not seen: when it was first seen waiting, else when the service began.
        started_at - to_microseconds(CAST(round(coalesce(waiting_s, seen_s, 0) * 1e6) AS BIGINT)) AS arrived_at,
        waiting_s IS NOT NULL AND NOT censored AS known
    FROM services
    LEFT JOIN (
        SELECT service_event_id AS event_id, service_date, duration_s AS seen_s, duration_lo_s AS seen_lo_s
        FROM waiting_visits
        WHERE service_event_id IS NOT NULL
    ) AS places USING (event_id, service_date)
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
),

serving AS (
    SELECT
        pieces.agency_id,
        pieces.counter_id,
        pieces.service_date,
        pieces.hour_local,
        total(
            party_size
            * larger(0, seconds_between(larger(from_at, started_at), lesser(to_at, ended_at)))
        ) AS served_person_s
    FROM pieces
    JOIN visits
        ON pieces.agency_id = visits.agency_id
        AND pieces.counter_id = visits.counter_id
        AND pieces.service_date = visits.service_date
        AND from_at < ended_at
        AND started_at < to_at
    WHERE state IN ('serving', 'unknown')
    GROUP BY pieces.agency_id, pieces.counter_id, pieces.service_date, pieces.hour_local
),

flows AS (
    SELECT
        windows.agency_id,
        windows.counter_id,
        windows.service_date,
        windows.hour_local,
        arrived_at >= from_at AND arrived_at < to_at AND NOT start_censored AS arrived,
        party_size,
        known,
        party_size * (waiting_s + duration_s) AS visit_s,
        party_size * (coalesce(waiting_lo_s, seen_lo_s, 0) + duration_lo_s - CAST($walk_s AS DOUBLE)) AS visit_lo_s,
        party_size * (coalesce(waiting_hi_s, seconds_between(from_at, started_at)) + duration_hi_s) AS visit_hi_s,
        party_size * larger(0, seconds_between(to_at, ended_at)) AS after_s,
        party_size * seconds_between(from_at, lesser(to_at, ended_at)) AS within_s
    FROM windows
    JOIN visits
        ON windows.agency_id = visits.agency_id
        AND windows.counter_id = visits.counter_id
        AND windows.service_date = visits.service_date
        AND arrived_at < to_at
        AND ended_at > from_at
),

sums AS (
    SELECT
        agency_id,
        counter_id,
        service_date,
        hour_local,
        sum(party_size) FILTER (arrived) AS arrivals,
        sum(party_size) FILTER (arrived AND known) AS arrivals_known,
        share(total_where(visit_s, arrived AND known), arrivals_known) AS mean_visit_s,
        total(CASE WHEN arrived THEN visit_lo_s - after_s ELSE 0 END) AS least_s,
        total(CASE WHEN arrived THEN visit_hi_s ELSE within_s END) AS most_s
    FROM flows
    GROUP BY agency_id, counter_id, service_date, hour_local
),

balances AS (
    SELECT
        agency_id,
        counter_id,
        service_date,
        hour_local,
        unbroken AND coalesce(recorded_s, 0) > window_s - 0.01 AS covered,
        window_s,
        waiting_at_end = 0 OR coalesce(following_s, 0) > 3600 - 0.01 AS ends_known,
        CAST(coalesce(arrivals, 0) AS BIGINT) AS arrived,
        CAST(coalesce(arrivals_known, 0) AS BIGINT) AS arrived_known,
        mean_visit_s,
        waiting_person_s + coalesce(served_person_s, 0) AS present_s,
        arrived * mean_visit_s AS visits_s,
        coalesce(least_s, 0) - uneven_s AS at_least_s,
        CASE WHEN ends_known THEN coalesce(most_s, 0) + uneven_s END AS at_most_s
    FROM windows
    LEFT JOIN recorded USING (agency_id, counter_id, service_date, hour_local)
    LEFT JOIN serving USING (agency_id, counter_id, service_date, hour_local)
    LEFT JOIN sums USING (agency_id, counter_id, service_date, hour_local)
),

final AS (
    SELECT
        agency_id,
        counter_id,
        service_date,
        hour_local,
        window_s / 60 AS window_minutes,
        CASE WHEN covered THEN arrived END AS arrivals,
        CASE WHEN covered THEN arrived_known END AS arrivals_known,
        CASE WHEN covered THEN present_s / window_s END AS mean_present,
        CASE WHEN covered THEN arrived / (window_s / 3600) END AS arrivals_per_hour,
        CASE WHEN covered THEN mean_visit_s END AS mean_visit_s,
        CASE WHEN covered THEN share(present_s, visits_s) END AS little_ratio,
        CASE WHEN covered THEN share(larger(0, at_least_s), visits_s) END AS ratio_lo,
        CASE WHEN covered THEN share(at_most_s, visits_s) END AS ratio_hi,
        -- In person-seconds, so that an hour without arrivals is judged too.
        CASE WHEN covered THEN present_s < at_least_s - 1 OR coalesce(present_s > at_most_s + 1, false) END AS outside
    FROM balances
)

SELECT * FROM final
ORDER BY agency_id, counter_id, hour_local
