"""The parameters that are fitted, and what each is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Declared:
    """A parameter: its name and what it means; `entries` of a table name what each is for."""

    name: str
    meaning: str
    entries: tuple[str, ...] = ()


SCORES = ("0.225", "0.275", "0.335", "0.435", "0.60")
ODDS = ("even", "slope", "most", "least")

DECLARED: dict[str, tuple[Declared, ...]] = {
    "Own boxes": (
        Declared("ALONE", "Probability that a box is somebody's own which no better one touches", SCORES),
        Declared("TOUCHED", "The same of a box that a better one touches", SCORES),
        Declared("ON_ANOTHER", "The same of a box most of which lies in a better one", SCORES),
        Declared("ON_A_HEAD", "The same where also their upper edges are near each other", SCORES),
    ),
    "Coming and going": (
        Declared("GONE", "Probability that a detection is the last one of its person"),
        Declared("GONE_AT_EDGE", "How much more probable that is of who walks at the edge of the frame"),
        Declared("GONE_FALSE", "The same probability of a second or false box"),
        Declared("NEW_PER_AREA", "Expected newcomers on a frame, for each square body height"),
        Declared("NEW_AT_EDGE", "How many more of those who walk at the edge of the frame"),
        Declared("EDGE_HEIGHTS", "Body heights from the edge over which what it tells falls to 1/e"),
        Declared("PEOPLE_PER_AREA", "Detections of people on a frame, for each square body height"),
    ),
    "Seen again": (
        Declared("SEEN", "Probability of being seen on the next frame"),
        Declared("SEEN_STANDING", "Of being seen again by who was missed, and stands"),
        Declared("SEEN_WALKING", "Of being seen again by who was missed, and walks"),
        Declared("MISSED_LONG", "Share of those who stand that are missed for long"),
        Declared("STILL_MISSED", "Probability that these go on being missed on the next frame"),
    ),
    "Motion": (
        Declared("STANDING_SPREAD", "Sway and noise of who stands, standard deviation in body heights"),
        Declared(
            "SHIFTS", "Share of who stands that shifts its place, or is hidden in part, from one frame to the next"
        ),
        Declared("SHIFT_SPREAD", "How far that is, standard deviation in body heights"),
        Declared("ASTRAY_SPEED", "How fast that grows while somebody walks on, body heights a second"),
        Declared("SPEED_SPREAD", "How far who walks gets, standard deviation as a share of how far at the same pace"),
        Declared("GOES_ON", "Probability that who walks goes on the same way, or stops on it, and does not turn"),
        Declared("STOPS", "Of these, that they stop on it"),
        Declared("TURNS_BACK", "Of who walked to a place and away from it, that they left the way they had come"),
        Declared("SIZE_SPREAD", "Standard deviation of the logarithm of the height of a person's box"),
        Declared("STAY_AFTER_STANDING", "Probability of staying in place, of who stood"),
        Declared("STAY_AFTER_WALKING", "Of who walked"),
        Declared("STAY_AT_FIRST", "Of whom it is not known how they moved, since they were seen on one frame"),
        Declared("WALKING_AT_FIRST", "Probability that these walk"),
    ),
    "Looks": (
        Declared("ODDS_IN_PLACE", "Log odds of one person by the similarity of two detections in one place", ODDS),
        Declared("ODDS_ON_THE_WAY", "The same where somebody went from one place to another", ODDS),
    ),
    "Duplicate tracks": (
        Declared(
            "DUPLICATE_AT_ONCE",
            "Log odds that two tracks on common frames are of one person, before anything is counted (as linked)",
        ),
        Declared("DUPLICATE_BY_OVERLAP", "How much these grow with the mean of the boxes' intersection over union"),
        Declared("DUPLICATE_BY_FRAME", "How much they grow for each common frame"),
    ),
    "Reliability of links": (
        Declared(
            "SURE_AT_ONCE",
            "Log odds of one person where the best whole without that link is as probable (seed 71)",
        ),
        Declared("SURE_BY_MARGIN", "How much these grow for each 1 of the link's margin"),
    ),
}
"""By subject."""
