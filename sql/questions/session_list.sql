-- Service sessions one by one
-- Daftar layanan satu per satu
-- grain: one row per service session
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only
-- seen_share is of the samples in its time, those on which one of the party was clearly seen;
-- session_probability says how probable it is that the row is one session.
-- A censored session lasted at least duration_s. waiting_s is NULL where nobody was seen joining the queue.
WITH sessions AS (
    SELECT * FROM services
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
),

final AS (
    SELECT
        agency_id,
        counter_id,
        service_date,
        started_local,
        ended_local,
        duration_s,
        waiting_s,
        seen_share,
        session_probability,
        censored,
        event_id
    FROM sessions
)

SELECT * FROM final
ORDER BY service_date, agency_id, counter_id, started_local, event_id
