from datetime import date, timedelta

from pantau.pipelines.reporting.silence import usual_date

TUESDAY = date(2026, 11, 3)


def test_a_week_before_tells_what_is_usual_else_the_newest_date_before():
    before = [TUESDAY - timedelta(days=n) for n in (1, 7, 8)]
    assert usual_date(TUESDAY, before) == before[1]
    assert usual_date(TUESDAY, [before[0], before[2]]) == before[0]
    assert usual_date(TUESDAY, [TUESDAY, TUESDAY + timedelta(days=1)]) is None
