-- What each camera is there for, and the counters that it shows
-- Tujuan tiap kamera, dan loket yang terlihat
-- grain: one row per camera and service date
SELECT site_id, service_date, unnest(said.cameras, recursive := true) FROM site_dates
