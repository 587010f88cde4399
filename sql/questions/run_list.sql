-- Runs: who wrote which dates, when, and with which versions
-- Daftar proses: siapa menulis tanggal mana, kapan, dan dengan versi apa
-- grain: one row per committed run
-- param: from date default - runs of this service date or later ones
-- param: to date default - runs of this service date or earlier ones
-- run is the number that --as-of takes and restatements names. first_date to last_date is the span of the service dates
-- that it wrote, dates how many they are; both are NULL of a run that wrote none, such as
-- a review or that by which a warehouse of an earlier version was adopted.
-- event_rows are those in the files that it wrote. The table runs has a row for each of the dates instead.
WITH final AS (
    SELECT
        run,
        local_time(site_id, committed_at) AS committed_local,
        who,
        command,
        first_date,
        last_date,
        dates,
        recordings,
        event_rows,
        code_hash,
        config_hash,
        model_hash
    FROM committed_runs
    WHERE (CAST($from AS DATE) IS NULL OR coalesce(last_date >= CAST($from AS DATE), true))
        AND (CAST($to AS DATE) IS NULL OR coalesce(first_date <= CAST($to AS DATE), true))
)

SELECT * FROM final
ORDER BY run
