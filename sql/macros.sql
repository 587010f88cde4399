-- What views, questions and checks share. `time_zone(site)` is made on connecting, from the zones given there.

-- Local times go through the site's zone by name, so the session's TimeZone setting changes nothing.
CREATE OR REPLACE MACRO local_time(site, moment) AS timezone(time_zone(site), moment);

CREATE OR REPLACE MACRO midnight(site, day) AS timezone(time_zone(site), CAST(day AS TIMESTAMP));

-- Not `later - earlier`: an interval counts days, and a day has 23 hours where clocks change.
CREATE OR REPLACE MACRO seconds_between(earlier, later) AS (epoch_us(later) - epoch_us(earlier)) / 1e6;

-- The smaller and the larger of two values, NULL where one is: least() and greatest() pass over what is not known, and
-- least(1, NULL) is 1. No other file names these two.
CREATE OR REPLACE MACRO lesser(one, other) AS CASE WHEN one <= other THEN one WHEN other < one THEN other END;

CREATE OR REPLACE MACRO larger(one, other) AS CASE WHEN one >= other THEN one WHEN other > one THEN other END;

-- NULL over nothing: no observed time means not known, never zero.
CREATE OR REPLACE MACRO share(part, whole) AS part / nullif(whole, 0);

-- A bound of the score interval (Wilson 1927) of a share: the lower one for -z, the upper one for z, the normal quantile.
CREATE OR REPLACE MACRO wilson_bound(part, whole, z) AS
    (part + z * z / 2 + z * sqrt(part * (1 - share(part, whole)) + z * z / 4)) / (nullif(whole, 0) + z * z);

-- The 0.975 quantile of Student's t: of 1 to 3 degrees of freedom from tables, of more by Cornish and Fisher (Abramowitz and
-- Stegun 1964, 26.7.5), within 0.3 %. NULL of none.
CREATE OR REPLACE MACRO student_t_95(freedom) AS
    CASE
        WHEN freedom <= 3 THEN [12.706205, 4.302653, 3.182446][freedom]
        ELSE 1.959964
            + (pow(1.959964, 3) + 1.959964) / (4 * freedom)
            + (5 * pow(1.959964, 5) + 16 * pow(1.959964, 3) + 3 * 1.959964) / (96 * pow(freedom, 2))
            + (3 * pow(1.959964, 7) + 19 * pow(1.959964, 5) + 17 * pow(1.959964, 3) - 15 * 1.959964)
            / (384 * pow(freedom, 3))
    END;

-- A sum of seconds, in whole microseconds, as which all times are kept: equal however many processors add it up, and in
-- whatever order. A sum of floating-point numbers changes in its last digits from call to call.
CREATE OR REPLACE MACRO total(seconds) AS CAST(sum(CAST(round(seconds * 1e6) AS BIGINT)) AS DOUBLE) / 1e6;

CREATE OR REPLACE MACRO total_where(seconds, condition) AS
    CAST(sum(CAST(round(seconds * 1e6) AS BIGINT)) FILTER (condition) AS DOUBLE) / 1e6;

-- The first whole minute within which a time of whole microseconds, in seconds, is over: 1 of 60 s, 2 of 60.000001 s.
CREATE OR REPLACE MACRO minute_up_to(seconds) AS (CAST(round(seconds * 1e6) AS BIGINT) + 59999999) // 60000000;

-- The share of candidates of a kind that were right on made-up days; NULL of a kind that is not established: with fewer
-- than 40 to be found or 40 like them that are not. `python -m benchmarks.candidate_kinds`, of cameras `.camera_kinds` and
-- `.image_faults` (docs/MEASURED.md).
CREATE OR REPLACE MACRO measured_precision(kind) AS
    CASE
        WHEN kind IN ('late_opening', 'early_closing', 'officer_away', 'unattended_waiting') THEN 1
        WHEN kind IN ('all_counters_empty', 'footage_missing', 'repeated_approaches') THEN 1
        WHEN kind IN ('long_service', 'motionless', 'clock_jump', 'footage_repeated', 'recording_altered') THEN 1
        WHEN kind IN ('presence_out_of_hours', 'presence_restricted') THEN 0.995
        WHEN kind = 'visitor_in_staff_area' THEN 0.989
        WHEN kind = 'service_out_of_hours' THEN 0.992
        WHEN kind = 'long_wait' THEN 0.99
        WHEN kind = 'queue_surge' THEN 0.977
        WHEN kind = 'short_service' THEN 0.976
        WHEN kind = 'crowding' THEN 0.941
        WHEN kind IN ('camera_moved', 'camera_out_of_focus', 'camera_frozen', 'camera_dark', 'camera_blinded') THEN 1
        WHEN kind = 'camera_covered' THEN 0.936
    END;

-- Whether a kind of candidate is what a recorder or a camera did, and nobody in front of it.
CREATE OR REPLACE MACRO by_recorder(kind) AS
    kind IN ('footage_missing', 'clock_jump', 'footage_repeated', 'recording_altered') OR starts_with(kind, 'camera_');

-- The value that all rows of a group have, NULL where they differ or one has none.
CREATE OR REPLACE MACRO agreed(value) AS
    CASE WHEN count(value) = count(*) AND min(value) = max(value) THEN min(value) END;

-- The Indonesian name of a date's weekday; dayname() gives the English one.
CREATE OR REPLACE MACRO hari(day) AS
    ['Senin', 'Selasa', 'Rabu', 'Kamis', 'Jumat', 'Sabtu', 'Minggu'][isodow(day)];

CREATE OR REPLACE MACRO in_period(day, first, last) AS
    day BETWEEN coalesce(CAST(first AS DATE), DATE '0001-01-01') AND coalesce(CAST(last AS DATE), DATE '9999-12-31');

-- Whether a stretch of local time comes within some minutes of a moment; all does where no moment is given. What does lies on
-- the date of the moment, or on one beside it.
CREATE OR REPLACE MACRO is_near(started, ended, moment, minutes) AS
    CAST(moment AS TIMESTAMP) IS NULL
    OR (
        started <= CAST(moment AS TIMESTAMP) + to_microseconds(CAST(minutes * 6e7 AS BIGINT))
        AND ended >= CAST(moment AS TIMESTAMP) - to_microseconds(CAST(minutes * 6e7 AS BIGINT))
    );

CREATE OR REPLACE MACRO near_date(day, first, last, moment) AS
    in_period(day, first, last)
    AND in_period(day, CAST(CAST(moment AS TIMESTAMP) AS DATE) - 1, CAST(CAST(moment AS TIMESTAMP) AS DATE) + 1);

-- Whether a word is the one wanted, or one of several that are written with commas between them; any is where none is wanted.
CREATE OR REPLACE MACRO chosen(word, wanted) AS
    (CAST(wanted AS VARCHAR) IS NULL OR list_contains(string_split(CAST(wanted AS VARCHAR), ','), word));

CREATE OR REPLACE MACRO chosen_among(words, wanted) AS
    (
        CAST(wanted AS VARCHAR) IS NULL
        OR coalesce(list_has_any(words, string_split(CAST(wanted AS VARCHAR), ',')), false)
    );

-- What a row is counted under where a question is asked by parts: a part of the day or of the year, or what the site
-- file said of the date. NULL where that is not known.
CREATE OR REPLACE MACRO part_of(by_what, day, moment_local, service, day_kind) AS
    CASE CAST(by_what AS VARCHAR)
        WHEN 'hour' THEN strftime(moment_local, '%H')
        WHEN 'weekday' THEN dayname(day)
        WHEN 'week' THEN strftime(day, '%G-W%V')
        WHEN 'month' THEN strftime(day, '%Y-%m')
        WHEN 'service' THEN service
        WHEN 'day_kind' THEN day_kind
    END;

-- Weekdays in their order; NULL of other parts, which are in the order of their texts.
CREATE OR REPLACE MACRO weekday_number(part) AS
    list_position(['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'], part);

-- Whether one moment came before another, each known to lie between two bounds: true, false, or NULL where the intervals
-- touch and it cannot be told. A bound that is NULL is open: the moment may lie anywhere on that side.
CREATE OR REPLACE MACRO certainly_before(first_lo, first_hi, second_lo, second_hi) AS
    CASE WHEN first_hi < second_lo THEN true WHEN second_hi < first_lo THEN false END;

-- Whether a promise was kept: that a `portion` of the visits is within a limit. `at_least` and `at_most` bound the share of
-- those seen; `recorded` is the share of the service hours in which visits could be seen. Kept takes `enough` of that. Not
-- kept takes that even as many visits, for each unrecorded hour, as were seen in a recorded one could not have made up
-- for it, had all of them been within the limit. NULL where nothing was promised.
CREATE OR REPLACE MACRO kept_or_not(at_least, at_most, recorded, portion, enough) AS
    CASE
        WHEN CAST(portion AS DOUBLE) IS NULL THEN NULL
        WHEN at_least >= CAST(portion AS DOUBLE) - 1e-9 AND recorded >= CAST(enough AS DOUBLE) - 1e-9 THEN 'kept'
        WHEN 1 - recorded * (1 - at_most) < CAST(portion AS DOUBLE) - 1e-9 THEN 'not kept'
        ELSE 'cannot be told'
    END;

-- Whether the clocks of a site go on as usual between two instants.
CREATE OR REPLACE MACRO same_clock(site, started, ended) AS
    epoch_us(local_time(site, ended)) - epoch_us(local_time(site, started)) = epoch_us(ended) - epoch_us(started);

-- The instants at which the local hours of a stretch of time begin, the first of them at its start or before. Clocks are changed at
-- quarters of an hour, and one hour has more or fewer of them then.
CREATE OR REPLACE MACRO hour_edges(site, started, ended) AS
    CASE
        WHEN same_clock(site, started, ended)
            THEN range(
                started - to_microseconds(epoch_us(local_time(site, started)) % 3600000000), ended, INTERVAL 1 HOUR
            )
        ELSE list_filter(
            range(
                started - to_microseconds(epoch_us(local_time(site, started)) % 900000000), ended, INTERVAL 15 MINUTE
            ),
            lambda edge: edge <= started
                OR date_trunc('hour', local_time(site, edge))
                    <> date_trunc('hour', local_time(site, edge - INTERVAL 15 MINUTE))
        )
    END;

CREATE OR REPLACE MACRO hour_end(site, started, ended, edge) AS
    CASE
        WHEN same_clock(site, started, ended) THEN lesser(edge + INTERVAL 1 HOUR, ended)
        ELSE coalesce(list_min(list_filter(hour_edges(site, started, ended), lambda later: later > edge)), ended)
    END;

-- A stretch of time cut at the full local hours: a list of {hour_local, from_at, to_at, seconds}. Pieces have instants, since
-- a local time names two of them where clocks go back.
CREATE OR REPLACE MACRO hour_pieces(site, started, ended) AS
    list_transform(
        hour_edges(site, started, ended),
        lambda edge: {
            'hour_local': date_trunc('hour', local_time(site, larger(edge, started))),
            'from_at': larger(edge, started),
            'to_at': hour_end(site, started, ended, edge),
            'seconds': seconds_between(larger(edge, started), hour_end(site, started, ended, edge))
        }
    );

-- A stretch of time cut at the quarters of an hour, which are the same in every zone: {quarter_at, from_at, to_at, seconds}.
CREATE OR REPLACE MACRO quarter_pieces(started, ended) AS
    list_transform(
        range(started - to_microseconds(epoch_us(started) % 900000000), ended, INTERVAL 15 MINUTE),
        lambda edge: {
            'quarter_at': edge,
            'from_at': larger(edge, started),
            'to_at': lesser(edge + INTERVAL 15 MINUTE, ended),
            'seconds': seconds_between(larger(edge, started), lesser(edge + INTERVAL 15 MINUTE, ended))
        }
    );

-- Erlang C (1917): the share of those who come that waits no longer than limit_s for one of some counters, where the
-- load (in Erlang) is served in mean_s each. 0 where the counters are not more than the load. Through Erlang B, whose
-- inverse is 1 + n/load * that of one counter less (Jagerman 1974), which overflows for no number of counters.
CREATE OR REPLACE MACRO erlang_b_inverse(load, counters) AS
    list_reduce(
        list_prepend(1.0, range(1, counters + 1)),
        lambda inverse, n: 1 + inverse * n / load
    );

CREATE OR REPLACE MACRO erlang_c_within(load, mean_s, counters, limit_s) AS
    CASE
        WHEN load IS NULL OR counters IS NULL THEN NULL
        WHEN load = 0 THEN 1
        WHEN counters <= load THEN 0
        ELSE 1 - exp(-(counters - load) * CAST(limit_s AS DOUBLE) / mean_s)
            / (1 + (1 - load / counters) * (erlang_b_inverse(load, counters) - 1))
    END;

-- When a falling curve comes down to a level: the middle, where it runs flat at that level.
CREATE OR REPLACE MACRO reached(moment, height, level) AS (
    min(moment) FILTER (height <= level + 1e-9)
    + coalesce(
        min(moment) FILTER (height < level - 1e-9),
        min(moment) FILTER (height <= level + 1e-9)
    )
) / 2;

-- Kaplan-Meier (1958) over rows of `who` (a struct: the group), duration_s, start_censored, end_censored.
-- Median and P90 of how long a session lasts, counting those whose end was not seen: each was still going on when it was
-- lost from sight, which says that it lasted longer than that. Right where what cut it (a gap, the end of the footage)
-- had nothing to do with its length.
-- Rows whose start was not seen are left out. That is sound, as whether a start was seen does not depend on how long the
-- session then lasts; taking them as "lasted longer than was seen" would not be, since long sessions are the likelier to
-- be under way when footage begins, and these would never count as ended.
-- A time is the first at which no more than the level (0.5, 0.1) last longer, or the middle of the stretch where exactly
-- the level do, as a plain median; NULL where the curve never comes down to it. km_median_lo_s to km_median_hi_s is its
-- 95 % confidence interval (Brookmeyer and Crowley 1982, Greenwood's variance on the log-log scale), NULL where there are
-- too few sessions for that side. It is about chance, not about the time between two frames.
-- Between two cuts the curve needs no running product: of ends taken one by one, those at the same moment too, all but the
-- last rank cancel, (n-1)/n * (n-2)/(n-1) = (n-2)/n, and so do Greenwood's terms, 1/(n(n-1)) = 1/(n-1) - 1/n. What is left
-- are the ranks of the few that were cut. Sums that run over millions of rows would take most of the time.
-- Rows are put in order as one whole number each, which is several times faster than by group, length and cut: whole
-- microseconds (as which all times are kept) twice, and one more for a cut, since ends come before cuts at the same moment.
-- They are sorted in buckets of 34 s (2^26; chosen: some ten or a hundred buckets for services and waits), which threads share; of a large
-- group only those in which a level or a cut lies. Rows of one number are in one bucket.
-- Of a large group with few cuts (at least 1000 rows, of which at most a tenth) only the places near both levels are looked
-- at. With n rows, c of them cut, of which a last at least as long as one: its height is between (a-1)/n and (a+c)/n. From
-- a height of 0.5 e^w down the lower band may be at 0.5, and at 0.5 e^-w the upper band is, where w = 2 * 3.6 / sqrt(n):
-- Greenwood's sum is at most 1/(a-1) there, and a at least 0.298 n.
CREATE OR REPLACE MACRO kaplan_meier(rows_of) AS TABLE
    WITH begun AS (
        SELECT who, CAST(round(duration_s * 1e6) AS BIGINT) * 2 + CAST(end_censored AS BIGINT) AS number
        FROM query_table(rows_of)
        WHERE NOT start_censored
    ),

    buckets AS (
        SELECT
            who,
            number >> 26 AS bucket,
            count(*) AS size,
            count(*) FILTER (number % 2 = 1) AS cut_here,
            list(number) AS numbers
        FROM begun
        GROUP BY who, bucket
    ),

    groups AS (
        SELECT
            who,
            CAST(row_number() OVER () AS INTEGER) AS id,
            CAST(sum(size) AS BIGINT) AS start_seen,
            CAST(sum(cut_here) AS BIGINT) AS cut,
            start_seen < 1000 OR cut > start_seen / 10 AS is_small,
            exp(2 * 3.6 / sqrt(start_seen)) AS wide,
            start_seen / wide / 2 - cut - 1 AS half_from,
            start_seen * wide / 2 + 1 AS half_to,
            start_seen / 10 - cut - 2 AS tenth_from,
            start_seen / 10 + 2 AS tenth_to
        FROM buckets
        GROUP BY who
    ),

    ranked AS (
        SELECT
            groups.* EXCLUDE (who),
            numbers,
            cut_here,
            size,
            start_seen - CAST(sum(size) OVER (PARTITION BY id ORDER BY bucket) AS BIGINT) + size AS first_at_risk,
            first_at_risk - size + 1 AS last_at_risk
        FROM buckets
        JOIN groups ON buckets.who IS NOT DISTINCT FROM groups.who
    ),

    sorted AS (
        SELECT * REPLACE (list_sort(numbers) AS numbers)
        FROM ranked
        WHERE is_small
            OR cut_here > 0
            OR (first_at_risk >= half_from AND last_at_risk <= half_to)
            OR (first_at_risk >= tenth_from AND last_at_risk <= tenth_to)
    ),

    placed AS (
        SELECT
            * EXCLUDE (numbers, cut_here, size, first_at_risk, last_at_risk),
            unnest(numbers) AS number,
            unnest(numbers[2:]) AS next_number,
            first_at_risk + 1 - generate_subscripts(numbers, 1) AS at_risk
        FROM sorted
    ),

    near AS (
        SELECT
            id,
            start_seen,
            number,
            is_small,
            at_risk,
            next_number,
            sum(number % 2) OVER (PARTITION BY id ORDER BY at_risk DESC ROWS UNBOUNDED PRECEDING) AS cuts
        FROM placed
        WHERE is_small
            OR number % 2 = 1
            OR at_risk BETWEEN half_from AND half_to
            OR at_risk BETWEEN tenth_from AND tenth_to
    ),

    cut_off AS (
        SELECT
            id,
            cuts,
            product(at_risk / (at_risk - 1)) OVER up_to AS kept,
            sum(1 / (at_risk * (at_risk - 1))) OVER up_to AS certain
        FROM near
        WHERE number % 2 = 1 AND at_risk > 1
        WINDOW up_to AS (PARTITION BY id ORDER BY cuts)
    ),

    curve AS (
        -- The last end at its moment, at which the curve has come down; of a large group any, which is at no other moment.
        SELECT
            id,
            number / 2e6 AS duration_s,
            (at_risk - 1) / start_seen * coalesce(kept, 1) AS lasting,
            larger(1 / nullif(at_risk - 1, 0) - 1 / start_seen - coalesce(certain, 0), 0) AS greenwood
        FROM near
        LEFT JOIN cut_off USING (id, cuts)
        WHERE number % 2 = 0 AND (NOT is_small OR next_number IS DISTINCT FROM number)
    ),

    banded AS (
        SELECT
            *,
            CASE WHEN lasting BETWEEN 1e-9 AND 1 - 1e-9 THEN exp(1.959964 * sqrt(greenwood) / -ln(lasting)) END AS power
        FROM curve
    ),

    times AS (
        SELECT
            id,
            reached(duration_s, lasting, 0.5) AS km_median_s,
            min(duration_s) FILTER (pow(lasting, power) <= 0.5) AS km_median_lo_s,
            min(duration_s) FILTER (pow(lasting, 1 / power) <= 0.5) AS km_median_hi_s,
            reached(duration_s, lasting, 0.1) AS km_p90_s
        FROM banded
        GROUP BY id
    )

    SELECT who, start_seen, km_median_s, km_median_lo_s, km_median_hi_s, km_p90_s
    FROM groups
    LEFT JOIN times USING (id);

-- A share over dates that each have one of their own, with its 95 % interval, over rows of `who` (a struct: the group), part
-- and whole, a row for each date. The interval is Wilson's, for as many as would be as sure, did they not know of each other: what the
-- spread between dates leaves of `whole`, and Student's t. Where all or none are part, each date counts once. NULL of one date.
-- Sums are of whole numbers, so that their order does not matter.
CREATE OR REPLACE MACRO share_of_dates(rows_of) AS TABLE
    WITH sums AS (
        SELECT
            who,
            count(*) AS dates,
            sum(part) AS parts,
            sum(whole) AS wholes,
            share(parts, wholes) AS part_share,
            CAST(
                wholes * wholes * sum(part * part) - 2 * parts * wholes * sum(part * whole) + parts * parts * sum(whole * whole)
                AS DOUBLE
            ) / wholes / wholes AS squares
        FROM query_table(rows_of)
        GROUP BY who
    ),

    surest AS (
        SELECT
            who,
            part_share,
            CASE
                WHEN part_share IN (0, 1) THEN dates
                WHEN squares > 0
                    THEN lesser(wholes, part_share * (1 - part_share) * wholes * wholes * (dates - 1) / dates / squares)
                ELSE wholes
            END AS as_many,
            student_t_95(CAST(dates - 1 AS BIGINT)) AS t
        FROM sums
    )

    SELECT
        who,
        part_share,
        wilson_bound(part_share * as_many, as_many, -t) AS lo_share,
        wilson_bound(part_share * as_many, as_many, t) AS hi_share
    FROM surest;
