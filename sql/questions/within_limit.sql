-- Share of visits within a limit, by agency
-- Bagian kunjungan dalam batas, menurut instansi
-- grain: one row per agency that served somebody
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: measure text default waiting waiting or service
-- param: limit_s number default 3600 the limit, in seconds
-- Of waiting: sessions whose waiting was seen, those who gave up not counted (method "removed"; service_level has the
-- others). Of service: sessions seen whole. known says how many that are; the others are left out. within_sure_share counts those within the limit
-- even at their longest, within_possible_share at their shortest; the truth lies between. Another word as measure has
-- no row.
WITH visits AS (
    SELECT
        agency_id,
        CASE $measure WHEN 'waiting' THEN waiting_s WHEN 'service' THEN whole_duration_s END AS took_s,
        CASE $measure WHEN 'waiting' THEN waiting_lo_s WHEN 'service' THEN whole_duration_lo_s END AS took_lo_s,
        CASE $measure WHEN 'waiting' THEN waiting_hi_s WHEN 'service' THEN whole_duration_hi_s END AS took_hi_s,
        CAST($limit_s AS DOUBLE) AS limit_s
    FROM services
    WHERE in_period(service_date, $from, $to)
        AND chosen(agency_id, $agency)
        AND CAST($measure AS VARCHAR) IN ('waiting', 'service')
),

final AS (
    SELECT
        agency_id,
        count(*) AS sessions,
        count(took_s) AS known,
        median(took_s) AS median_s,
        quantile_cont(took_s, 0.9) AS p90_s,
        any_value(limit_s) AS limit_s,
        share(count(*) FILTER (took_s <= limit_s), count(took_s)) AS within_share,
        share(count(*) FILTER (took_hi_s <= limit_s), count(took_s)) AS within_sure_share,
        share(count(*) FILTER (took_lo_s <= limit_s), count(took_s)) AS within_possible_share
    FROM visits
    GROUP BY agency_id
)

SELECT * FROM final
ORDER BY agency_id
