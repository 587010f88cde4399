-- When all counters of an agency were without an officer
-- Saat semua loket suatu instansi tanpa petugas
-- grain: one row per agency and stretch of time in which each of its counters with service hours was unattended
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- Only time in which it is known of every counter that no officer was there: while a counter is unknown nothing can be
-- told, and no row stands for that (unknown_time says how much). counters is how many there were, the fewest where that
-- changed. waiting_minutes is one person waiting for one minute at one of them, of the queues that were seen; who waits for
-- several counters counts at each; NULL where no queue was seen. An officer who is not at the counter may be working elsewhere.
-- The review candidate of this name is of the same counters, and of what lasts as long as the site file asks for.
WITH states AS (
    SELECT * FROM staff_presence
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency)
),

edges AS (
    SELECT site_id, agency_id, service_date, started_at AS moment, 1 AS one, state, customers_waiting FROM states
    UNION ALL
    SELECT site_id, agency_id, service_date, ended_at, -1, state, customers_waiting FROM states
),

moments AS (
    SELECT
        site_id,
        agency_id,
        service_date,
        moment,
        sum(one) AS one,
        coalesce(sum(one) FILTER (state = 'unattended'), 0) AS unattended,
        coalesce(sum(one) FILTER (customers_waiting IS NOT NULL), 0) AS seen,
        coalesce(sum(one * customers_waiting), 0) AS waiting
    FROM edges
    GROUP BY site_id, agency_id, service_date, moment
),

pieces AS (
    SELECT
        site_id,
        agency_id,
        service_date,
        moment AS started_at,
        lead(moment) OVER in_order AS ended_at,
        sum(one) OVER in_order AS counters,
        sum(unattended) OVER in_order AS unattended,
        sum(seen) OVER in_order AS seen,
        -- Rounded: of what is added and taken away again, 1e-17 would be left.
        round(sum(waiting) OVER in_order, 9) AS waiting
    FROM moments
    WINDOW in_order AS (PARTITION BY agency_id, service_date ORDER BY moment)
),

marked AS (
    SELECT *, counters > 0 AND counters = unattended AS empty FROM pieces
    WHERE ended_at IS NOT NULL
),

numbered AS (
    SELECT
        *,
        count(*) FILTER (NOT empty) OVER (PARTITION BY agency_id, service_date ORDER BY started_at) AS stretch
    FROM marked
),

final AS (
    SELECT
        agency_id,
        service_date,
        local_time(any_value(site_id), min(started_at)) AS started_local,
        local_time(any_value(site_id), max(ended_at)) AS ended_local,
        seconds_between(min(started_at), max(ended_at)) AS empty_s,
        CAST(min(counters) AS BIGINT) AS counters,
        CASE WHEN max(seen) > 0 THEN sum(waiting * seconds_between(started_at, ended_at)) / 60 END AS waiting_minutes
    FROM numbered
    WHERE empty
    GROUP BY agency_id, service_date, stretch
)

SELECT * FROM final
ORDER BY service_date, agency_id, started_local
