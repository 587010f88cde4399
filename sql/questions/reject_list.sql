-- Inputs that could not be used, one by one
-- Daftar masukan yang tidak dapat dipakai
-- grain: one row per input and step that rejected it
-- param: from date default - first service date
-- param: to date default - last service date
-- param: camera text default - one camera only
-- Inputs whose date is not known are listed whatever the period, and inputs whose camera is not known whatever the
-- camera: leaving them out would hide them.
WITH refused AS (
    SELECT * FROM rejects
    WHERE (service_date IS NULL OR in_period(service_date, $from, $to))
        AND (camera_id IS NULL OR chosen(camera_id, $camera))
),

final AS (
    SELECT input, service_date, camera_id, step, error, reason, bytes / 1e6 AS megabytes
    FROM refused
)

SELECT * FROM final
ORDER BY service_date NULLS LAST, camera_id NULLS LAST, input, step
