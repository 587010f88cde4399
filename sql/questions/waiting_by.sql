-- Who came and how long they waited, by hour, weekday, week, month, service or kind of day
-- Yang datang dan lama menunggunya, menurut jam, hari, pekan, bulan, layanan atau jenis hari
-- grain: one row per agency and part (of the time, or service, or kind of day) in which somebody came
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only; who waited for several counters counts where one of them is it
-- param: by hour|weekday|week|month|service|day_kind default hour what the parts are
-- came counts sessions (parties, not people) and those who left a queue unserved (reneged), or were lost from sight while they waited
-- (unknown), at the hour in which they joined, or were first seen. days are dates with somebody. service and day_kind are
-- those of the site file that the date was run with; part is NULL where they are not known, and of a queue that leads to
-- counters of several services.
-- Median, P90 and shares are of waiting_known: sessions whose waiting was seen from its beginning. Those who gave up are
-- not in them: reneged_share is of those whose end was seen, its bounds have all of the unknown served, or none.
-- over_15_share, over_30_share and over_60_share waited longer than so many minutes, by the best estimate.
-- Unrecorded time has nobody in it: recorded_share by day or hour is in coverage_by_day and coverage_by_hour. Weeks and
-- months before and after another observer are not alike; versions lists the observers.
WITH came_in AS (
    SELECT * FROM waits
    WHERE in_period(service_date, $from, $to)
        AND chosen(agency_id, $agency)
        AND (chosen(counter_id, $counter) OR (counter_id IS NULL AND chosen_among(counter_ids, $counter)))
),

services_of AS (
    -- Of a counter, or of all counters that a queue leads to, if theirs is the same.
    SELECT event_id, came_in.service_date, any_value(service) AS service
    FROM came_in
    JOIN counters
        ON came_in.site_id = counters.site_id
        AND came_in.service_date = counters.service_date
        AND (
            came_in.counter_id = counters.counter_id
            OR (came_in.counter_id IS NULL AND list_contains(came_in.counter_ids, counters.counter_id))
        )
    WHERE CAST($by AS VARCHAR) = 'service'
    GROUP BY event_id, came_in.service_date
    HAVING count(DISTINCT coalesce(service, '')) = 1
),

parted AS (
    SELECT came_in.*, part_of($by, service_date, joined_local, service, day_kind) AS part
    FROM came_in
    LEFT JOIN services_of USING (event_id, service_date)
    LEFT JOIN calendar USING (site_id, service_date, agency_id)
),

final AS (
    SELECT
        agency_id,
        part,
        count(DISTINCT service_date) AS days,
        count(*) AS came,
        count(*) FILTER (waiting_outcome = 'served') AS sessions,
        count(*) FILTER (waiting_outcome = 'reneged') AS reneged,
        count(*) FILTER (waiting_outcome = 'unknown') AS unknown,
        share(reneged, sessions + reneged) AS reneged_share,
        share(reneged, came) AS reneged_lo_share,
        share(reneged + unknown, came) AS reneged_hi_share,
        count(*) FILTER (known) AS waiting_known,
        median(waited_s) FILTER (known) AS median_waiting_s,
        median(waited_lo_s) FILTER (known) AS median_lo_s,
        median(waited_hi_s) FILTER (known) AS median_hi_s,
        quantile_cont(waited_s, 0.9) FILTER (known) AS p90_waiting_s,
        share(count(*) FILTER (known AND waited_s > 900), waiting_known) AS over_15_share,
        share(count(*) FILTER (known AND waited_s > 1800), waiting_known) AS over_30_share,
        share(count(*) FILTER (known AND waited_s > 3600), waiting_known) AS over_60_share
    FROM (SELECT *, waiting_outcome = 'served' AND NOT start_censored AS known FROM parted)
    GROUP BY agency_id, part
)

SELECT * FROM final
ORDER BY agency_id, weekday_number(part), part
