"""What really happened before a camera as a whole, at whatever counter; as exact as `counter_truth`."""

import numpy as np

from pantau.schemas.site.thresholds import Thresholds
from pantau.simulation.behaviour.motion import ScriptedPerson
from pantau.simulation.day_script import ScriptedCameraDay
from pantau.simulation.recorded_files import recorded
from pantau.simulation.rendering.hall import BODY_M, Hall
from pantau.simulation.scenario import Scenario
from pantau.transforms.intervals import Intervals, drop_short, intersect, merge_gaps, subtract

TRACK_GAP_S = Thresholds().track_gap_s
"""Somebody out of view for no longer has not left."""


def out_of_hours(day: ScriptedCameraDay, scenario: Scenario) -> Intervals:
    """When anybody was in view outside of the service hours and their margin."""
    limits = scenario.limits
    opens, closes = scenario.hours
    margin = limits.out_of_hours_margin_s
    closed = subtract(recorded(scenario, day.scene), [(opens - margin, closes + margin)])
    anybody = [interval for person in day.people for interval in in_view(person, day.hall)]
    return drop_short(intersect(merge_gaps(anybody, TRACK_GAP_S), closed), limits.out_of_hours_min_s)


def in_view(person: ScriptedPerson, hall: Hall) -> Intervals:
    """When the middle of somebody's body is in the frame."""
    if not hall.view.bend:
        return person.within(hall.in_view)
    return person.where(lambda places: hall.view.shows(np.column_stack([places, np.full(len(places), BODY_M)])))


def visitors_in_staff_area(day: ScriptedCameraDay, scenario: Scenario) -> Intervals:
    """When a visitor was in the staff area, one interval for each visitor and stay, those that touch joined."""
    limits = scenario.limits
    stays = [
        stay
        for person in day.people
        if person.role == "visitor"
        for stay in merge_gaps(person.inside(day.hall.staff_zone), limits.service_merge_s)
    ]
    return drop_short(intersect(stays, recorded(scenario, day.scene)), limits.staff_area_s)


def footage_missing(day: ScriptedCameraDay, scenario: Scenario) -> Intervals:
    """When footage is missing in the service hours."""
    return drop_short(subtract([scenario.hours], recorded(scenario, day.scene)), scenario.limits.footage_missing_s)
