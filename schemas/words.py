"""The words that columns hold. Neutral ones: a row is a candidate for review, never a verdict."""

COVERAGE_STATES = ("recorded", "gap", "unreadable", "covered", "frozen", "out_of_schedule")
"""`recorded`: pictures exist and people in them can be seen. Every other state means unknown, never empty."""

PRESENCE_STATES = ("serving", "idle", "unattended", "unknown")

ANOMALY_KINDS = ("unattended_waiting", "presence_out_of_hours", "visitor_in_staff_area", "footage_missing")

SEVERITIES = ("low", "medium", "high")

REVIEW_STATUSES = ("open", "confirmed", "dismissed")

OBSERVATION_KINDS = ("person", "seat")

TIMELINE_SOURCES = ("pts", "name_span", "declared_rate")

STEPS = ("list", "name", "probe", "observe", "events")

ZONE_KINDS = ("customer", "staff", "seat", "queue", "waiting", "restricted", "ignore")

ANCHORS = ("feet", "centre", "overlap")
