-- What may be concluded from a period of which so much is known: green, yellow or red
-- Apa yang boleh disimpulkan dari kurun waktu yang sekian bagiannya diketahui: hijau, kuning atau merah
-- grain: one row per agency and kind of figure
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: enough share default 0.9 share to be known for green
-- param: too_little share default 0.5 share below which it is red
-- param: least number default 20 how many sessions a median needs for green; half as many for yellow
-- known_share is of the service hours of the agency's counters. staffing: observed, that is, it is known whether an officer
-- was there. unattended_waiting: recorded, times the share of the unattended time in which the queue was seen. arrivals: recorded. waiting: recorded,
-- times the share of the sessions whose waiting was seen. giving_up: recorded, times the share of those who waited and
-- whose end was seen. service: recorded, times the share of the sessions that were not cut. counted is of how many sessions
-- or waits, NULL for times. light is green where known_share is enough and counted at least least; red where known_share is
-- below too_little, less than half of least was counted, or nothing is known; else yellow. enough is that of standards
-- where the site file says nothing else; with less than too_little more is unknown than known.
-- green: quote the figure with its bounds. yellow: quote it with known_share, and compare it with nothing. red: say that
-- it is not known. Light says nothing of how right the observer is here: an audit does.
WITH hours AS (
    SELECT
        agency_id,
        total(service_hours_s) AS service_hours_s,
        total(recorded_s) AS recorded_s,
        total(observed_s) AS observed_s,
        total(unattended_s) AS unattended_s,
        total(queue_unseen_s) AS queue_unseen_s
    FROM counter_hours
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency)
    GROUP BY agency_id
),

sessions AS (
    SELECT
        agency_id,
        count(*) AS sessions,
        count(waiting_s) AS waiting_known,
        count(whole_duration_s) AS seen_whole
    FROM services
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency)
    GROUP BY agency_id
),

queues AS (
    SELECT agency_id, count(*) AS waited, count(*) FILTER (waiting_outcome <> 'unknown') AS end_seen
    FROM waiting_visits
    WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency)
    GROUP BY agency_id
),

figures AS (
    SELECT
        agency_id,
        share(recorded_s, service_hours_s) AS recorded_share,
        unnest(
            [
                {'figure': 'staffing', 'known_share': share(observed_s, service_hours_s), 'counted': NULL},
                {
                    'figure': 'unattended_waiting',
                    'known_share': recorded_share
                        * CASE WHEN unattended_s = 0 THEN 1 ELSE 1 - queue_unseen_s / unattended_s END,
                    'counted': NULL
                },
                {'figure': 'arrivals', 'known_share': recorded_share, 'counted': coalesce(sessions, 0)},
                {
                    'figure': 'waiting',
                    'known_share': recorded_share * share(waiting_known, sessions),
                    'counted': coalesce(waiting_known, 0)
                },
                {
                    'figure': 'giving_up',
                    'known_share': recorded_share * share(end_seen, waited),
                    'counted': coalesce(end_seen, 0)
                },
                {
                    'figure': 'service',
                    'known_share': recorded_share * share(seen_whole, sessions),
                    'counted': coalesce(seen_whole, 0)
                }
            ],
            recursive := true
        )
    FROM hours
    LEFT JOIN sessions USING (agency_id)
    LEFT JOIN queues USING (agency_id)
),

final AS (
    SELECT
        agency_id,
        figure,
        CASE
            WHEN known_share IS NULL
                OR known_share < CAST($too_little AS DOUBLE) - 1e-9
                OR counted < CAST($least AS DOUBLE) / 2
                THEN 'red'
            WHEN known_share >= CAST($enough AS DOUBLE) - 1e-9 AND coalesce(counted >= CAST($least AS DOUBLE), true)
                THEN 'green'
            ELSE 'yellow'
        END AS light,
        known_share,
        CAST(counted AS BIGINT) AS counted,
        recorded_share
    FROM figures
)

SELECT * FROM final
ORDER BY
    agency_id,
    list_position(['staffing', 'unattended_waiting', 'arrivals', 'waiting', 'giving_up', 'service'], figure)
