-- How often people found review candidates to be right, by kind
-- Seberapa sering kandidat tinjauan terbukti benar, menurut jenis
-- grain: one row per kind of which a candidate was decided
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: camera text default - one camera only
-- param: kind text default - one kind only
-- The newest decision on a candidate counts, also where a later run does not find the candidate any more. precision is the
-- share of those for whom the row was right (confirmed, and explained: it happened, for a good reason) among them and the
-- false alarms; unclear ones tell nothing and are only counted. precision_lo to precision_hi is its 95 % interval
-- (Wilson 1927), right where those decided were drawn at random or all were: people who decide the striking ones first
-- find other shares.
WITH newest AS (
    SELECT event_id, arg_max(kind, reviewed_at) AS kind, arg_max(decision, reviewed_at) AS decision
    FROM reviews
    WHERE in_period(service_date, $from, $to)
        AND chosen(agency_id, $agency)
        AND chosen(camera_id, $camera)
        AND chosen(kind, $kind)
    GROUP BY event_id
),

kinds AS (
    SELECT
        kind,
        count(*) AS decided,
        count(*) FILTER (decision = 'confirmed') AS confirmed,
        count(*) FILTER (decision = 'explained') AS explained,
        count(*) FILTER (decision = 'false_alarm') AS false_alarm,
        count(*) FILTER (decision = 'unclear') AS unclear,
        confirmed + explained AS happened,
        happened + false_alarm AS told
    FROM newest
    GROUP BY kind
),

final AS (
    SELECT
        kind,
        decided,
        confirmed,
        explained,
        false_alarm,
        unclear,
        share(happened, told) AS precision,
        wilson_bound(happened, told, -1.959964) AS precision_lo,
        wilson_bound(happened, told, 1.959964) AS precision_hi
    FROM kinds
)

SELECT * FROM final
ORDER BY kind
