"""Parameters that are not as fitted, since the fitted value does worse on what was not fitted on.

The others are fitted as if nothing were kept: given values that are not those of the material, they would make up for
that elsewhere.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """What stands instead: one value, or those of a table; and why."""

    values: tuple[float, ...]
    why: str


REAL = (
    "by the fitted values of {which} PETS09-S2L1 (a frame each 2 s) had IDF1 {idf1} instead of 0.781, and edited "
    "visits of real people (seed 5) F1 {f1} instead of 0.985, by the tracker that they were first fitted with."
)
OWN = REAL.format(which="the four", idf1=0.720, f1=0.980)
MOTION = REAL.format(which="how people move", idf1=0.722, f1=0.975)
STAYS = REAL.format(which="how they stay", idf1=0.659, f1=0.980)
SIZE = REAL.format(which="this one", idf1=0.697, f1=0.985)
LOOKS = REAL.format(which="both", idf1=0.715, f1=0.995)
TURNS = "of scripted people who pause half turn round; by that edited visits (seed 5) have F1 0.975 instead of 0.985."
EDITED_VISITS = "on edited visits of real people (seed 5) 0.4 instead of 0.8 merges more of them."

KEPT: dict[str, Kept] = {
    "ALONE": Kept((0.10, 0.20, 0.35, 0.85, 0.98), OWN),
    "TOUCHED": Kept((0.20, 0.35, 0.50, 0.90, 0.98), OWN),
    "ON_ANOTHER": Kept((0.01, 0.02, 0.03, 0.15, 0.80), OWN),
    "ON_A_HEAD": Kept((0.04, 0.10, 0.14, 0.25, 0.60), OWN),
    "EDGE_HEIGHTS": Kept((0.8,), EDITED_VISITS),
    "GONE_AT_EDGE": Kept((0.55,), "see `EDGE_HEIGHTS`."),
    "NEW_AT_EDGE": Kept((0.1,), "see `EDGE_HEIGHTS`."),
    "STANDING_SPREAD": Kept((0.12,), MOTION),
    "SHIFTS": Kept((0.1,), MOTION),
    "SHIFT_SPREAD": Kept((0.5,), MOTION),
    "ASTRAY_SPEED": Kept((0.17,), MOTION),
    "SPEED_SPREAD": Kept((0.3,), MOTION),
    "GOES_ON": Kept((0.9,), MOTION),
    "STOPS": Kept((0.3,), MOTION),
    "TURNS_BACK": Kept((0.1,), TURNS),
    "SIZE_SPREAD": Kept((0.3,), SIZE),
    "STAY_AFTER_STANDING": Kept((0.9,), STAYS),
    "STAY_AFTER_WALKING": Kept((0.3,), STAYS),
    "STAY_AT_FIRST": Kept((0.5,), STAYS),
    "WALKING_AT_FIRST": Kept((0.2,), STAYS),
    "ODDS_IN_PLACE": Kept((0.88, 30.0, 2.5, -6.0), LOOKS),
    "ODDS_ON_THE_WAY": Kept((0.77, 12.0, 2.0, -5.0), LOOKS),
}
