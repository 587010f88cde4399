-- Frames of the grid, those observed and those that need not be (basis), with the time each was taken
-- Gambar sampel dan waktunya
-- grain: one row per frame
SELECT
    samples.*,
    recordings.started_at + to_microseconds(CAST(round(samples.offset_s * 1e6) AS BIGINT)) AS sampled_at,
    local_time(samples.site_id, sampled_at) AS sampled_local
FROM samples
JOIN recordings USING (service_date, agency_id, camera_id, recording_id)
