-- Inputs that could not be used, by reason
-- Masukan yang tidak dapat dipakai, menurut sebab
-- grain: one row per step and error
-- param: from date default - first service date
-- param: to date default - last service date
-- param: camera text default - one camera only
-- Inputs whose date is not known are counted whatever the period (undated says how many), and inputs whose camera is
-- not known whatever the camera: leaving them out would hide them.
WITH refused AS (
    SELECT * FROM rejects
    WHERE (service_date IS NULL OR in_period(service_date, $from, $to))
        AND (camera_id IS NULL OR chosen(camera_id, $camera))
),

final AS (
    SELECT
        step,
        error,
        count(*) AS inputs,
        count(*) FILTER (service_date IS NULL) AS undated,
        sum(bytes) / 1e6 AS megabytes,
        min(service_date) AS first_date,
        max(service_date) AS last_date,
        min(input) AS example,
        arg_min(reason, input) AS example_reason
    FROM refused
    GROUP BY step, error
)

SELECT * FROM final
ORDER BY inputs DESC, step, error
