-- First officer at each counter and last to leave it, against the hours
-- Petugas pertama dan terakhir di tiap loket, dibandingkan jam pelayanan
-- grain: one row per counter and service date with service hours
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only
-- opens_local and closes_local are the first and the last moment of the counter's service hours. first_staffed_local is when
-- an officer was first seen at the counter within them, late_s how much of the hours had gone by then; last_staffed_local is
-- when one was last seen, early_s how much of the hours was left. Who was there at the opening has late_s 0.
-- Part of that time may not have been observed: unknown_before_s and unknown_after_s say how much. So the counter was
-- without an officer for at least late_s - unknown_before_s of it, and for late_s at most. NULL where no officer was seen
-- on the date. absent_s is the observed time of the date without one, NULL where none was; of unknown_s nothing is known.
-- An officer who is not at the counter may be working elsewhere.
WITH states AS (
    SELECT * FROM presence
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
),

days AS (
    SELECT
        agency_id,
        counter_id,
        service_date,
        min(started_at) AS opens_at,
        max(ended_at) AS closes_at,
        min(started_local) AS opens_local,
        max(ended_local) AS closes_local,
        min(started_at) FILTER (staffed) AS first_at,
        max(ended_at) FILTER (staffed) AS last_at,
        arg_min(started_local, started_at) FILTER (staffed) AS first_staffed_local,
        arg_max(ended_local, ended_at) FILTER (staffed) AS last_staffed_local,
        CASE WHEN bool_or(observed) THEN coalesce(total_where(duration_s, state = 'unattended'), 0) END AS absent_s,
        coalesce(total_where(duration_s, NOT observed), 0) AS unknown_s
    FROM states
    GROUP BY agency_id, counter_id, service_date
),

around AS (
    SELECT
        agency_id,
        counter_id,
        service_date,
        total_where(duration_s, started_at < first_at) AS late_s,
        total_where(duration_s, started_at < first_at AND NOT observed) AS unknown_before_s,
        total_where(duration_s, started_at >= last_at) AS early_s,
        total_where(duration_s, started_at >= last_at AND NOT observed) AS unknown_after_s
    FROM states
    JOIN days USING (agency_id, counter_id, service_date)
    WHERE first_at IS NOT NULL
    GROUP BY agency_id, counter_id, service_date
),

final AS (
    SELECT
        agency_id,
        counter_id,
        service_date,
        opens_local,
        first_staffed_local,
        CASE WHEN first_at IS NOT NULL THEN coalesce(late_s, 0) END AS late_s,
        CASE WHEN first_at IS NOT NULL THEN coalesce(unknown_before_s, 0) END AS unknown_before_s,
        last_staffed_local,
        closes_local,
        CASE WHEN first_at IS NOT NULL THEN coalesce(early_s, 0) END AS early_s,
        CASE WHEN first_at IS NOT NULL THEN coalesce(unknown_after_s, 0) END AS unknown_after_s,
        absent_s,
        unknown_s
    FROM days
    LEFT JOIN around USING (agency_id, counter_id, service_date)
)

SELECT * FROM final
ORDER BY service_date, agency_id, counter_id
