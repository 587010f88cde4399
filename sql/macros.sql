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
