-- People seen on frames, with the time of the frame
-- Orang yang terlihat pada gambar, dengan waktunya
-- grain: one row per person seen on a frame
SELECT
    observations.*,
    recordings.started_at + to_microseconds(CAST(round(observations.offset_s * 1e6) AS BIGINT)) AS sampled_at,
    local_time(observations.site_id, sampled_at) AS sampled_local
FROM observations
JOIN recordings USING (service_date, agency_id, camera_id, recording_id)
