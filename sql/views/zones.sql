-- Zones drawn on the cameras' frames, and the counters that they belong to
-- Zona pada gambar kamera, dan loketnya
-- grain: one row per zone and service date
SELECT site_id, service_date, unnest(said.zones, recursive := true) FROM site_dates
