-- Minutes in which a counter was unattended while somebody waited
-- Menit loket kosong sementara ada yang menunggu
-- grain: one row per counter and service date with service hours
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only
-- waiting_minutes is exact while at most one person waits, otherwise at most this long; person_minutes (one person
-- waiting one minute) is exact. Both are of the unattended time in which the queue was seen, and NULL where it never was;
-- queue_unseen_minutes is the unattended time in which it was not: so much more may have to be added to waiting_minutes.
-- unattended_waiting_share is of the observed time without the unattended time in which the queue was not seen.
WITH open_hours AS (
    SELECT * FROM counter_hours
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
),

totals AS (
    SELECT
        agency_id,
        counter_id,
        service_date,
        total(observed_s) AS observed_s,
        total(unattended_s) AS unattended_s,
        total(queue_unseen_s) AS queue_unseen_s,
        -- An hour without unattended time says nothing of a queue.
        total_where(unattended_waiting_s, unattended_s > 0) AS somebody_s,
        total_where(unattended_person_s, unattended_s > 0) AS person_s
    FROM open_hours
    GROUP BY agency_id, counter_id, service_date
),

seen AS (
    SELECT
        *,
        CASE WHEN observed_s > 0 THEN CASE unattended_s WHEN 0 THEN 0 ELSE somebody_s END END AS unattended_waiting_s,
        CASE WHEN observed_s > 0 THEN CASE unattended_s WHEN 0 THEN 0 ELSE person_s END END AS unattended_person_s
    FROM totals
),

final AS (
    SELECT
        agency_id,
        counter_id,
        service_date,
        observed_s / 3600 AS observed_hours,
        CASE WHEN observed_s > 0 THEN unattended_s / 60 END AS unattended_minutes,
        unattended_waiting_s / 60 AS waiting_minutes,
        unattended_person_s / 60 AS person_minutes,
        CASE WHEN observed_s > 0 THEN queue_unseen_s / 60 END AS queue_unseen_minutes,
        share(unattended_waiting_s, observed_s - queue_unseen_s) AS unattended_waiting_share
    FROM seen
)

SELECT * FROM final
ORDER BY agency_id, counter_id, service_date
