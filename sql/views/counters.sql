-- Names of the counters, and whose they were for which service
-- Nama loket, pemilik dan layanannya
-- grain: one row per counter and service date on which it belonged to an agency
SELECT site_id, service_date, unnest(said.counters, recursive := true) FROM site_dates
