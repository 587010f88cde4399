-- Share of the service hours with an officer at the counter
-- Bagian jam pelayanan dengan petugas di loket
-- grain: one row per counter with service hours
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only
-- Shares are of the observed time (observed_share of the service hours). What was not observed is unknown, neither
-- staffed nor unattended: over all service hours the staffed share lies between staffed_lo_share and
-- staffed_hi_share. An officer away from the counter may well be working elsewhere.
WITH open_hours AS (
    SELECT * FROM counter_hours
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
),

totals AS (
    SELECT
        agency_id,
        counter_id,
        total(service_hours_s) AS service_hours_s,
        total(observed_s) AS observed_s,
        total(serving_s) AS serving_s,
        total(idle_s) AS idle_s,
        total(staffed_s) AS staffed_s,
        total(unattended_s) AS unattended_s
    FROM open_hours
    GROUP BY agency_id, counter_id
),

final AS (
    SELECT
        agency_id,
        counter_id,
        service_hours_s / 3600 AS service_hours,
        share(observed_s, service_hours_s) AS observed_share,
        share(staffed_s, observed_s) AS staffed_share,
        share(serving_s, observed_s) AS serving_share,
        share(idle_s, observed_s) AS idle_share,
        share(unattended_s, observed_s) AS unattended_share,
        share(staffed_s, service_hours_s) AS staffed_lo_share,
        share(staffed_s + service_hours_s - observed_s, service_hours_s) AS staffed_hi_share
    FROM totals
)

SELECT * FROM final
ORDER BY agency_id, counter_id
