"""Three places whose days are awkward, as site files say them; their service hours come from the calendar itself.

`blora`: a holiday, Friday and Ramadan hours, a break, a counter that changes its agency and shares a queue, an agency
without a camera of its own, a camera that never recorded. `jayapura`: two hours to the east, open across midnight.
`howe`: clocks change by half an hour within the service hours, once ahead and once back.
"""

from datetime import date

from pantau.schemas.site import Site
from pantau.schemas.site.cameras import Camera

BLORA = (date(2026, 2, 12), date(2026, 2, 13), date(2026, 2, 17), date(2026, 2, 18), date(2026, 2, 19))
"""A Thursday, a Friday, the Lunar New Year, the day of a tenure change, and the first day of Ramadan 1447."""
JAYAPURA = (date(2026, 2, 12), date(2026, 2, 13))
HOWE = (date(2026, 4, 5), date(2026, 10, 4))
"""At 02:00 clocks of Lord Howe Island go back to 01:30, and ahead to 02:30."""

CORNERS = [[0.1, 0.1], [0.9, 0.1], [0.9, 0.9]]
ALL_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def every_day(hours):
    return dict.fromkeys(ALL_DAYS, hours)


def zone(name, kind, *counters):
    return {"id": name, "kind": kind, "counters": counters, "polygon": CORNERS}


def camera(name, agency, zones=(), **recording):
    return {
        "id": name,
        "agency": agency,
        "recorder": "nvr",
        "purpose": "security of the counters",
        "notice_date": date(2020, 1, 1),
        "zone_type": "service",
        "retention_days": 30,
        "recording": recording,
        "views": [{"zones": zones}],
    }


def counter(name, *tenures):
    return {"id": name, "name": f"Loket {name}", "tenures": tenures}


def standard(agency, measure, limit_s, portion, **holds):
    return {"agency": agency, "measure": measure, "limit_s": limit_s, "portion": portion, "source": "made up"} | holds


def agencies(*names):
    return [{"id": name, "name": name} for name in names]


SITES = tuple(
    Site.model_validate({"name": site["id"], "recorders": [{"id": "nvr"}], **site})
    for site in (
        {
            "id": "blora",
            "timezone": "Asia/Jakarta",
            "agencies": agencies("dpmptsp", "dukcapil", "rsud"),
            "cameras": [
                camera(
                    "hall",
                    "dpmptsp",
                    [
                        zone("front-1", "customer", "L1"),
                        zone("front-2", "customer", "L2"),
                        zone("front-3", "customer", "L3"),
                        zone("line", "queue", "L1", "L2"),
                    ],
                    hours=every_day("07:00-16:30"),
                ),
                camera("dead", "dukcapil", [zone("front-4", "customer", "L4")]),
                camera("room", "dukcapil", [zone("front-5", "customer", "L5"), zone("chairs", "waiting", "L5")]),
                camera("yard", "dpmptsp", mode="motion"),
            ],
            "counters": [
                counter("L1", {"agency": "dpmptsp", "service": "licensing"}),
                counter(
                    "L2",
                    {"agency": "dpmptsp", "service": "licensing", "until": date(2026, 2, 17)},
                    {"agency": "dukcapil", "service": "identity cards", "from": date(2026, 2, 18)},
                ),
                counter("L3", {"agency": "rsud"}),
                counter("L4", {"agency": "dukcapil"}),
                counter("L5", {"agency": "dukcapil", "service": "identity cards"}),
            ],
            "calendar": {
                "periods": [
                    {
                        "hours": {**every_day("07:30-12:00, 13:00-16:00"), "fri": "07:30-11:30"},
                        "source": "made up: a break, and short Fridays",
                    },
                    {"hours": every_day("08:00-13:00"), "agencies": ["rsud"], "source": "made up: clinics"},
                    {
                        "from": date(2026, 2, 19),
                        "until": date(2026, 3, 19),
                        "kind": "ramadan",
                        "hours": every_day("08:00-12:00, 12:30-15:00"),
                        "source": "made up: Ramadan 1447",
                    },
                ],
            },
            "standards": [
                standard("dpmptsp", "waiting", 300.0, 0.9, until=BLORA[1]),
                standard("dpmptsp", "waiting", 1200.0, 0.3, **{"from": BLORA[2], "least_recorded": 0.5}),
                standard("dpmptsp", "service", 600.0, 0.95),
                standard("rsud", "waiting", 3600.0, 1.0),
                standard("dukcapil", "service", 1800.0, 0.1, least_recorded=0.2),
            ],
        },
        {
            "id": "jayapura",
            "timezone": "Asia/Jayapura",
            "agencies": agencies("papua"),
            "cameras": [
                camera("gate", "papua", [zone("front-p", "customer", "P1"), zone("queue-p", "queue", "P1")]),
                camera("back", "papua", [zone("front-q", "customer", "P2"), zone("queue-q", "queue", "P2")]),
            ],
            "counters": [counter("P1", {"agency": "papua"}), counter("P2", {"agency": "papua"})],
            "calendar": {
                "periods": [{"hours": every_day("00:00-02:00, 17:30-18:00, 20:00-24:00"), "source": "made up: nights"}],
                "openings": [{"date": JAYAPURA[1], "hours": "00:00-02:00, 17:30-18:00, 20:00-24:00", "source": "fair"}],
            },
            "standards": [standard("papua", "waiting", 600.0, 0.2, least_recorded=0.1)],
        },
        {
            "id": "howe",
            "timezone": "Australia/Lord_Howe",
            "agencies": agencies("island"),
            "cameras": [
                camera("pier", "island", [zone("front-h", "customer", "H1"), zone("queue-h", "queue", "H1")]),
            ],
            "counters": [counter("H1", {"agency": "island"})],
            "calendar": {
                "periods": [{"hours": every_day("00:45-04:15"), "source": "made up: a night ferry"}],
                "holidays": None,
            },
        },
    )
)

CAMERA_DAYS: tuple[tuple[Site, Camera, date], ...] = tuple(
    (site, camera, day)
    for site, days in zip(SITES, (BLORA, JAYAPURA, HOWE), strict=True)
    for camera in site.cameras
    for day in days
)
