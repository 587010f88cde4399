-- The strictest standard of each agency by date: what questions judge by where no limit is given
-- Standar terketat tiap instansi menurut tanggal
-- grain: one row per agency, measure and service date on which a standard holds
SELECT * EXCLUDE (source) FROM standards
QUALIFY
    row_number() OVER (
        PARTITION BY site_id, service_date, agency_id, measure ORDER BY limit_s, portion DESC, least_recorded DESC
    ) = 1
