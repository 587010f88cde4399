"""The parameters of the tracker, and where each value comes from.

Written by `python -m tools.fit_tracking`, which see; not by hand. Fitted on 33 made-up camera days
(`benchmarks/tracking/made`, 6a687cb5a30b; seeds 71, 72, 73), of which it is known whom each detection shows, by
counting or maximum likelihood. After ± stands the standard error over camera days, then of how many cases. How people
come, walk and stand is that of the scripts. Of misses, second boxes, trembling boxes and colours these days have what
was measured on PETS09-S2L1, so what is fitted of these comes from there. That clip itself, whose licence is not stated,
is not fitted on. Chosen is what stands instead of a fitted value that does worse on what was not fitted on: that clip
and one night of edited visits, which are no blind judges since.
"""

# Own boxes

ALONE = (0.1, 0.2, 0.35, 0.85, 0.98)
"""Probability that a box is somebody's own which no better one touches. Chosen: by the fitted values of the four
PETS09-S2L1 (a frame each 2 s) had IDF1 0.72 instead of 0.781, and edited visits of real people (seed 5) F1 0.98 instead
of 0.985, by the tracker that they were first fitted with. Fitted by 0.225, 0.275, 0.335, 0.435 and 0.60: 0.244 ± 0.01
(24,806); 0.321 ± 0.02 (20,770); 0.8643 ± 0.009 (15,034); 0.9645 ± 0.001 (28,612); 0.99726 ± 0.0001 (186,846)."""

TOUCHED = (0.2, 0.35, 0.5, 0.9, 0.98)
"""The same of a box that a better one touches. Chosen: by the fitted values of the four PETS09-S2L1 (a frame each 2 s)
had IDF1 0.72 instead of 0.781, and edited visits of real people (seed 5) F1 0.98 instead of 0.985, by the tracker that
they were first fitted with. Fitted by 0.225, 0.275, 0.335, 0.435 and 0.60: 0.580 ± 0.03 (7,296); 0.718 ± 0.03 (7,411);
0.8900 ± 0.004 (9,187); 0.9656 ± 0.002 (16,812); 0.99643 ± 0.0004 (41,629)."""

ON_ANOTHER = (0.01, 0.02, 0.03, 0.15, 0.8)
"""The same of a box most of which lies in a better one. Chosen: by the fitted values of the four PETS09-S2L1 (a frame
each 2 s) had IDF1 0.72 instead of 0.781, and edited visits of real people (seed 5) F1 0.98 instead of 0.985, by the
tracker that they were first fitted with. Fitted by 0.225, 0.275, 0.335, 0.435 and 0.60: 0.0196 ± 0.002 (13,110); 0.0401
± 0.007 (7,581); 0.0695 ± 0.009 (4,749); 0.072 ± 0.01 (3,618); 0.515 ± 0.04 (1,163)."""

ON_A_HEAD = (0.04, 0.1, 0.14, 0.25, 0.6)
"""The same where also their upper edges are near each other. Chosen: by the fitted values of the four PETS09-S2L1 (a
frame each 2 s) had IDF1 0.72 instead of 0.781, and edited visits of real people (seed 5) F1 0.98 instead of 0.985, by
the tracker that they were first fitted with. Fitted by 0.225, 0.275, 0.335, 0.435 and 0.60: 0.0684 ± 0.009 (9,097);
0.144 ± 0.02 (5,643); 0.164 ± 0.02 (4,698); 0.200 ± 0.03 (5,210); 0.593 ± 0.04 (3,665)."""

# Coming and going

GONE = 0.00336
"""Probability that a detection is the last one of its person. Fitted: 0.00336 ± 0.0004 (321,559)."""

GONE_AT_EDGE = 0.55
"""How much more probable that is of who walks at the edge of the frame. Chosen: see `EDGE_HEIGHTS`. Fitted: 0.469 ±
0.03 (321,559)."""

GONE_FALSE = 0.406
"""The same probability of a second or false box. Fitted: 0.406 ± 0.02 (74,768)."""

NEW_PER_AREA = 0.00172
"""Expected newcomers on a frame, for each square body height. Fitted: 0.00172 ± 0.0003 (2,727)."""

NEW_AT_EDGE = 0.1
"""How many more of those who walk at the edge of the frame. Chosen: see `EDGE_HEIGHTS`. Fitted: 0.0737 ± 0.009
(2,727)."""

EDGE_HEIGHTS = 0.8
"""Body heights from the edge over which what it tells falls to 1/e. Chosen: on edited visits of real people (seed 5)
0.4 instead of 0.8 merges more of them. Fitted: 0.0408 ± 0.003 (321,559)."""

PEOPLE_PER_AREA = 0.462
"""Detections of people on a frame, for each square body height. Fitted: 0.462 ± 0.03 (322,145)."""

# Seen again

SEEN = 0.9435
"""Probability of being seen on the next frame. Fitted: 0.9435 ± 0.002 (147,362)."""

SEEN_STANDING = 0.7647
"""Of being seen again by who was missed, and stands. Fitted: 0.7647 ± 0.009 (147,362)."""

SEEN_WALKING = 0.6376
"""Of being seen again by who was missed, and walks. Fitted: 0.6376 ± 0.006 (147,362)."""

MISSED_LONG = 0.00051
"""Share of those who stand that are missed for long. Fitted: 0.00051 ± 0.0002 (147,362)."""

STILL_MISSED = 0.901
"""Probability that these go on being missed on the next frame. Fitted: 0.901 ± 0.03 (147,362)."""

# Motion

STANDING_SPREAD = 0.12
"""Sway and noise of who stands, standard deviation in body heights. Chosen: by the fitted values of how people move
PETS09-S2L1 (a frame each 2 s) had IDF1 0.722 instead of 0.781, and edited visits of real people (seed 5) F1 0.975
instead of 0.985, by the tracker that they were first fitted with. Fitted: 0.06103 ± 0.0006 (65,407)."""

SHIFTS = 0.1
"""Share of who stands that shifts its place, or is hidden in part, from one frame to the next. Chosen: by the fitted
values of how people move PETS09-S2L1 (a frame each 2 s) had IDF1 0.722 instead of 0.781, and edited visits of real
people (seed 5) F1 0.975 instead of 0.985, by the tracker that they were first fitted with. Fitted: 0.185 ± 0.02
(65,407)."""

SHIFT_SPREAD = 0.5
"""How far that is, standard deviation in body heights. Chosen: by the fitted values of how people move PETS09-S2L1 (a
frame each 2 s) had IDF1 0.722 instead of 0.781, and edited visits of real people (seed 5) F1 0.975 instead of 0.985, by
the tracker that they were first fitted with. Fitted: 0.1391 ± 0.004 (65,407)."""

ASTRAY_SPEED = 0.17
"""How fast that grows while somebody walks on, body heights a second. Chosen: by the fitted values of how people move
PETS09-S2L1 (a frame each 2 s) had IDF1 0.722 instead of 0.781, and edited visits of real people (seed 5) F1 0.975
instead of 0.985, by the tracker that they were first fitted with. Fitted: 0.1112 ± 0.005 (65,407)."""

SPEED_SPREAD = 0.3
"""How far who walks gets, standard deviation as a share of how far at the same pace. Chosen: by the fitted values of
how people move PETS09-S2L1 (a frame each 2 s) had IDF1 0.722 instead of 0.781, and edited visits of real people (seed
5) F1 0.975 instead of 0.985, by the tracker that they were first fitted with. Fitted: 0.481 ± 0.04 (65,407)."""

GOES_ON = 0.9
"""Probability that who walks goes on the same way, or stops on it, and does not turn. Chosen: by the fitted values of
how people move PETS09-S2L1 (a frame each 2 s) had IDF1 0.722 instead of 0.781, and edited visits of real people (seed
5) F1 0.975 instead of 0.985, by the tracker that they were first fitted with. Fitted: 0.9648 ± 0.005 (65,407)."""

STOPS = 0.3
"""Of these, that they stop on it. Chosen: by the fitted values of how people move PETS09-S2L1 (a frame each 2 s) had
IDF1 0.722 instead of 0.781, and edited visits of real people (seed 5) F1 0.975 instead of 0.985, by the tracker that
they were first fitted with. Fitted: 0.0000000000547 ± 8e-12 (65,407)."""

TURNS_BACK = 0.1
"""Of who walked to a place and away from it, that they left the way they had come. Chosen: of scripted people who pause
half turn round; by that edited visits (seed 5) have F1 0.975 instead of 0.985. Fitted: 0.5668 ± 0.008 (4,072)."""

SIZE_SPREAD = 0.3
"""Standard deviation of the logarithm of the height of a person's box. Chosen: by the fitted values of this one
PETS09-S2L1 (a frame each 2 s) had IDF1 0.697 instead of 0.781, and edited visits of real people (seed 5) F1 0.985
instead of 0.985, by the tracker that they were first fitted with. Fitted: 0.1398 ± 0.002 (66,000)."""

STAY_AFTER_STANDING = 0.9
"""Probability of staying in place, of who stood. Chosen: by the fitted values of how they stay PETS09-S2L1 (a frame
each 2 s) had IDF1 0.659 instead of 0.781, and edited visits of real people (seed 5) F1 0.98 instead of 0.985, by the
tracker that they were first fitted with. Fitted: 0.99628 ± 0.0004 (65,407)."""

STAY_AFTER_WALKING = 0.3
"""Of who walked. Chosen: by the fitted values of how they stay PETS09-S2L1 (a frame each 2 s) had IDF1 0.659 instead of
0.781, and edited visits of real people (seed 5) F1 0.98 instead of 0.985, by the tracker that they were first fitted
with. Fitted: 0.606 ± 0.01 (65,407)."""

STAY_AT_FIRST = 0.5
"""Of whom it is not known how they moved, since they were seen on one frame. Chosen: by the fitted values of how they
stay PETS09-S2L1 (a frame each 2 s) had IDF1 0.659 instead of 0.781, and edited visits of real people (seed 5) F1 0.98
instead of 0.985, by the tracker that they were first fitted with. Fitted: 0.9469 ± 0.003 (66,000)."""

WALKING_AT_FIRST = 0.2
"""Probability that these walk. Chosen: by the fitted values of how they stay PETS09-S2L1 (a frame each 2 s) had IDF1
0.659 instead of 0.781, and edited visits of real people (seed 5) F1 0.98 instead of 0.985, by the tracker that they
were first fitted with. Fitted: 0.3659 ± 0.005 (65,407)."""

# Looks

ODDS_IN_PLACE = (0.88, 30.0, 2.5, -6.0)
"""Log odds of one person by the similarity of two detections in one place. Chosen: by the fitted values of both
PETS09-S2L1 (a frame each 2 s) had IDF1 0.715 instead of 0.781, and edited visits of real people (seed 5) F1 0.995
instead of 0.985, by the tracker that they were first fitted with. Fitted by even, slope, most and least: 0.9151 ± 0.002
(60,721); 65.3 ± 3 (60,721); 3.83 ± 0.5 (60,721); -6.29 ± 0.2 (60,721)."""

ODDS_ON_THE_WAY = (0.77, 12.0, 2.0, -5.0)
"""The same where somebody went from one place to another. Chosen: by the fitted values of both PETS09-S2L1 (a frame
each 2 s) had IDF1 0.715 instead of 0.781, and edited visits of real people (seed 5) F1 0.995 instead of 0.985, by the
tracker that they were first fitted with. Fitted by even, slope, most and least: 0.842 (267,417); 26.6 (267,417); 3.58
(267,417); -31.7 (267,417)."""

# Duplicate tracks

DUPLICATE_AT_ONCE = -4.41
"""Log odds that two tracks on common frames are of one person, before anything is counted (as linked). Fitted: -4.41 ±
0.3 (1,920)."""

DUPLICATE_BY_OVERLAP = 17.96
"""How much these grow with the mean of the boxes' intersection over union. Fitted: 17.96 ± 0.9 (1,920)."""

DUPLICATE_BY_FRAME = -0.251
"""How much they grow for each common frame. Fitted: -0.251 ± 0.04 (1,920)."""

# Reliability of links

SURE_AT_ONCE = 2.02
"""Log odds of one person where the best whole without that link is as probable (seed 71). Fitted: 2.02 ± 0.3
(97,091)."""

SURE_BY_MARGIN = 0.565
"""How much these grow for each 1 of the link's margin. Fitted: 0.565 ± 0.04 (97,091)."""
