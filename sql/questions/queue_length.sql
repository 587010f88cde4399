-- Queue length when a service starts, by counter and hour of the day
-- Panjang antrean saat layanan mulai, menurut loket dan jam
-- grain: one row per counter and local hour of the day in which it served somebody
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only
-- Others waiting at the moment a service starts, so quiet times without a service do not weigh in. Sessions whose
-- queue was not seen are left out (queue_known counts the others); a censored start counts, the queue being that of
-- the first frame.
WITH sessions AS (
    SELECT * FROM services
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
),

final AS (
    SELECT
        agency_id,
        counter_id,
        local_hour,
        count(*) AS sessions,
        count(queue_length) AS queue_known,
        avg(queue_length) AS mean_queue,
        median(queue_length) AS median_queue,
        max(queue_length) AS longest_queue,
        share(count(*) FILTER (queue_length = 0), count(queue_length)) AS empty_share
    FROM sessions
    GROUP BY agency_id, counter_id, local_hour
)

SELECT * FROM final
ORDER BY agency_id, counter_id, local_hour
