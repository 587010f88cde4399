"""The weights of `session_probability`, and where each value comes from.

Written by `python -m tools.fit_sessions`, which see; not by hand. Fitted on 57 made-up camera days
(`benchmarks/tracking/made`, 6a687cb5a30b; seeds 71, 72, 73, 171, 172, 173, 174, 175, 176, 177, 178, the latter of
offices that vary), of which it is known who was served when, by maximum likelihood. After ± stands the standard error
over camera days, then of how many sessions.
"""

ONE_SESSION_AT_ONCE = 2.13
"""Log odds that a session is one of which nothing else is told. Fitted: 2.13 ± 0.6 (1,898)."""

ONE_SESSION_BY_SEEN = 2.58
"""How much these grow where one of the party is clearly seen on all samples. Fitted: 2.58 ± 0.6 (1,898)."""

ONE_SESSION_BY_COVERED = -2.75
"""The same where somebody else covers one of them on all samples. Fitted: -2.75 ± 0.4 (1,898)."""

ONE_SESSION_BY_UNSEEN_START = -1.47
"""The same where nobody was seen to come. Fitted: -1.47 ± 0.2 (1,898)."""

ONE_SESSION_BY_UNSEEN_END = -0.53
"""The same where nobody was seen to go. Fitted: -0.53 ± 0.2 (1,898)."""

ONE_SESSION_BY_NEXT = -0.95
"""The same where another session ends or begins at the same moment. Fitted: -0.95 ± 0.2 (1,898)."""
