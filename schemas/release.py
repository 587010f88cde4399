"""What may leave the office: the only columns of a research release. A column that is not here is not released."""

import pyarrow as pa

from pantau.schemas.column import Column

ALL = "(all)"
"""Stands in a row for all agencies, weekdays or times of day together; no identifier of a site file looks like it."""

DIMENSIONS = ("agency_id", "weekday", "time_of_day")

_TEXT, _REAL = pa.string(), pa.float64()

RELEASE_COLUMNS = (
    Column("agency_id", _TEXT, f"Agency, or {ALL}", f"Instansi (OPD), atau {ALL}"),
    Column("weekday", _TEXT, f"Day of the week, or {ALL}", f"Hari, atau {ALL}"),
    Column("time_of_day", _TEXT, f"Local time at which the service began, or {ALL}", f"Jam mulai layanan, atau {ALL}"),
    Column("suppressed", pa.bool_(), "Withheld by disclosure control", "Tidak ditampilkan demi kerahasiaan"),
    Column("visits", pa.int64(), "Service sessions; somebody served twice counts twice", "Jumlah layanan", "1", True),
    Column("censored_share", _REAL, "Visits whose start or end was not seen", "Bagian yang terpotong", "share", True),
    Column("waiting_known_share", _REAL, "Visits whose waiting was seen", "Bagian dengan waktu tunggu", "share", True),
    Column("median_service_s", _REAL, "Median service time, visits seen whole", "Median waktu layanan", "s", True),
    Column("p90_service_s", _REAL, "90 % were served within this time", "P90 waktu layanan", "s", True),
    Column("median_waiting_s", _REAL, "Median waiting time, where seen", "Median waktu tunggu", "s", True),
    Column("p90_waiting_s", _REAL, "90 % waited at most this long", "P90 waktu tunggu", "s", True),
    Column("observed_hours", _REAL, "Observed time of the counters, summed", "Waktu teramati", "h", True),
    Column("staffed_share", _REAL, "Observed time with an officer", "Bagian waktu dengan petugas", "share", True),
)

RELEASE_SCHEMA = pa.schema([column.field(column.nullable) for column in RELEASE_COLUMNS])
