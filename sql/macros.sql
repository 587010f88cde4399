-- What views, questions and checks share. `time_zone(site)` is made on connecting, from the zones given there.

-- Local times go through the site's zone by name, so the session's TimeZone setting changes nothing.
CREATE OR REPLACE MACRO local_time(site, moment) AS timezone(time_zone(site), moment);

CREATE OR REPLACE MACRO midnight(site, day) AS timezone(time_zone(site), CAST(day AS TIMESTAMP));

-- Not `later - earlier`: an interval counts days, and a day has 23 hours where clocks change.
CREATE OR REPLACE MACRO seconds_between(earlier, later) AS (epoch_us(later) - epoch_us(earlier)) / 1e6;

-- NULL over nothing: no observed time means not known, never zero.
CREATE OR REPLACE MACRO share(part, whole) AS part / nullif(whole, 0);

CREATE OR REPLACE MACRO in_period(day, first, last) AS
    day BETWEEN coalesce(CAST(first AS DATE), DATE '0001-01-01') AND coalesce(CAST(last AS DATE), DATE '9999-12-31');

CREATE OR REPLACE MACRO chosen(word, wanted) AS (CAST(wanted AS VARCHAR) IS NULL OR word = CAST(wanted AS VARCHAR));

CREATE OR REPLACE MACRO chosen_among(words, wanted) AS
    (CAST(wanted AS VARCHAR) IS NULL OR coalesce(list_contains(words, CAST(wanted AS VARCHAR)), false));

-- Whether one moment came before another, each known to lie between two bounds: true, false, or NULL where the intervals
-- touch and it cannot be told. A bound that is NULL is open: the moment may lie anywhere on that side.
CREATE OR REPLACE MACRO certainly_before(first_lo, first_hi, second_lo, second_hi) AS
    CASE WHEN first_hi < second_lo THEN true WHEN second_hi < first_lo THEN false END;

-- A stretch of time cut at the full local hours: a list of {hour_local, from_local, seconds}.
CREATE OR REPLACE MACRO hour_pieces(site, started, ended) AS
    list_transform(
        range(
            date_trunc('hour', local_time(site, started)),
            local_time(site, started) + to_microseconds(epoch_us(ended) - epoch_us(started)),
            INTERVAL 1 HOUR
        ),
        lambda edge: {
            'hour_local': edge,
            'from_local': greatest(edge, local_time(site, started)),
            'seconds': seconds_between(
                greatest(edge, local_time(site, started)),
                least(
                    edge + INTERVAL 1 HOUR,
                    local_time(site, started) + to_microseconds(epoch_us(ended) - epoch_us(started))
                )
            )
        }
    );

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
-- too few sessions for that side. It is about chance, not about the time between two pictures.
CREATE OR REPLACE MACRO kaplan_meier(rows_of) AS TABLE
    WITH begun AS (
        SELECT who, duration_s, NOT end_censored AS ended
        FROM query_table(rows_of)
        WHERE NOT start_censored
    ),

    ranked AS (
        -- Taken one by one, ends at the same moment multiply to the same as together: (n-1)/n * (n-2)/(n-1) = (n-2)/n.
        SELECT *, row_number() OVER (PARTITION BY who ORDER BY duration_s DESC, ended) AS at_risk
        FROM begun
    ),

    curve AS (
        SELECT
            *,
            product(CASE WHEN ended THEN (at_risk - 1) / at_risk ELSE 1 END) OVER up_to AS lasting,
            sum(CASE WHEN ended THEN 1 / nullif(at_risk * (at_risk - 1), 0) END) OVER up_to AS greenwood
        FROM ranked
        WINDOW up_to AS (PARTITION BY who ORDER BY duration_s RANGE UNBOUNDED PRECEDING)
    ),

    banded AS (
        SELECT
            *,
            CASE WHEN lasting BETWEEN 1e-9 AND 1 - 1e-9 THEN exp(1.959964 * sqrt(greenwood) / -ln(lasting)) END AS power
        FROM curve
    )

    SELECT
        who,
        count(*) AS start_seen,
        reached(duration_s, lasting, 0.5) AS km_median_s,
        min(duration_s) FILTER (pow(lasting, power) <= 0.5) AS km_median_lo_s,
        min(duration_s) FILTER (pow(lasting, 1 / power) <= 0.5) AS km_median_hi_s,
        reached(duration_s, lasting, 0.1) AS km_p90_s
    FROM banded
    GROUP BY who;
