-- What the site file said of each date, as the newest run noted it that made the date's events
-- Isi berkas lokasi untuk tiap tanggal
-- grain: one row per site and service date of which a run since version 0.1.0 made events
-- The views agencies, calendar, counters, cameras, zones, standards and thresholds are made of it.
WITH newest AS (
    SELECT
        site_id,
        service_date,
        arg_max(config_hash, started_at) AS config_hash,
        arg_max(site_on_date, started_at) AS site_on_date
    FROM runs
    WHERE command IN ('nightly', 'events') AND site_on_date IS NOT NULL
    GROUP BY site_id, service_date
),

final AS (
    SELECT
        * EXCLUDE (site_on_date),
        from_json(
            site_on_date,
            '{
                "site_name": "VARCHAR",
                "agencies": [{
                    "agency_id": "VARCHAR",
                    "agency_name": "VARCHAR",
                    "day_kind": "VARCHAR",
                    "day_reason": "VARCHAR",
                    "hours": "VARCHAR",
                    "intervals": [["DOUBLE"]]
                }],
                "counters": [{
                    "counter_id": "VARCHAR",
                    "agency_id": "VARCHAR",
                    "counter_name": "VARCHAR",
                    "service": "VARCHAR"
                }],
                "cameras": [{
                    "camera_id": "VARCHAR",
                    "agency_id": "VARCHAR",
                    "recorder_id": "VARCHAR",
                    "purpose": "VARCHAR",
                    "place": "VARCHAR",
                    "recording_mode": "VARCHAR",
                    "counter_ids": ["VARCHAR"]
                }],
                "zones": [{
                    "camera_id": "VARCHAR",
                    "zone_id": "VARCHAR",
                    "zone_kind": "VARCHAR",
                    "counter_ids": ["VARCHAR"]
                }],
                "standards": [{
                    "agency_id": "VARCHAR",
                    "measure": "VARCHAR",
                    "limit_s": "DOUBLE",
                    "portion": "DOUBLE",
                    "least_recorded": "DOUBLE",
                    "source": "VARCHAR"
                }],
                "thresholds": "MAP(VARCHAR, DOUBLE)",
                "observer": "VARCHAR"
            }'
        ) AS said
    FROM newest
)

SELECT * FROM final
