-- Names of the agencies and of their site
-- grain: one row per agency and service date
WITH said AS (
    SELECT
        site_id,
        service_date,
        unnest(from_json(site_on_date -> 'agencies', '[{"agency_id": "VARCHAR", "agency_name": "VARCHAR"}]')) AS agency,
        site_on_date ->> 'site_name' AS site_name
    FROM site_dates
)

SELECT site_id, service_date, agency.agency_id, agency.agency_name, site_name FROM said
