"""Every column of every table, declared once."""

import pyarrow as pa

from pantau.schemas.column import TIMESTAMP, Column
from pantau.schemas.words import (
    ANOMALY_KINDS,
    COVERAGE_STATES,
    OBSERVATION_KINDS,
    PRESENCE_STATES,
    REVIEW_STATUSES,
    SAMPLE_BASES,
    SEVERITIES,
    STEPS,
    TIMELINE_SOURCES,
    WAITING_OUTCOMES,
)

TEXT, FLAG, WHOLE, REAL = pa.string(), pa.bool_(), pa.int64(), pa.float64()

_ALL = (
    # where and when
    Column("site_id", TEXT, "Site, as named in the site file", "Lokasi kantor, sesuai berkas lokasi"),
    Column(
        "agency_id", TEXT, "Agency the row belongs to on that date", "Instansi (OPD) pemilik baris pada tanggal itu"
    ),
    Column("counter_id", TEXT, "Counter", "Loket/konter"),
    Column("camera_id", TEXT, "Camera", "Kamera"),
    Column("zone_id", TEXT, "Zone drawn on the camera's picture", "Zona yang digambar pada gambar kamera"),
    Column(
        "service_date", pa.date32(), "Service date in the site's time zone", "Tanggal pelayanan menurut waktu setempat"
    ),
    Column("started_at", TIMESTAMP, "Start, corrected for the recorder's clock", "Waktu mulai, sudah dikoreksi", "UTC"),
    Column("ended_at", TIMESTAMP, "End, corrected for the recorder's clock", "Waktu selesai, sudah dikoreksi", "UTC"),
    Column("duration_s", REAL, "Best estimate of the duration", "Perkiraan terbaik lamanya", "s"),
    # how sure
    Column("started_at_lo", TIMESTAMP, "Earliest likely start", "Perkiraan paling awal waktu mulai", "UTC"),
    Column("started_at_hi", TIMESTAMP, "Latest likely start", "Perkiraan paling akhir waktu mulai", "UTC"),
    Column("ended_at_lo", TIMESTAMP, "Earliest likely end", "Perkiraan paling awal waktu selesai", "UTC"),
    Column("ended_at_hi", TIMESTAMP, "Latest likely end", "Perkiraan paling akhir waktu selesai", "UTC"),
    Column("duration_lo_s", REAL, "Shortest likely duration", "Perkiraan durasi terpendek", "s"),
    Column("duration_hi_s", REAL, "Longest likely duration", "Perkiraan durasi terpanjang", "s"),
    Column("start_censored", FLAG, "True start lies before what was recorded", "Awal sebenarnya di luar rekaman"),
    Column("end_censored", FLAG, "True end lies after what was recorded", "Akhir sebenarnya di luar rekaman"),
    Column("confidence", REAL, "How sure the row is, 0 to 1", "Tingkat keyakinan, 0 sampai 1", "share"),
    Column("observed_share", REAL, "Share of the row's time that was observed", "Bagian waktu yang teramati", "share"),
    # the way home
    Column(
        "event_id", TEXT, "Identity of the event, the same on every rerun", "Identitas kejadian, tetap bila diulang"
    ),
    Column("recording_id", TEXT, "Identity of the recording", "Identitas rekaman"),
    Column("recording_ids", pa.list_(TEXT), "Recordings that show this time", "Rekaman yang memuat waktu ini"),
    Column("recording_uri", TEXT, "The recording, relative to the archive", "Rekaman, relatif terhadap arsip"),
    Column("recording_sha256", TEXT, "SHA-256 of the recording's bytes", "SHA-256 isi berkas rekaman"),
    Column("offset_s", REAL, "Seconds from the recording's first picture", "Detik sejak gambar pertama rekaman", "s"),
    Column(
        "run_id", TEXT, "Run that wrote the row: a hash of its inputs", "Proses penulis baris: hash dari masukannya"
    ),
    Column("code_hash", TEXT, "Hash of the program's source", "Hash kode program"),
    Column("config_hash", TEXT, "Hash of the site file's content", "Hash isi berkas lokasi"),
    Column("model_hash", TEXT, "Hash of the observer: models and settings", "Hash pengamat: model dan pengaturannya"),
    # recordings
    Column("bytes", WHOLE, "Size of the file", "Ukuran berkas", "B"),
    Column("name_pattern", TEXT, "How the start time was read from the name", "Cara waktu mulai dibaca dari nama"),
    Column("recorder_started_at", TIMESTAMP, "Start by the recorder's own clock", "Waktu mulai menurut perekam", "UTC"),
    Column(
        "recorder_ended_at",
        TIMESTAMP,
        "End by the recorder's own clock, where the name has one",
        "Waktu selesai menurut perekam, bila ada pada nama",
        "UTC",
        nullable=True,
    ),
    Column(
        "container_started_at",
        TIMESTAMP,
        "When the container says it was made: opened, closed or exported, in UTC or in local time as if it were UTC",
        "Waktu pembuatan menurut kontainer",
        "UTC",
        nullable=True,
    ),
    Column(
        "start_fraction_s",
        REAL,
        "Fraction of a second by which the start lies after the name's, where neighbours or the container prove one",
        "Pecahan detik yang tidak ada pada nama, bila terbukti",
        "s",
        nullable=True,
    ),
    Column(
        "declared_duration_s", REAL, "Duration the container declares", "Durasi menurut kontainer", "s", nullable=True
    ),
    Column(
        "timeline_source",
        TEXT,
        "Where picture times come from",
        "Sumber waktu gambar",
        values=TIMELINE_SOURCES,
    ),
    Column("container", TEXT, "Container format", "Format kontainer"),
    Column("codec", TEXT, "Video codec", "Kodek video"),
    Column("width", WHOLE, "Picture width", "Lebar gambar", "px"),
    Column("height", WHOLE, "Picture height", "Tinggi gambar", "px"),
    Column("rotation", WHOLE, "Rotation the container asks for", "Rotasi menurut kontainer", "degree"),
    Column("declared_fps", REAL, "Frame rate the file declares", "Laju bingkai menurut berkas", "1/s", nullable=True),
    Column("measured_fps", REAL, "Frame rate counted from picture times", "Laju bingkai terukur", "1/s", nullable=True),
    Column("key_interval_s", REAL, "Median time between key frames", "Median jarak bingkai kunci", "s", nullable=True),
    Column(
        "key_interval_max_s",
        REAL,
        "Longest time between key frames",
        "Jarak terpanjang bingkai kunci",
        "s",
        nullable=True,
    ),
    Column("packets", WHOLE, "Compressed pictures in the file", "Jumlah paket gambar", "1"),
    Column("clock_offset_s", REAL, "How far the recorder's clock is ahead", "Selisih jam perekam (lebih cepat)", "s"),
    Column("clock_uncertainty_s", REAL, "Uncertainty of the corrected time, ±", "Ketidakpastian waktu, ±", "s"),
    Column("clock_source", TEXT, "Where the clock offset comes from", "Sumber selisih jam"),
    Column(
        "clock_step_s",
        REAL,
        "By how much the recorder's clock was set while this recording was made; negative: back",
        "Perubahan jam perekam selama rekaman ini; negatif: mundur",
        "s",
        nullable=True,
    ),
    Column("defects", pa.list_(TEXT), "What is wrong with the file", "Cacat pada berkas"),
    Column(
        "inner_gaps_s",
        pa.list_(pa.list_(REAL)),
        "Stretches inside the file without a picture: [from, to]",
        "Celah di dalam berkas: [dari, sampai]",
        "s",
    ),
    # coverage, samples, observations
    Column(
        "coverage_state",
        TEXT,
        "What is known of this time",
        "Apa yang diketahui tentang waktu ini",
        values=COVERAGE_STATES,
    ),
    Column(
        "in_service_hours",
        FLAG,
        "Inside the service hours of an agency at the camera",
        "Di dalam jam pelayanan instansi di kamera itu",
    ),
    Column("samples", WHOLE, "Pictures looked at", "Jumlah gambar yang diamati", "1"),
    Column(
        "still_samples",
        WHOLE,
        "Moments between two empty pictures that were not looked at, since nothing stirs",
        "Saat yang tidak diamati karena tidak ada gerakan di antara dua gambar kosong",
        "1",
    ),
    Column("basis", TEXT, "What the row rests on", "Dasar baris ini", values=SAMPLE_BASES),
    Column(
        "carried",
        FLAG,
        "Carried forward from an earlier picture from which this one does not differ there",
        "Diteruskan dari gambar sebelumnya yang tidak berbeda",
    ),
    Column("key_frame", FLAG, "The picture is a key frame", "Gambar adalah bingkai kunci"),
    Column("brightness", REAL, "Mean luma, 0 to 255", "Kecerahan rata-rata, 0 sampai 255", "grey level"),
    Column("sharpness", REAL, "Variance of the Laplacian of the luma", "Ketajaman: varians Laplacian", "grey level²"),
    Column(
        "change",
        REAL,
        "Mean absolute luma difference from the sample before",
        "Beda rata-rata dengan sampel sebelumnya",
        "grey level",
        nullable=True,
    ),
    Column("people", WHOLE, "People the detector is confident of", "Jumlah orang yang terdeteksi", "1"),
    Column(
        "observation_kind",
        TEXT,
        "Seen in the whole picture, or on a drawn seat",
        "Terlihat di seluruh gambar atau di kursi",
        values=OBSERVATION_KINDS,
    ),
    Column(
        "sighting",
        WHOLE,
        "Number of the sighting on the camera: milliseconds of the recorder's clock since 1970, then three digits",
        "Nomor penampakan pada kamera: milidetik jam perekam sejak 1970, lalu tiga digit",
        "1",
    ),
    Column(
        "compared_to",
        pa.list_(WHOLE),
        "Sightings of the camera shortly before, in this recording or another, whose clothing was compared",
        "Penampakan sebelumnya pada kamera, di rekaman ini atau lainnya, yang dibandingkan",
        "1",
    ),
    Column(
        "likeness",
        pa.list_(REAL),
        "How alike the colours of each of them were; the colours themselves are never stored",
        "Kemiripan warna pakaian; warnanya sendiri tidak disimpan",
        "share",
    ),
    Column("x1", REAL, "Left edge, fraction of the picture", "Tepi kiri, pecahan gambar", "share"),
    Column("y1", REAL, "Top edge, fraction of the picture", "Tepi atas, pecahan gambar", "share"),
    Column("x2", REAL, "Right edge, fraction of the picture", "Tepi kanan, pecahan gambar", "share"),
    Column("y2", REAL, "Bottom edge, fraction of the picture", "Tepi bawah, pecahan gambar", "share"),
    Column("head_x", REAL, "Head and shoulders, across", "Kepala dan bahu, mendatar", "share", nullable=True),
    Column("head_y", REAL, "Head and shoulders, down", "Kepala dan bahu, menurun", "share", nullable=True),
    Column("score", REAL, "Score of the model, 0 to 1", "Skor model, 0 sampai 1", "share"),
    # service time
    Column("waiting_s", REAL, "Waiting before the service", "Waktu tunggu sebelum dilayani", "s", nullable=True),
    Column("waiting_lo_s", REAL, "Shortest likely waiting", "Waktu tunggu terpendek", "s", nullable=True),
    Column("waiting_hi_s", REAL, "Longest likely waiting", "Waktu tunggu terpanjang", "s", nullable=True),
    Column(
        "staffed_share",
        REAL,
        "Share of the observed time with an officer",
        "Bagian waktu dengan petugas",
        "share",
        True,
    ),
    Column("queue_length", WHOLE, "Others in the queue at the start", "Panjang antrean saat mulai", "1", nullable=True),
    Column("party_size", WHOLE, "People who came together", "Jumlah orang yang datang bersama", "1"),
    Column(
        "stitch_confidence",
        REAL,
        "Probability that nobody of the row was taken for somebody else from one picture to the next",
        "Peluang bahwa tidak ada orang pada baris ini yang tertukar dengan orang lain di antara dua gambar",
        "share",
    ),
    Column(
        "role_probability",
        REAL,
        "Probability that the row's people are visitors and not staff, by the places they use; null where none matter",
        "Peluang bahwa orang pada baris ini pengunjung, bukan petugas, menurut tempatnya; kosong bila tidak berlaku",
        "share",
    ),
    # waiting visits
    Column("waiting_outcome", TEXT, "How the waiting ended", "Akhir menunggu", values=WAITING_OUTCOMES),
    Column(
        "service_event_id",
        TEXT,
        "The service that the waiting led to, event_id of service_time",
        "Layanan yang menyusul, event_id pada service_time",
        nullable=True,
    ),
    Column(
        "counter_ids",
        pa.list_(TEXT),
        "Counters that the place of waiting leads to",
        "Loket yang dituju dari tempat menunggu",
    ),
    # staff presence
    Column("state", TEXT, "State of the counter", "Keadaan loket", values=PRESENCE_STATES),
    Column(
        "customers_waiting",
        REAL,
        "Mean number of people waiting",
        "Rata-rata jumlah orang menunggu",
        "1",
        nullable=True,
    ),
    # anomalies
    Column("kind", TEXT, "Kind of review candidate", "Jenis kandidat tinjauan", values=ANOMALY_KINDS),
    Column("observed_value", REAL, "What was measured", "Nilai yang terukur", nullable=True),
    Column("expected_value", REAL, "The limit it is compared with", "Batas pembandingnya", nullable=True),
    Column("value_unit", TEXT, "Unit of both values", "Satuan kedua nilai", nullable=True),
    Column("severity", TEXT, "How far beyond the limit", "Tingkat keparahan", values=SEVERITIES),
    Column("related_event_ids", pa.list_(TEXT), "Events this one rests on", "Kejadian yang menjadi dasar"),
    Column("review_status", TEXT, "What a person has decided", "Keputusan peninjau", values=REVIEW_STATUSES),
    # rejects and runs
    Column("input", TEXT, "What could not be used", "Masukan yang tidak dapat dipakai"),
    Column("step", TEXT, "Step that rejected it", "Langkah yang menolak", values=STEPS),
    Column("error", TEXT, "Why, in one word", "Sebab, satu kata"),
    Column("reason", TEXT, "Why and what to do", "Sebab dan tindakan"),
    Column("span_started_at", TIMESTAMP, "Start its name gives", "Waktu mulai menurut nama", "UTC", nullable=True),
    Column("span_ended_at", TIMESTAMP, "End its name gives", "Waktu selesai menurut nama", "UTC", nullable=True),
    Column("time_zone", TEXT, "Time zone of the site", "Zona waktu lokasi"),
    Column("command", TEXT, "Command that ran", "Perintah yang dijalankan"),
    Column("outcome", TEXT, "How the run ended", "Hasil akhir proses"),
    Column("recordings", WHOLE, "Recordings of the date", "Jumlah rekaman", "1"),
    Column("rejected", WHOLE, "Recordings rejected", "Rekaman yang ditolak", "1"),
    Column("recorded_s", REAL, "Recorded time", "Lama rekaman", "s"),
    Column("looked_at", WHOLE, "Recordings decoded by this run", "Rekaman yang diamati proses ini", "1"),
    Column("event_rows", WHOLE, "Event rows written", "Jumlah baris kejadian", "1"),
    # retention
    Column("deleted_at", TIMESTAMP, "When its deletion was decided", "Waktu penghapusan diputuskan", "UTC"),
    Column("deleted_rows", WHOLE, "Rows deleted: samples, people seen", "Jumlah baris yang dihapus", "1"),
    Column("deleted_bytes", WHOLE, "Size of the files deleted", "Ukuran berkas yang dihapus", "B"),
    Column("deleted_hash", TEXT, "Hash of the files deleted", "Hash isi berkas yang dihapus"),
    Column("retention_days", WHOLE, "Days it was to be kept", "Lama penyimpanan menurut aturan", "d"),
)

COLUMNS = {column.name: column for column in _ALL}
if len(COLUMNS) != len(_ALL):
    raise ValueError("a column is declared twice in schemas/columns.py")
