-- What each camera is there for, and the counters that it shows
-- grain: one row per camera and service date
WITH said AS (
    SELECT
        site_id,
        service_date,
        unnest(
            from_json(
                site_on_date -> 'cameras',
                '[{
                    "camera_id": "VARCHAR",
                    "agency_id": "VARCHAR",
                    "recorder_id": "VARCHAR",
                    "purpose": "VARCHAR",
                    "place": "VARCHAR",
                    "recording_mode": "VARCHAR",
                    "counter_ids": ["VARCHAR"]
                }]'
            ),
            recursive := true
        )
    FROM site_dates
)

SELECT site_id, agency_id, camera_id, service_date, recorder_id, purpose, place, recording_mode, counter_ids FROM said
