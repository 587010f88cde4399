"""Every table of the warehouse."""

from dataclasses import replace

from pantau.schemas.table import Table

_PROVENANCE = ("run_id", "code_hash", "config_hash", "model_hash")

_INTERVAL = (
    "started_at",
    "ended_at",
    "duration_s",
    "started_at_lo",
    "started_at_hi",
    "ended_at_lo",
    "ended_at_hi",
    "duration_lo_s",
    "duration_hi_s",
    "start_censored",
    "end_censored",
    "observed_share",
)

_EVENT = (
    "event_id",
    "site_id",
    "agency_id",
    "counter_id",
    "camera_id",
    "zone_id",
    "service_date",
    *_INTERVAL,
    "recording_uri",
    "recording_sha256",
    "offset_s",
    *_PROVENANCE,
)

_NO_FRAME = frozenset({"recording_uri", "recording_sha256", "offset_s"})
"""Null where nothing of an event was recorded."""

_DAY = ("service_date", "agency_id")
_RECORDING_DAY = ("service_date", "agency_id", "camera_id", "recording_id")

RECORDINGS = Table(
    "recordings",
    "one row per recording that can be read",
    "satu baris per rekaman yang terbaca",
    columns=(
        "recording_id",
        "site_id",
        "agency_id",
        "camera_id",
        "service_date",
        "recording_uri",
        "recording_sha256",
        "bytes",
        "name_pattern",
        "recorder_started_at",
        "recorder_ended_at",
        "container_started_at",
        "start_delay_s",
        "start_fraction_s",
        "clock_offset_s",
        "clock_uncertainty_s",
        "clock_source",
        "clock_step_s",
        "started_at",
        "ended_at",
        "duration_s",
        "declared_duration_s",
        "timeline_source",
        "container",
        "written_by",
        "codec",
        "coded_with",
        "width",
        "height",
        "rotation",
        "mirrored",
        "pixel_aspect",
        "declared_fps",
        "measured_fps",
        "key_interval_s",
        "key_interval_max_s",
        "packets",
        "inner_gaps_s",
        "defects",
        "frame_marks",
        "unlike_neighbours",
        "repeats_s",
        "repeats_of",
        "repeats_later_s",
        "run_id",
    ),
    key=("recording_id",),
    partition=_DAY,
    order=("camera_id", "started_at", "recording_uri"),
)

COVERAGE = Table(
    "coverage",
    "one row per camera and stretch of a service date in one state; the rows of a camera fill the date without overlap",
    "satu baris per kamera dan rentang waktu dengan satu keadaan; baris satu kamera memenuhi tanggal tanpa celah",
    columns=(
        "site_id",
        "agency_id",
        "camera_id",
        "service_date",
        "started_at",
        "ended_at",
        "duration_s",
        "coverage_state",
        "in_service_hours",
        "samples",
        "skipped_samples",
        "view_reference",
        "view_points",
        "view_scene",
        "static_figures",
        "recording_ids",
        "run_id",
    ),
    key=("camera_id", "started_at"),
    partition=_DAY,
    order=("camera_id", "started_at"),
)

SAMPLES = Table(
    "samples",
    "one row per moment of the grid: a frame that was observed, or one that need not be",
    "satu baris per saat pada kisi waktu: gambar yang diamati, atau yang tidak perlu diamati",
    columns=(
        "site_id",
        "agency_id",
        "camera_id",
        "service_date",
        "recording_id",
        "offset_s",
        "basis",
        "key_frame",
        "width",
        "height",
        "brightness",
        "sharpness",
        "scene",
        "bright_share",
        "view_points",
        "zone_cells",
        "change",
        "change_median",
        "change_height",
        "change_people",
        "people",
        "seats_looked",
        "model_hash",
    ),
    key=("recording_id", "offset_s"),
    partition=_RECORDING_DAY,
    order=("offset_s",),
)

OBSERVATIONS = Table(
    "observations",
    "one row per person seen on a frame: by the detector anywhere, by the pose model on a drawn seat",
    "satu baris per orang pada satu gambar: oleh detektor di mana saja, oleh model pose di kursi yang digambar",
    columns=(
        "site_id",
        "agency_id",
        "camera_id",
        "service_date",
        "recording_id",
        "offset_s",
        "detection",
        "observation_kind",
        "zone_id",
        "x1",
        "y1",
        "x2",
        "y2",
        "head_x",
        "head_y",
        "score",
        "carried_forward",
        "compared_to",
        "appearance_similarity",
        "model_hash",
    ),
    key=("recording_id", "detection"),
    partition=_RECORDING_DAY,
    order=("detection",),
    optional=frozenset({"zone_id"}),
)

CLOSER_SAMPLES = replace(
    SAMPLES,
    name="closer_samples",
    grain="one row per frame between two samples, where an event begins or ends or it is in doubt who is who",
    indonesian="satu baris per gambar di antara dua sampel, saat kejadian mulai/berakhir atau orang mungkin tertukar",
)

CLOSER_OBSERVATIONS = replace(
    OBSERVATIONS,
    name="closer_observations",
    grain="one row per person seen on a frame between two samples",
    indonesian="satu baris per orang pada gambar di antara dua sampel",
)

SERVICE_TIME = Table(
    "service_time",
    "one row per service session: a party at a counter, from the first moment with an officer until it leaves",
    "satu baris per layanan: satu rombongan di loket, sejak bersama petugas sampai meninggalkan loket",
    columns=(
        *_EVENT,
        "detection_score",
        "waiting_s",
        "waiting_lo_s",
        "waiting_hi_s",
        "staffed_share",
        "seen_share",
        "session_probability",
        "queue_length",
        "party_size",
        "identity_confidence",
        "role_probability",
    ),
    key=("event_id",),
    partition=_DAY,
    order=("counter_id", "started_at", "event_id"),
)

WAITING_VISITS = Table(
    "waiting_visits",
    "one row per party that waited for a counter: from joining until its service began, or it gave up",
    "satu baris per rombongan yang menunggu: sejak mulai mengantre sampai dilayani atau menyerah",
    columns=(
        *_EVENT,
        "detection_score",
        "waiting_outcome",
        "service_event_id",
        "counter_ids",
        "party_size",
        "identity_confidence",
        "role_probability",
    ),
    key=("event_id",),
    partition=_DAY,
    order=("zone_id", "started_at", "event_id"),
    optional=frozenset({"counter_id"}),
)
"""`counter_id` is null where somebody was not served whose queue leads to several counters."""

STAFF_PRESENCE = Table(
    "staff_presence",
    "one row per counter and stretch of its service hours in one state; the rows fill the hours without overlap",
    "satu baris per loket dan rentang jam pelayanan dengan satu keadaan; tanpa celah dan tanpa tumpang tindih",
    columns=(*_EVENT, "frame_agreement", "state", "customers_waiting"),
    key=("event_id",),
    partition=_DAY,
    order=("counter_id", "started_at", "event_id"),
    optional=_NO_FRAME | {"frame_agreement"},
)

ANOMALIES = Table(
    "anomalies",
    "one row per review candidate",
    "satu baris per kandidat tinjauan",
    columns=(
        *_EVENT,
        "detection_score",
        "kind",
        "observed_value",
        "expected_value",
        "baseline_id",
        "view_reference",
        "view_moved_share",
        "x1",
        "y1",
        "x2",
        "y2",
        "edge_before",
        "edge_after",
        "people_near",
        "repeats_recording_id",
        "repeats_started_at",
        "value_unit",
        "severity",
        "role_probability",
        "related_event_ids",
        "review_status",
    ),
    key=("event_id",),
    partition=_DAY,
    order=("kind", "camera_id", "started_at", "event_id"),
    optional=_NO_FRAME
    | {"counter_id", "zone_id", "detection_score", "role_probability", "baseline_id", "x1", "y1", "x2", "y2"},
)

REJECTS = Table(
    "rejects",
    "one row per input that could not be used, with the reason; without a date when its time is unknown",
    "satu baris per masukan yang ditolak, dengan sebabnya; tanpa tanggal bila waktunya tidak diketahui",
    columns=(
        "site_id",
        "service_date",
        "camera_id",
        "input",
        "bytes",
        "step",
        "error",
        "reason",
        "span_started_at",
        "span_ended_at",
        "run_id",
    ),
    key=("input", "step"),
    partition=("service_date",),
    order=("input", "step"),
    optional=frozenset({"service_date", "camera_id"}),
)

RUNS = Table(
    "runs",
    "one row per run and service date, the newest last",
    "satu baris per proses dan tanggal pelayanan, yang terbaru terakhir",
    columns=(
        "run_id",
        "site_id",
        "service_date",
        "time_zone",
        "command",
        "started_at",
        "ended_at",
        "outcome",
        "final",
        "code_hash",
        "config_hash",
        "model_hash",
        "recordings",
        "rejected",
        "recorded_s",
        "recordings_observed",
        "event_rows",
        "site_on_date",
    ),
    key=("run_id", "started_at"),
    partition=("service_date",),
    order=("started_at", "run_id"),
)

DELETIONS = Table(
    "deletions",
    "one row per recording of which what was seen was deleted, as its retention asks",
    "satu baris per rekaman yang hasil pengamatannya dihapus sesuai masa simpan",
    columns=(
        "recording_id",
        "site_id",
        "agency_id",
        "camera_id",
        "service_date",
        "recording_uri",
        "recording_sha256",
        "started_at",
        "ended_at",
        "retention_days",
        "deleted_at",
        "deleted_rows",
        "deleted_bytes",
        "deleted_hash",
    ),
    key=("recording_id", "deleted_hash"),
    partition=("service_date",),
    order=("deleted_at", "camera_id", "recording_id"),
    optional=frozenset({"recording_uri", "recording_sha256", "started_at", "ended_at"}),
)
"""The optional columns are null where the register of recordings has it no more."""

REVIEWS = Table(
    "reviews",
    "one row per decision of a person on a review candidate; the newest of a candidate holds, none is ever changed",
    "satu baris per keputusan atas satu kandidat tinjauan; yang terbaru berlaku, tidak ada yang diubah",
    columns=(
        "event_id",
        "site_id",
        "agency_id",
        "camera_id",
        "service_date",
        "kind",
        "decision",
        "reviewer",
        "reviewer_role",
        "note",
        "reviewed_at",
    ),
    key=("event_id", "reviewed_at"),
    partition=_DAY,
    order=("reviewed_at", "event_id"),
)
"""Of the date of the candidate, which a later run may not find any more: the row says all that is needed of it."""

BASELINES = Table(
    "baselines",
    "one row per counter, kind of candidate and version of what is usual there, from its service date on",
    "satu baris per loket, jenis kandidat, dan versi nilai yang lazim di situ, berlaku sejak tanggalnya",
    columns=(
        "baseline_id",
        "site_id",
        "agency_id",
        "counter_id",
        "service_date",
        "kind",
        "value_unit",
        "baseline_from",
        "baseline_to",
        "baseline_n",
        "usual_value",
        "usual_value_lo",
        "usual_value_hi",
        "code_hash",
        "config_hash",
    ),
    key=("baseline_id",),
    partition=_DAY,
    order=("counter_id", "kind", "baseline_id"),
)
"""Made from dates before that of the row alone, and never changed: a run that is repeated compares with the same."""

AUDITS = Table(
    "audits",
    "one row per audit, camera, agency, measure and kind: how right the events of its dates are, by a person's answers",
    "satu baris per audit, kamera, instansi, ukuran dan jenis: ketepatan kejadian menurut jawaban orang",
    columns=(
        "audit_id",
        "site_id",
        "agency_id",
        "camera_id",
        "service_date",
        "audited_to",
        "audit_measure",
        "audit_kind",
        "value_unit",
        "audit_units",
        "audit_answered",
        "estimate",
        "confidence_lo",
        "confidence_hi",
        "model_hash",
        "audited_at",
    ),
    key=("audit_id", "agency_id", "camera_id", "audit_measure", "audit_kind"),
    partition=_DAY,
    order=("camera_id", "audit_id", "audit_measure", "audit_kind"),
)
"""Of the first date of the audit. Never changed: events that are found again are others, and need another audit."""

RELEASES = Table(
    "releases",
    "one row per data set that may have left the office: what later ones are checked against",
    "satu baris per kumpulan data yang mungkin sudah keluar; rilis berikutnya diperiksa terhadapnya",
    columns=(
        "release_id",
        "release_name",
        "release_level",
        "release_order",
        "service_date",
        "released_to",
        "published_counts",
        "epsilon",
        "epsilon_budget",
        "code_hash",
        "released_at",
    ),
    key=("release_id",),
    partition=("service_date",),
    order=("released_at", "release_id"),
)
"""Of the first service date of the release. Never changed, since nobody can take back what was passed on."""

TABLES = {
    table.name: table
    for table in (
        RECORDINGS,
        COVERAGE,
        SAMPLES,
        OBSERVATIONS,
        CLOSER_SAMPLES,
        CLOSER_OBSERVATIONS,
        SERVICE_TIME,
        WAITING_VISITS,
        STAFF_PRESENCE,
        ANOMALIES,
        REJECTS,
        RUNS,
        DELETIONS,
        REVIEWS,
        BASELINES,
        AUDITS,
        RELEASES,
    )
}

OBSERVED_TABLES = (SAMPLES, OBSERVATIONS, CLOSER_SAMPLES, CLOSER_OBSERVATIONS)
"""What was seen on each recording, kept for as long as the recording and the observer are the same."""

GROWING_TABLES = (DELETIONS, REVIEWS, BASELINES, AUDITS, RELEASES)
"""Rows are added to these, and none is changed or taken out; no rerun of a date touches them."""

EVENT_TABLES = (SERVICE_TIME, WAITING_VISITS, STAFF_PRESENCE, ANOMALIES)

COMMITS = Table(
    "commits",
    "one row per run and table: the version of the Delta table that shows the run",
    "satu baris per proses dan tabel: versi tabel Delta yang memuat proses itu",
    columns=(
        "run",
        "committed_at",
        "command",
        "commit_token",
        "table_name",
        "table_version",
        "entry_sha256",
    ),
    key=("commit_token", "table_name", "table_version"),
    partition=(),
    order=("table_name",),
)
"""Written when all tables of a run are, and what makes it one: the versions that it names here are all of the run.

It stands beside `TABLES`, since no run drafts it and no row of it belongs to a date.
"""

CUSTODY = Table(
    "custody",
    "one row per clip or frame that the desk has shown, and to whom",
    "satu baris per klip atau gambar yang ditampilkan meja, dan kepada siapa",
    columns=(
        "look_id",
        "shown_at",
        "account",
        "account_role",
        "footage_kind",
        "site_id",
        "agency_id",
        "camera_id",
        "service_date",
        "recording_id",
        "recording_uri",
        "recording_sha256",
        "from_s",
        "to_s",
    ),
    key=("look_id",),
    partition=(),
    order=("shown_at", "look_id"),
)

SIGN_INS = Table(
    "sign_ins",
    "one row per password that was tried to sign in to the desk",
    "satu baris per kata sandi yang dicoba untuk masuk ke meja",
    columns=("sign_in_id", "tried_at", "tried_account", "address", "sign_in_outcome"),
    key=("sign_in_id",),
    partition=(),
    order=("tried_at", "sign_in_id"),
)

NOTIFICATIONS = Table(
    "notifications",
    "one row per try to tell somebody of the site's health or of a day, and one when it was taken",
    "satu baris per percobaan pemberitahuan tentang keadaan atau hari, dan satu saat diterima",
    columns=(
        "notification_id",
        "notification_kind",
        "site_id",
        "service_date",
        "channel",
        "tries",
        "told",
        "noted_at",
    ),
    key=("notification_id", "channel", "tries", "told"),
    partition=(),
    order=("noted_at", "channel", "notification_id"),
    optional=frozenset({"service_date"}),
)

ACCOUNT_TABLES = (CUSTODY, SIGN_INS)
"""What accounts of the desk did: of no use to who asks for figures, so they stay in the warehouse."""

APPENDED_TABLES = (CUSTODY, SIGN_INS, NOTIFICATIONS)
"""Rows are added to these at any time, by no run, and never changed or removed; whichever run is read, they are as they
are. They stand beside `TABLES`, as `COMMITS` does."""
