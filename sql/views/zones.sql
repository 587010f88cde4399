-- Zones drawn on the cameras' frames, and the counters that they belong to
-- grain: one row per zone and service date
WITH said AS (
    SELECT
        site_id,
        service_date,
        unnest(
            from_json(
                site_on_date -> 'zones',
                '[{"camera_id": "VARCHAR", "zone_id": "VARCHAR", "zone_kind": "VARCHAR", "counter_ids": ["VARCHAR"]}]'
            ),
            recursive := true
        )
    FROM site_dates
)

SELECT site_id, camera_id, zone_id, service_date, zone_kind, counter_ids FROM said
