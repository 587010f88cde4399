-- State of each counter along its service hours
-- Keadaan tiap loket sepanjang jam pelayanan
-- grain: one row per counter and stretch of its service hours in one state
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only
-- unknown is time that was not observed, neither staffed nor unattended. An officer away from the counter may well be
-- working elsewhere.
WITH stretches AS (
    SELECT * FROM presence
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
),

final AS (
    SELECT
        agency_id,
        counter_id,
        service_date,
        started_local,
        ended_local,
        duration_s,
        state,
        customers_waiting
    FROM stretches
)

SELECT * FROM final
ORDER BY service_date, agency_id, counter_id, started_local
