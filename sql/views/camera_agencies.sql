-- Which agencies each camera matters to: its own, and those whose counters it shows
-- Instansi yang berkepentingan dengan tiap kamera
-- grain: one row per camera, service date and agency
SELECT camera_id, service_date, agency_id FROM coverage
UNION
SELECT camera_id, service_date, agency_id FROM staff_presence
UNION
-- On a day without service hours, and where nobody was there to see.
SELECT camera_id, service_date, agency_id FROM service_time
UNION
SELECT camera_id, service_date, agency_id FROM waiting_visits
WHERE counter_id IS NOT NULL
UNION
SELECT camera_id, service_date, agency_id FROM anomalies
WHERE counter_id IS NOT NULL
