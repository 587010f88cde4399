"""The parameters of the tracker, and where each value comes from.

Written by `python -m tools.fit_tracking`, which see; not by hand. Fitted on 33 made-up camera days
(`benchmarks/tracking/made`, 6a687cb5a30b; seeds 71, 72, 73), of which it is known whom each detection shows, by
counting or maximum likelihood. After ± stands the standard error over camera days, then of how many cases. How people
come, walk and stand is that of the scripts. Of misses, second boxes, trembling boxes and colours these days have what
was measured on PETS09-S2L1, so what is fitted of these comes from there. That clip itself, whose licence is not stated,
only judges. Chosen is what stands instead of a fitted value that does worse on what was not fitted on.
"""

# Own boxes

ALONE = (0.245, 0.321, 0.8653, 0.9649, 0.99725)
"""Probability that a box is somebody's own which no better one touches. Fitted by 0.225, 0.275, 0.335, 0.435 and 0.60:
0.245 ± 0.01 (24,573); 0.321 ± 0.02 (20,342); 0.8653 ± 0.008 (14,768); 0.9649 ± 0.001 (28,340); 0.99725 ± 0.0001
(184,687)."""

TOUCHED = (0.580, 0.716, 0.8919, 0.9654, 0.99624)
"""The same of a box that a better one touches. Fitted by 0.225, 0.275, 0.335, 0.435 and 0.60: 0.580 ± 0.03 (7,315);
0.716 ± 0.03 (7,346); 0.8919 ± 0.005 (9,213); 0.9654 ± 0.002 (16,830); 0.99624 ± 0.0004 (41,599)."""

ON_ANOTHER = (0.0200, 0.0422, 0.0664, 0.074, 0.517)
"""The same of a box most of which lies in a better one. Fitted by 0.225, 0.275, 0.335, 0.435 and 0.60: 0.0200 ± 0.003
(12,980); 0.0422 ± 0.007 (7,432); 0.0664 ± 0.009 (4,726); 0.074 ± 0.01 (3,600); 0.517 ± 0.04 (1,142)."""

ON_A_HEAD = (0.0676, 0.142, 0.163, 0.191, 0.589)
"""The same where also their upper edges are near each other. Fitted by 0.225, 0.275, 0.335, 0.435 and 0.60: 0.0676 ±
0.009 (9,022); 0.142 ± 0.02 (5,611); 0.163 ± 0.02 (4,714); 0.191 ± 0.03 (5,158); 0.589 ± 0.04 (3,613)."""

# Coming and going

GONE = 0.00351
"""Probability that a detection is the last one of its person. Fitted: 0.00351 ± 0.0004 (317,997)."""

GONE_AT_EDGE = 0.7
"""How much more probable that is of who walks at the edge of the frame. Chosen: see `EDGE_HEIGHTS`. Fitted: 0.501 ±
0.03 (317,997)."""

GONE_FALSE = 0.342
"""The same probability of a second or false box. Fitted: 0.342 ± 0.02 (64,441)."""

NEW_PER_AREA = 0.00175
"""Expected newcomers on a frame, for each square body height. Fitted: 0.00175 ± 0.0003 (2,759)."""

NEW_AT_EDGE = 0.1
"""How many more of those who walk at the edge of the frame. Chosen: see `EDGE_HEIGHTS`. Fitted: 0.0778 ± 0.009
(2,759)."""

EDGE_HEIGHTS = 0.8
"""Body heights from the edge over which what it tells falls to 1/e. Chosen: on edited visits of real people (seed 5)
0.4 instead of 0.8 merges more of them. Fitted: 0.0389 ± 0.002 (317,997)."""

PEOPLE_PER_AREA = 0.463
"""Detections of people on a frame, for each square body height. Fitted: 0.463 ± 0.03 (318,514)."""

# Seen again

SEEN = 0.9425
"""Probability of being seen on the next frame. Fitted: 0.9425 ± 0.002 (147,071)."""

SEEN_STANDING = 0.7652
"""Of being seen again by who was missed, and stands. Fitted: 0.7652 ± 0.009 (147,071)."""

SEEN_WALKING = 0.6366
"""Of being seen again by who was missed, and walks. Fitted: 0.6366 ± 0.006 (147,071)."""

MISSED_LONG = 0.00053
"""Share of those who stand that are missed for long. Fitted: 0.00053 ± 0.0002 (147,071)."""

STILL_MISSED = 0.892
"""Probability that these go on being missed on the next frame. Fitted: 0.892 ± 0.02 (147,071)."""

# Motion

STANDING_SPREAD = 0.0786
"""Sway and noise of who stands, standard deviation in body heights. Fitted: 0.0786 ± 0.001 (65,375)."""

ASTRAY_SPEED = 0.0933
"""How fast that grows while somebody walks on, body heights a second. Fitted: 0.0933 ± 0.003 (65,375)."""

GOES_ON = 0.829
"""Probability that who walks goes on the same way, or stops on it, and does not turn. Fitted: 0.829 ± 0.01 (65,375)."""

SIZE_SPREAD = 0.1382
"""Standard deviation of the logarithm of the height of a person's box. Fitted: 0.1382 ± 0.002 (66,000)."""

OTHERS_SIZE_SPREAD = 0.7657
"""The same between two people who may be taken for each other. Fitted: 0.7657 ± 0.008 (372,952)."""

STAY_AFTER_STANDING = 0.9876
"""Probability of staying in place, of who stood. Fitted: 0.9876 ± 0.001 (65,375)."""

STAY_AFTER_WALKING = 0.514
"""Of who walked. Fitted: 0.514 ± 0.02 (65,375)."""

STAY_AT_FIRST = 0.9125
"""Of whom it is not known how they moved, since they were seen on one frame. Fitted: 0.9125 ± 0.004 (66,000)."""

# Looks

ODDS_IN_PLACE = (0.9086, 55.5, 3.59, -6.56)
"""Log odds of one person by the similarity of two detections in one place. Fitted by even, slope, most and least:
0.9086 ± 0.002 (69,075); 55.5 ± 2 (69,075); 3.59 ± 0.1 (69,075); -6.56 ± 0.2 (69,075)."""

ODDS_ON_THE_WAY = (0.8256, 24.95, 2.928, -19.53)
"""The same where somebody went from one place to another. Fitted by even, slope, most and least: 0.8256 ± 0.003
(268,487); 24.95 ± 0.5 (268,487); 2.928 ± 0.06 (268,487); -19.53 ± 0.5 (268,487)."""

# Reliability of links

SURE_AT_ONCE = 1.89
"""Log odds of one person where the best whole without that link is as probable (seed 71). Fitted: 1.89 ± 0.3
(97,459)."""

SURE_BY_MARGIN = 0.281
"""How much these grow for each 1 of the link's margin. Fitted: 0.281 ± 0.02 (97,459)."""
