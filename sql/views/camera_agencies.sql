-- Which agencies each camera matters to: its own, and those whose counters it shows
-- grain: one row per camera, service date and agency
SELECT camera_id, service_date, agency_id FROM coverage
UNION
SELECT camera_id, service_date, agency_id FROM staff_presence
