"""What the columns mean that views add to those of the tables: for whoever opens them in another client."""

from typing import NamedTuple


class AddedColumn(NamedTuple):
    """A column of a view: what it means in two languages, and its unit, empty for text, flags and local times."""

    english: str
    indonesian: str
    unit: str = ""


ADDED_COLUMNS = {
    "agency_name": AddedColumn("Name of the agency", "Nama instansi"),
    "site_name": AddedColumn("Name of the site", "Nama lokasi"),
    "weekday": AddedColumn("Day of the week, in English", "Hari, dalam bahasa Inggris"),
    "weekday_indonesian": AddedColumn("Day of the week, in Indonesian", "Hari, dalam bahasa Indonesia"),
    "day_kind": AddedColumn("Kind of day by the site file", "Jenis hari menurut berkas lokasi"),
    "day_reason": AddedColumn(
        "Name of the holiday, or source of the hours", "Nama hari libur, atau sumber jam pelayanan"
    ),
    "hours": AddedColumn("Service hours as the site file has them, local", "Jam pelayanan menurut berkas lokasi"),
    "service_hours_s": AddedColumn("Length of the service hours", "Lama jam pelayanan", "s"),
    "opens_at": AddedColumn("When the first service hours begin", "Awal jam pelayanan pertama", "UTC"),
    "closes_at": AddedColumn("When the last service hours end", "Akhir jam pelayanan terakhir", "UTC"),
    "opens_local": AddedColumn(
        "When the first service hours begin, local", "Awal jam pelayanan pertama, waktu setempat"
    ),
    "closes_local": AddedColumn(
        "When the last service hours end, local", "Akhir jam pelayanan terakhir, waktu setempat"
    ),
    "day_s": AddedColumn(
        "Length of the date, without what may still be recorded",
        "Lama hari, tanpa waktu yang rekamannya mungkin masih masuk",
        "s",
    ),
    "gap_s": AddedColumn("Time of which no recording exists though one is due", "Lama celah rekaman", "s"),
    "unreadable_s": AddedColumn("Time of which the recording cannot be read", "Lama rekaman yang tak terbaca", "s"),
    "repeated_s": AddedColumn(
        "Time whose frames stand under another time as well", "Lama rekaman yang juga tercatat di waktu lain", "s"
    ),
    "covered_s": AddedColumn("Time in which the camera was covered", "Lama kamera terhalang", "s"),
    "frozen_s": AddedColumn("Time in which the frame was frozen", "Lama gambar beku", "s"),
    "moved_s": AddedColumn(
        "Time in which the camera looked elsewhere than where its zones were drawn",
        "Lama kamera mengarah ke tempat lain daripada saat zonanya digambar",
        "s",
    ),
    "out_of_schedule_s": AddedColumn("Time in which no recording is due", "Lama di luar jadwal rekaman", "s"),
    "not_yet_s": AddedColumn(
        "Time of which a recording may still come", "Lama waktu yang rekamannya mungkin masih masuk", "s"
    ),
    "service_recorded_s": AddedColumn("Recorded time of the service hours", "Lama jam pelayanan yang terekam", "s"),
    "recorded_share": AddedColumn("Recorded share of the time that should be", "Bagian waktu terekam", "share"),
    "service_recorded_share": AddedColumn(
        "Recorded share of the service hours", "Bagian jam pelayanan yang terekam", "share"
    ),
    "hour_local": AddedColumn("Beginning of the local hour", "Awal jam, waktu setempat"),
    "recorder_id": AddedColumn("Recorder of the camera", "Perekam kamera"),
    "purpose": AddedColumn("Why the camera is there", "Tujuan kamera"),
    "place": AddedColumn("Kind of place that the camera shows", "Jenis tempat yang direkam"),
    "recording_mode": AddedColumn("When the camera is meant to record", "Cara kamera merekam"),
    "kind_precision": AddedColumn(
        "Probability that what a candidate of this kind says did happen",
        "Peluang bahwa yang dinyatakan kandidat jenis ini memang terjadi",
        "share",
    ),
    "alike": AddedColumn(
        "Candidates of this kind at this place and date", "Jumlah kandidat sejenis di tempat dan tanggal ini", "1"
    ),
    "above_line": AddedColumn(
        "Of the at most three of a camera's date that are to be reviewed first",
        "Termasuk paling banyak tiga kandidat per kamera per tanggal yang ditinjau lebih dahulu",
    ),
    "started_local": AddedColumn("Start, local", "Waktu mulai setempat"),
    "ended_local": AddedColumn("End, local", "Waktu selesai setempat"),
    "observed_s": AddedColumn(
        "Time in which it is known whether an officer was there", "Lama waktu yang diketahui ada tidaknya petugas", "s"
    ),
    "staffed_s": AddedColumn("Time with an officer at the counter", "Lama ada petugas di loket", "s"),
    "unattended_s": AddedColumn("Time without an officer at the counter", "Lama loket tanpa petugas", "s"),
    "counter_covered_s": AddedColumn(
        "Unattended time in which another counter of the agency had an officer",
        "Lama loket kosong saat ada petugas di loket lain instansi itu",
        "s",
    ),
    "counter_uncovered_s": AddedColumn(
        "Unattended time in which all other counters of the agency are known to have had none",
        "Lama loket kosong saat semua loket lain instansi itu diketahui tanpa petugas",
        "s",
    ),
    "queue_unseen_s": AddedColumn(
        "Unattended time in which the queue was not seen", "Lama loket kosong saat antrean tak terlihat", "s"
    ),
    "unattended_waiting_s": AddedColumn(
        "Unattended time with somebody waiting, at most", "Lama loket kosong saat ada yang menunggu, paling lama", "s"
    ),
    "services_in_recorded_hours": AddedColumn(
        "Sessions that began in recorded service hours", "Layanan yang mulai pada jam pelayanan terekam", "1"
    ),
    "sessions": AddedColumn("Service sessions", "Jumlah layanan", "1"),
    "seen_whole": AddedColumn("Sessions seen from beginning to end", "Layanan yang terlihat utuh", "1"),
    "median_service_s": AddedColumn(
        "Median length of the sessions seen whole", "Median lama layanan yang terlihat utuh", "s"
    ),
    "p90_service_s": AddedColumn("Nine of ten sessions seen whole took no longer", "Persentil 90 lama layanan", "s"),
    "waiting_known": AddedColumn(
        "Sessions whose waiting was seen from its beginning", "Layanan yang waktu tunggunya diketahui", "1"
    ),
    "median_waiting_s": AddedColumn("Median waiting, of those known", "Median waktu tunggu yang diketahui", "s"),
    "p90_waiting_s": AddedColumn("Nine of ten of those known waited no longer", "Persentil 90 waktu tunggu", "s"),
    "serving_s": AddedColumn("Time in which an officer served", "Lama melayani", "s"),
    "idle_s": AddedColumn("Time with an officer and no customer", "Lama petugas tanpa pemohon", "s"),
    "queue_seen_s": AddedColumn("Time in which it is known how many waited", "Lama waktu antrean terlihat", "s"),
    "waiting_person_s": AddedColumn("Seconds waited, of all people together", "Jumlah detik menunggu semua orang", "s"),
    "unattended_person_s": AddedColumn(
        "Seconds waited, of all people, while unattended", "Jumlah detik menunggu semua orang saat loket kosong", "s"
    ),
    "services": AddedColumn("Sessions that began in recorded time", "Layanan yang mulai pada waktu terekam", "1"),
    "counter_name": AddedColumn("Name of the counter", "Nama loket"),
    "service": AddedColumn("What the counter serves", "Layanan loket"),
    "sampled_at": AddedColumn("When the frame was taken", "Waktu gambar diambil", "UTC"),
    "sampled_local": AddedColumn("When the frame was taken, local", "Waktu gambar diambil, setempat"),
    "observed": AddedColumn("Whether it is known if an officer was there", "Apakah ada tidaknya petugas diketahui"),
    "staffed": AddedColumn("Whether an officer was there", "Apakah ada petugas"),
    "local_hour": AddedColumn("Local hour of the day in which it started", "Jam mulai, waktu setempat", "h"),
    "censored": AddedColumn("Whether start or end was not seen", "Apakah awal atau akhirnya tidak terlihat"),
    "whole_duration_s": AddedColumn("Duration, null where it was cut", "Lama, kosong bila terpotong", "s"),
    "whole_duration_lo_s": AddedColumn(
        "Shortest likely duration, null where it was cut", "Durasi terpendek, kosong bila terpotong", "s"
    ),
    "whole_duration_hi_s": AddedColumn(
        "Longest likely duration, null where it was cut", "Durasi terpanjang, kosong bila terpotong", "s"
    ),
    "said": AddedColumn("All that the site file said of the date", "Isi berkas lokasi untuk tanggal itu"),
    "measure": AddedColumn("What the standard limits: waiting or service", "Yang dibatasi: waktu tunggu atau layanan"),
    "limit_s": AddedColumn("The limit", "Batas waktu", "s"),
    "portion": AddedColumn("Promised share within the limit", "Bagian yang dijanjikan", "share"),
    "least_recorded": AddedColumn(
        "Share to be recorded before it counts as kept", "Bagian terekam sebelum dianggap ditepati", "share"
    ),
    "source": AddedColumn("The rule that makes it a standard", "Aturan yang menjadi dasar"),
    "threshold": AddedColumn("Name of the threshold", "Nama ambang"),
    "threshold_value": AddedColumn("Value of the threshold, in the unit of its name", "Nilai ambang"),
    "waited_s": AddedColumn("How long the party waited, at least where its start was not seen", "Lama menunggu", "s"),
    "waited_lo_s": AddedColumn("Shortest likely waiting", "Waktu tunggu terpendek", "s"),
    "waited_hi_s": AddedColumn("Longest likely waiting", "Waktu tunggu terpanjang", "s"),
    "joined_at": AddedColumn("When the party joined the queue or was first seen, UTC", "Waktu mulai menunggu, UTC"),
    "joined_local": AddedColumn(
        "When the party joined the queue or was first seen, local", "Waktu mulai menunggu, setempat"
    ),
    "zone_kind": AddedColumn("Kind of zone", "Jenis zona"),
}
