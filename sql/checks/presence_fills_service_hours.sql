-- States of a counter fill the service hours that its camera's coverage has
-- Keadaan loket memenuhi jam pelayanan menurut cakupan kameranya
-- Only where all rows of the counter's day come from one camera, and that camera sees counters of its own agency alone:
-- hours are an agency's, and a camera has those of all agencies that it sees.
WITH shared AS (
    SELECT presence.camera_id, presence.service_date
    FROM staff_presence AS presence
    JOIN camera_days USING (camera_id, service_date)
    WHERE presence.agency_id <> camera_days.agency_id
),

counters AS (
    SELECT
        agency_id,
        counter_id,
        service_date,
        min(camera_id) AS camera_id,
        total(duration_s) AS presence_s
    FROM staff_presence
    GROUP BY agency_id, counter_id, service_date
    HAVING count(DISTINCT camera_id) = 1
),

final AS (
    SELECT counters.*, camera_days.service_hours_s
    FROM counters
    JOIN camera_days USING (agency_id, camera_id, service_date)
    WHERE abs(presence_s - service_hours_s) > 1e-2
        AND (camera_id, service_date) NOT IN (FROM shared)
)

SELECT * FROM final
