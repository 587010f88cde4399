-- The standards that the agencies are held to
-- Standar yang berlaku bagi instansi
-- grain: one row per standard and service date on which it holds
SELECT site_id, service_date, unnest(said.standards, recursive := true) FROM site_dates
