-- While a counter had no officer, whether another counter of its agency had one, by hour
-- Selama loket tanpa petugas, ada tidaknya petugas di loket lain instansi itu, per jam
-- grain: one row per counter and local hour in which it was unattended
-- Of unattended_s another counter had an officer for counter_covered_s, whatever its service, and all others that were open are
-- known to have had none for counter_uncovered_s. Of the rest nobody can tell, as one of the others was not observed.
WITH pieces AS (
    SELECT
        agency_id,
        counter_id,
        service_date,
        state,
        unnest(hour_pieces(site_id, started_at, ended_at), recursive := true)
    FROM staff_presence
),

edges AS (
    SELECT agency_id, service_date, from_at AS moment, 1 AS one, state FROM pieces
    UNION ALL
    SELECT agency_id, service_date, to_at, -1, state FROM pieces
),

moments AS (
    SELECT
        agency_id,
        service_date,
        moment,
        sum(one * CAST(state IN ('serving', 'idle') AS INTEGER)) AS staffed,
        sum(one * CAST(state = 'unknown' AS INTEGER)) AS unknown
    FROM edges
    GROUP BY agency_id, service_date, moment
),

states AS (
    SELECT
        agency_id,
        service_date,
        moment,
        sum(staffed) OVER in_order AS staffed,
        sum(unknown) OVER in_order AS unknown,
        epoch_us(lead(moment) OVER in_order) - epoch_us(moment) AS lasts_us
    FROM moments
    WINDOW in_order AS (PARTITION BY agency_id, service_date ORDER BY moment)
),

-- Times so far, of which an absence takes the difference: it begins and ends at two of the moments.
so_far AS (
    SELECT
        agency_id,
        service_date,
        moment,
        coalesce(sum(CASE WHEN staffed > 0 THEN lasts_us ELSE 0 END) OVER earlier, 0) / 1e6 AS covered_s,
        coalesce(sum(CASE WHEN staffed = 0 AND unknown = 0 THEN lasts_us ELSE 0 END) OVER earlier, 0) / 1e6
            AS uncovered_s
    FROM states
    WINDOW
        earlier AS (
            PARTITION BY agency_id, service_date
            ORDER BY moment
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        )
),

final AS (
    SELECT
        pieces.agency_id,
        pieces.counter_id,
        pieces.service_date,
        pieces.hour_local,
        total(seconds) AS unattended_s,
        total(until.covered_s - since.covered_s) AS counter_covered_s,
        total(until.uncovered_s - since.uncovered_s) AS counter_uncovered_s
    FROM pieces
    JOIN so_far AS since
        ON pieces.agency_id = since.agency_id
        AND pieces.service_date = since.service_date
        AND pieces.from_at = since.moment
    JOIN so_far AS until
        ON pieces.agency_id = until.agency_id
        AND pieces.service_date = until.service_date
        AND pieces.to_at = until.moment
    WHERE state = 'unattended'
    GROUP BY pieces.agency_id, pieces.counter_id, pieces.service_date, pieces.hour_local
)

SELECT * FROM final
