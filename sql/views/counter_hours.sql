-- What each counter did in each hour of its service hours
-- grain: one row per counter and local hour that touches its service hours
-- unattended_waiting_s is exact while at most one person waits, and otherwise at most this long, since presence rows
-- carry the mean number waiting; it is NULL where the queue was never seen while the counter was unattended.
-- services are those that began in observed service hours, so that they may be divided by observed_s.
WITH pieces AS (
    SELECT
        agency_id,
        counter_id,
        service_date,
        state,
        customers_waiting,
        unnest(hour_pieces(site_id, started_at, ended_at), recursive := true)
    FROM staff_presence
),

hours AS (
    SELECT
        agency_id,
        counter_id,
        service_date,
        hour_local,
        sum(seconds) AS service_hours_s,
        coalesce(sum(seconds) FILTER (state <> 'unknown'), 0) AS observed_s,
        coalesce(sum(seconds) FILTER (state = 'serving'), 0) AS serving_s,
        coalesce(sum(seconds) FILTER (state = 'idle'), 0) AS idle_s,
        coalesce(sum(seconds) FILTER (state = 'unattended'), 0) AS unattended_s,
        coalesce(sum(seconds) FILTER (state = 'unattended' AND customers_waiting IS NULL), 0) AS queue_unseen_s,
        sum(seconds * least(1, customers_waiting)) FILTER (state = 'unattended') AS waiting_s,
        sum(seconds * customers_waiting) FILTER (state = 'unattended') AS waiting_person_s
    FROM pieces
    GROUP BY agency_id, counter_id, service_date, hour_local
),

starts AS (
    SELECT pieces.agency_id, pieces.counter_id, pieces.service_date, pieces.hour_local, count(*) AS services
    FROM pieces
    JOIN services AS began
        ON pieces.agency_id = began.agency_id
        AND pieces.counter_id = began.counter_id
        AND pieces.service_date = began.service_date
        AND pieces.hour_local = date_trunc('hour', began.started_local)
        AND began.started_local >= pieces.from_local
        AND began.started_local < pieces.from_local + to_microseconds(CAST(round(pieces.seconds * 1e6) AS BIGINT))
    WHERE pieces.state <> 'unknown'
    GROUP BY pieces.agency_id, pieces.counter_id, pieces.service_date, pieces.hour_local
),

final AS (
    SELECT
        agency_id,
        counter_id,
        service_date,
        hour_local,
        service_hours_s,
        observed_s,
        serving_s,
        idle_s,
        serving_s + idle_s AS staffed_s,
        unattended_s,
        queue_unseen_s,
        CASE WHEN unattended_s = 0 OR queue_unseen_s < unattended_s THEN coalesce(waiting_s, 0) END
            AS unattended_waiting_s,
        CASE WHEN unattended_s = 0 OR queue_unseen_s < unattended_s THEN coalesce(waiting_person_s, 0) END
            AS unattended_person_s,
        CASE WHEN observed_s > 0 THEN coalesce(services, 0) END AS services,
        share(serving_s + idle_s, observed_s) AS staffed_share
    FROM hours
    LEFT JOIN starts USING (agency_id, counter_id, service_date, hour_local)
)

SELECT * FROM final
