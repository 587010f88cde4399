"""What tables and messages of commands say, in Indonesian, by what they say in English."""

from collections.abc import Callable
from datetime import date

IN_INDONESIAN = {
    "Agencies": "Instansi",
    "Cameras": "Kamera",
    "Counters": "Loket",
    "Rejected": "Ditolak",
    "agency": "instansi",
    "camera": "kamera",
    "counter": "loket",
    "hours": "jam layanan",
    "name": "nama",
    "records": "merekam",
    "recorder": "perekam",
    "register": "register",
    "rejected at": "ditolak di",
    "standards": "standar",
    "why": "sebab",
    "zones": "zona",
    "closed": "tutup",
    "none": "tidak ada",
    "nobody's": "tanpa pemilik",
    "service": "layanan",
    "waiting": "waktu tunggu",
    "channel {channel}": "saluran {channel}",
    "on {mode}": "saat {mode}",
    "in service hours": "pada jam layanan",
    "not on this day": "tidak pada hari ini",
    "{measure} ≤ {minutes:g} min for {portion:.0%}": "{measure} ≤ {minutes:g} mnt untuk {portion:.0%}",
    "{zone_type}, of {agency}": "{zone_type}, milik {agency}",
    "notice {day}": "pemberitahuan {day}",
    "kept {days} days": "disimpan {days} hari",
    "{site}, {zone}, on {weekday} {day}": "{site}, {zone}, pada {weekday} {day}",
    "Thresholds other than usual: {changed}": "Ambang yang lain dari biasanya: {changed}",
    "The site file is valid.": "Berkas lokasi sah.",
    "{first} to {last}": "{first} sampai {last}",
    "no dates": "tanpa tanggal",
    "recorded": "terekam",
    "defects": "cacat",
    "not video": "bukan video",
    "ignored": "diabaikan",
    "observed": "diamati",
    "refined": "diperhalus",
    "service hours": "jam layanan",
    "rejected": "ditolak",
    "steps": "langkah",
    "took": "lama proses",
    "of it, added up": "rinciannya, dijumlah",
    "{count} recordings of {cameras} of {all} cameras, {hours}": (
        "{count} rekaman dari {cameras} dari {all} kamera, {hours}"
    ),
    "{count} recordings, {hours}": "{count} rekaman, {hours}",
    "{count} frames between samples": "{count} gambar di antara sampel",
    "{count} edges left out (observer.closer_share)": "{count} tepi dilewati (observer.closer_share)",
    "{count} rows": "{count} baris",
    "{speed:.0f}× real time": "{speed:.0f}× waktu nyata",
    "and {count} more: pantau ask rejects_by_reason": "dan {count} lagi: pantau ask rejects_by_reason",
    "Not observed as the site file now says, and so unknown: {count} of the recordings. Run `pantau nightly` for these "
    "dates.": (
        "Belum diamati menurut berkas lokasi yang sekarang, jadi tidak diketahui: {count} rekaman. Jalankan `pantau "
        "nightly` untuk tanggal ini."
    ),
    "Lost more than allowed: {share:.1%} of the recordings were rejected, the site file allows {most:.1%} "
    "(night.max_rejected_share).": (
        "Lebih banyak yang hilang daripada yang diizinkan: {share:.1%} rekaman ditolak, berkas lokasi mengizinkan "
        "{most:.1%} (night.max_rejected_share)."
    ),
}
"""`{name}` is where a value stands, in both alike."""

_WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")

Say = Callable[..., str]


def words_in(language: str) -> Say:
    """A function that takes a text in English, and the values in it, and says it in a language.

    Raises KeyError where there is no Indonesian for it, or a value is missing.
    """

    def say(english: str, **values: object) -> str:
        text = IN_INDONESIAN[english] if language == "id" else english
        return text.format(**values) if values else text

    return say


def weekday_in(language: str, day: date) -> str:
    """The name of a date's weekday."""
    return _WEEKDAYS[day.weekday()] if language == "id" else f"{day:%A}"
