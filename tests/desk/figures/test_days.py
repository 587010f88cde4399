from datetime import date

from pantau.desk.figures.days import CameraShare, month_figures

NOVEMBER, OCTOBER = date(2026, 11, 1), date(2026, 10, 1)


def test_a_month_has_every_day_the_warehouse_reaches_also_those_no_run_accounted_for(desk_settings):
    found = month_figures(desk_settings.warehouse)
    assert (found.month, found.first, found.last) == (NOVEMBER, date(2026, 10, 31), date(2026, 11, 2))
    assert [(day.date.day, day.is_known, day.candidates) for day in found.days] == [(2, True, 1), (1, False, None)]
    assert (found.earlier, found.later) == (OCTOBER, None)


def test_coverage_is_of_the_service_hours_and_figures_are_those_of_the_question(desk_settings):
    newest = month_figures(desk_settings.warehouse).days[0]
    assert newest.cameras == (CameraShare("cam", 0.5, True),)
    (agency,) = newest.agencies
    assert (agency["agency_id"], agency["sessions"], agency["median_waiting_s"], agency["observed_share"]) == (
        "permits",
        1,
        None,
        0.5,
    )


def test_a_day_on_which_nothing_was_due_has_no_share(desk_settings):
    found = month_figures(desk_settings.warehouse, OCTOBER)
    assert [(day.date, day.cameras, day.candidates) for day in found.days] == [
        (date(2026, 10, 31), (CameraShare("cam", None, False),), 0)
    ]
    assert (found.earlier, found.later) == (None, NOVEMBER)


def test_a_month_out_of_reach_is_the_nearest_one(desk_settings):
    assert month_figures(desk_settings.warehouse, date(1999, 1, 1)).month == OCTOBER
    assert month_figures(desk_settings.warehouse, date(2199, 1, 1)).month == NOVEMBER


def test_an_empty_warehouse_has_no_month(tmp_path):
    assert month_figures(str(tmp_path)) is None
