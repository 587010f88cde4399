-- Names of the agencies and of their site
-- Nama instansi dan lokasinya
-- grain: one row per agency and service date
WITH said_of AS (
    SELECT site_id, service_date, unnest(said.agencies) AS agency, said.site_name FROM site_dates
)

SELECT site_id, service_date, agency.agency_id, agency.agency_name, site_name FROM said_of
