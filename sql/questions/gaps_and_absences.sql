-- Gaps in the footage that fall together with absences
-- Celah rekaman yang berdekatan dengan loket tanpa petugas
-- grain: one row per counter whose camera lost time in its service hours
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only
-- param: within_s number default 60 how near to the gap the counter must have been seen, in seconds
-- gaps are stretches of the service hours that the camera did not show (gap, unreadable, repeated, covered, frozen, moved), next to each
-- other one. known_before are those of which the counter's state was seen no more than within_s before they began,
-- absent_before those where it was unattended then; after likewise. absent_before_share and absent_after_share are of those known.
-- unattended_share is of all observed time: as many gaps would begin in an absence if gaps came at any time alike. Far more
-- may have many reasons: a recorder that records on motion alone stops because nobody moves. Look at longest_local, the gap
-- beside an absence that lasted longest, with events_around.
WITH lost AS (
    SELECT camera_id, service_date, started_at, ended_at
    FROM coverage
    WHERE in_service_hours
        AND coverage_state IN ('gap', 'unreadable', 'repeated', 'covered', 'frozen', 'moved')
        AND in_period(service_date, $from, $to)
),

begun AS (
    SELECT
        *,
        lag(ended_at) OVER (PARTITION BY camera_id, service_date ORDER BY started_at)
            IS DISTINCT FROM started_at AS begins
    FROM lost
),

numbered AS (
    SELECT *, count(*) FILTER (begins) OVER (PARTITION BY camera_id, service_date ORDER BY started_at) AS stretch
    FROM begun
),

gaps AS (
    SELECT camera_id, service_date, min(started_at) AS gap_from, max(ended_at) AS gap_to
    FROM numbered
    GROUP BY camera_id, service_date, stretch
),

states AS (
    SELECT site_id, agency_id, counter_id, camera_id, service_date, started_at, ended_at, duration_s, state
    FROM staff_presence
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
),

edges AS (
    SELECT
        agency_id,
        counter_id,
        service_date,
        gap_from,
        gap_to,
        any_value(local_time(site_id, gap_from)) AS gap_local,
        arg_max(state, ended_at) FILTER (
            state <> 'unknown'
            AND started_at < gap_from
            AND ended_at >= gap_from - to_microseconds(CAST(CAST($within_s AS DOUBLE) * 1e6 AS BIGINT))
        ) AS state_before,
        arg_min(state, started_at) FILTER (
            state <> 'unknown'
            AND ended_at > gap_to
            AND started_at <= gap_to + to_microseconds(CAST(CAST($within_s AS DOUBLE) * 1e6 AS BIGINT))
        ) AS state_after
    FROM gaps
    JOIN states USING (camera_id, service_date)
    GROUP BY agency_id, counter_id, service_date, gap_from, gap_to
    HAVING bool_or(started_at < gap_to AND ended_at > gap_from)
),

observed AS (
    SELECT
        agency_id,
        counter_id,
        share(
            coalesce(total_where(duration_s, state = 'unattended'), 0), total_where(duration_s, state <> 'unknown')
        ) AS unattended_share
    FROM states
    GROUP BY agency_id, counter_id
),

summed AS (
    SELECT
        agency_id,
        counter_id,
        count(*) AS gaps,
        count(state_before) AS known_before,
        count(*) FILTER (state_before = 'unattended') AS absent_before,
        share(absent_before, known_before) AS absent_before_share,
        count(state_after) AS known_after,
        count(*) FILTER (state_after = 'unattended') AS absent_after,
        share(absent_after, known_after) AS absent_after_share,
        any_value(unattended_share) AS unattended_share,
        max({'gap_s': seconds_between(gap_from, gap_to), 'gap_local': gap_local}) FILTER (
            state_before = 'unattended' OR state_after = 'unattended'
        ) AS longest
    FROM edges
    LEFT JOIN observed USING (agency_id, counter_id)
    GROUP BY agency_id, counter_id
),

final AS (
    SELECT * EXCLUDE (longest), longest.gap_local AS longest_local, longest.gap_s AS longest_s FROM summed
)

SELECT * FROM final
ORDER BY agency_id, counter_id
