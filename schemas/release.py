"""What may leave the office: the only columns of a release. A column that is not here is not released."""

from dataclasses import replace

import pyarrow as pa

from pantau.schemas.column import Column
from pantau.schemas.columns import COLUMNS
from pantau.schemas.tables import SERVICE_TIME, STAFF_PRESENCE, WAITING_VISITS

ALL = "(all)"
"""Stands in a row for all periods or times of day together; no identifier of a site file looks like it."""

_TEXT, _REAL, _WHOLE, _FLAG = pa.string(), pa.float64(), pa.int64(), pa.bool_()

AGENCIES = Column(
    "agencies", _TEXT, "Agency, or several that share cells, joined by +", "Instansi (OPD), atau gabungan"
)
OBSERVER = Column(
    "observer",
    _TEXT,
    "Which observer saw it; figures of two are never added up",
    "Pengamat; jangan dijumlahkan antarpengamat",
)

OBSERVER_FROM = Column(
    "observer_from",
    _TEXT,
    "First service date that it saw here: one that came back after another has rows of each time",
    "Tanggal pelayanan pertama pengamat itu di sini; yang kembali lagi punya baris tiap masa",
)

CELL_COLUMNS = (
    AGENCIES,
    OBSERVER,
    OBSERVER_FROM,
    Column("period", _TEXT, f"Date, week, month, weekday or longer period, or {ALL}", f"Periode, atau {ALL}"),
    Column("time_of_day", _TEXT, f"Local time at which it began, or {ALL}", f"Jam mulai, atau {ALL}"),
    Column("suppressed", _FLAG, "The visits are withheld by disclosure control", "Jumlah layanan tidak ditampilkan"),
    Column("visits", _WHOLE, "Service sessions; somebody served twice counts twice", "Jumlah layanan", "1", True),
    Column("reneged", _WHOLE, "Parties that left the queue unserved", "Rombongan yang menyerah", "1", True),
    Column("lost", _WHOLE, "Waiting parties lost from sight", "Rombongan antre yang hilang dari pandangan", "1", True),
    Column("median_service_s", _REAL, "Median service time (Kaplan-Meier)", "Median waktu layanan", "s", True),
    Column("p90_service_s", _REAL, "90 % were served within this time (Kaplan-Meier)", "P90 waktu layanan", "s", True),
    Column("median_waiting_s", _REAL, "Median waiting time (Kaplan-Meier)", "Median waktu tunggu", "s", True),
    Column("p90_waiting_s", _REAL, "90 % waited at most this long (Kaplan-Meier)", "P90 waktu tunggu", "s", True),
    Column("observed_hours", _REAL, "Observed service hours of the counters, summed", "Jam teramati", "h"),
    Column("staffed_share", _REAL, "Observed time with an officer", "Bagian waktu dengan petugas", "share", True),
)

DURATION_COLUMNS = (
    AGENCIES,
    OBSERVER,
    OBSERVER_FROM,
    Column("measure", _TEXT, "What lasted", "Yang diukur", values=("service", "waiting")),
    Column(
        "outcome",
        _TEXT,
        "How it ended: ended, cut by the footage, left the queue unserved, or not known how long",
        "Akhirnya: selesai, terpotong, pergi tanpa dilayani, atau lamanya tidak diketahui",
        values=("ended", "cut", "left", "unknown"),
    ),
    Column("from_s", _REAL, "Lasted this long or longer", "Sekurangnya selama ini", "s", True),
    Column("to_s", _REAL, "Lasted less than this; null: no limit", "Kurang dari ini; kosong: tanpa batas", "s", True),
    Column("or_unfinished", _FLAG, "With those of which the end was not seen", "Termasuk yang akhirnya tak terlihat"),
    Column("n", _WHOLE, "How many", "Jumlah", "1"),
    Column("lasting_share", _REAL, "Share that lasts longer (life table)", "Bagian yang lebih lama", "share", True),
)

SEEN = ("ended", "cut", "unknown", "mixed")

VISIT_COLUMNS = (
    Column("office", _TEXT, "Agency or agencies, by a name of this release alone", "Instansi, dengan nama rilis ini"),
    Column("observer", _TEXT, "Observer, likewise; figures of two are never added up", "Pengamat; jangan dijumlahkan"),
    Column("period_from", _TEXT, "First week, month or longer period", "Periode pertama"),
    Column("period_to", _TEXT, "Last one, included", "Periode terakhir, termasuk"),
    Column("time_from", _TEXT, "It began at this local time or later", "Mulai sejak jam ini"),
    Column("time_to", _TEXT, "It began before this local time", "Mulai sebelum jam ini"),
    Column(
        "service_seen",
        _TEXT,
        "Whether the service was seen to its end, cut by the footage, seen without its start, or one of these",
        "Apakah layanan terlihat sampai selesai, terpotong, tanpa awalnya, atau salah satunya",
        values=SEEN,
    ),
    Column("service_from_s", _REAL, "The service was seen for so long or longer", "Layanan sekurangnya", "s", True),
    Column("service_to_s", _REAL, "And for less than this; null: no limit", "Layanan kurang dari", "s", True),
    Column(
        "waiting_seen",
        _TEXT,
        "Whether it is known how long they waited, or is not, or either",
        "Apakah lama menunggu diketahui, tidak, atau salah satunya",
        values=("ended", "unknown", "mixed"),
    ),
    Column("waiting_from_s", _REAL, "They waited for so long or longer", "Menunggu sekurangnya", "s", True),
    Column("waiting_to_s", _REAL, "And for less than this; null: no limit", "Menunggu kurang dari", "s", True),
    Column("visits", _WHOLE, "How many visits are like this, in all columns", "Jumlah layanan yang sama", "1"),
)
"""No counter and no pseudonym of one: all visits of a counter together show on which dates and hours it was open, and
whoever knows an officer's roster would find the officer by that."""

NOISY_CELL_COLUMNS = (
    AGENCIES,
    OBSERVER,
    OBSERVER_FROM,
    Column("period", _TEXT, "Date, week, month, weekday or longer period", "Periode"),
    Column("time_of_day", _TEXT, "Local time at which it began", "Jam mulai"),
    Column("suppressed", _FLAG, "Too few counters were observed", "Loket teramati terlalu sedikit"),
    Column("visits", _WHOLE, "Service sessions up to the bound, with noise", "Layanan, dengan derau", "1", True),
    Column("visits_lo", _WHOLE, "Without noise it is this or more, 95 %", "Batas bawah 95 %", "1", True),
    Column("visits_hi", _WHOLE, "Without noise it is this or less, 95 %", "Batas atas 95 %", "1", True),
    Column("reneged", _WHOLE, "Who left the queue, likewise", "Yang menyerah, dengan derau", "1", True),
    Column("reneged_lo", _WHOLE, "Without noise it is this or more, 95 %", "Batas bawah 95 %", "1", True),
    Column("reneged_hi", _WHOLE, "Without noise it is this or less, 95 %", "Batas atas 95 %", "1", True),
    Column("observed_hours", _REAL, "Observed service hours of the counters, summed", "Jam teramati", "h"),
)

NOISY_DURATION_COLUMNS = (
    AGENCIES,
    OBSERVER,
    OBSERVER_FROM,
    Column("measure", _TEXT, "What lasted", "Yang diukur", values=("service", "waiting")),
    Column("from_s", _REAL, "Lasted this long or longer; null: not known", "Sekurangnya selama ini", "s", True),
    Column("to_s", _REAL, "Lasted less than this; null: no limit", "Kurang dari ini; kosong: tanpa batas", "s", True),
    Column("n", _WHOLE, "How many, with noise: may be below zero", "Jumlah, dengan derau", "1"),
    Column("n_lo", _WHOLE, "Without noise it is this or more, 95 %", "Batas bawah 95 %", "1"),
    Column("n_hi", _WHOLE, "Without noise it is this or less, 95 %", "Batas atas 95 %", "1"),
)
"""No totals: sums of noisy counts are sums of their noise."""

SYNTHETIC_TABLES = {
    f"synthetic_{table.name}": tuple(replace(COLUMNS[name], nullable=table.nullable(name)) for name in table.columns)
    for table in (SERVICE_TIME, WAITING_VISITS, STAFF_PRESENCE)
}

RELEASE_TABLES = {
    "aggregates": {"cells": CELL_COLUMNS, "durations": DURATION_COLUMNS},
    "visits": {"visits": VISIT_COLUMNS},
    "noisy": {"noisy_cells": NOISY_CELL_COLUMNS, "noisy_durations": NOISY_DURATION_COLUMNS},
    "synthetic": SYNTHETIC_TABLES,
}
"""The tables of each level of release."""

SAFE_VISIT_COLUMNS = (
    AGENCIES,
    OBSERVER,
    Column("counter", _TEXT, "Counter, or all counters of a shared queue, joined by +", "Loket"),
    Column("service_date", _TEXT, "Service date", "Tanggal pelayanan"),
    Column("hour", _WHOLE, "Local hour in which it began", "Jam mulai", "h"),
    Column(
        "service_seen",
        _TEXT,
        "Whether the service was seen to its end, cut by the footage, or seen without its start",
        "Apakah layanan terlihat sampai selesai, terpotong, atau tanpa awalnya",
        values=SEEN[:3],
    ),
    Column("service_s", _REAL, "For how long the service was seen", "Lama layanan terlihat", "s"),
    Column("waiting_s", _REAL, "How long they waited; null: not known", "Lama menunggu", "s", True),
)

SAFE_ROOM_TABLES = {**RELEASE_TABLES, "visits": {"visits": SAFE_VISIT_COLUMNS}}
"""The same of what stays in a safe room."""


def release_schema(columns: tuple[Column, ...]) -> pa.Schema:
    """The columns as Arrow has them."""
    return pa.schema([column.field(column.nullable) for column in columns])
