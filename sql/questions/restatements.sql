-- What a later run changed of the events of a date, value by value
-- Apa yang diubah proses ulang pada kejadian suatu tanggal, nilai demi nilai
-- grain: one row per run, event and column whose value it changed, and per event that it added or removed
-- param: from date default - first service date
-- param: to date default - last service date
-- param: agency text default - one agency only
-- param: counter text default - one counter only
-- param: event text default - one event only, by its event_id
-- param: run number default - one run only, by its number
-- before is what readers saw until the run was committed, after what they saw from then on; --as-of shows whole tables
-- as they were. An event whose times moved keeps its event_id and is changed; one without a counterpart in the other
-- run was removed, or added. agency and counter choose what was theirs before, or is since. Columns that only say which
-- version wrote a row are not compared; run_list has the versions. change is unknown, for all events of a table, date
-- and agency together, where files of that date were pruned. Values are texts, times local.
WITH all_restated AS (
    SELECT
        *,
        list_filter(changes, lambda cell: cell.column_name = 'agency_id')[1].before AS agency_before,
        list_filter(changes, lambda cell: cell.column_name = 'counter_id')[1].before AS counter_before
    FROM restated_events
),

restated AS (
    SELECT * EXCLUDE (agency_before, counter_before) FROM all_restated
    WHERE in_period(service_date, $from, $to)
        AND (chosen(agency_id, $agency) OR chosen(agency_before, $agency))
        AND (chosen(counter_id, $counter) OR chosen(counter_before, $counter))
        AND chosen(event_id, $event)
        AND (CAST($run AS DOUBLE) IS NULL OR run = CAST($run AS DOUBLE))
),

cells AS (
    SELECT * EXCLUDE (changes), unnest(CASE WHEN change = 'changed' THEN changes ELSE [NULL] END) AS cell FROM restated
),

final AS (
    SELECT
        cells.run,
        local_time(site_id, committed_at) AS committed_local,
        who,
        command,
        service_date,
        agency_id,
        counter_id,
        table_name,
        event_id,
        started_local,
        change,
        cell.column_name AS column_name,
        cell.before AS before,
        cell.after AS after
    FROM cells
    JOIN committed_runs USING (run)
)

SELECT * FROM final
ORDER BY run, service_date, agency_id, counter_id, table_name, started_local, event_id, column_name
