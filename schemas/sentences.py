"""What is refused or remarked of a site file, and why footage is not there: each sentence once, in both languages."""

import re
from functools import cache

from pantau.schemas.remarked import REMARKS

LANGUAGES = ("en", "id")

SENTENCES = {
    "corner_repeats": (
        "the last corner repeats the first; leave it out, the polygon closes by itself",
        "sudut terakhir mengulang sudut pertama; hilangkan, poligon menutup sendiri",
    ),
    "corner_twice": (
        "corner {corner} is listed twice; list each corner once, in order round the polygon",
        "sudut {corner} ditulis dua kali; tulis tiap sudut satu kali, berurutan mengelilingi poligon",
    ),
    "on_one_line": (
        "the corners lie on one line and enclose nothing; draw a place that has a width",
        "semua sudut terletak pada satu garis dan tidak melingkupi apa pun; gambarlah tempat yang punya lebar",
    ),
    "sides_meet": (
        "side {i} ({a} to {b}) and side {j} ({c} to {d}) meet; list the corners in order round the polygon",
        "sisi {i} ({a} ke {b}) dan sisi {j} ({c} ke {d}) bertemu; tulis sudutnya berurutan mengelilingi poligon",
    ),
    "too_thin": (
        "the polygon is so thin that it encloses nothing; draw a place that has a width",
        "poligon terlalu tipis sehingga tidak melingkupi apa pun; gambarlah tempat yang punya lebar",
    ),
    "needs_counter": (
        "a {kind} zone needs 'counters', the counter or counters it belongs to",
        "zona '{kind}' memerlukan 'counters', yaitu loket pemiliknya",
    ),
    "one_counter": (
        "a {kind} zone belongs to one counter, not to {count}",
        "zona '{kind}' adalah milik satu loket, bukan {count} loket",
    ),
    "counter_twice": ("lists a counter twice; name each once", "menyebut satu loket dua kali; sebutkan satu kali saja"),
    "zone_twice": (
        "zone {name!r} is drawn twice; give each zone a name of its own",
        "zona {name!r} digambar dua kali; beri tiap zona nama sendiri",
    ),
    "zones_alike": (
        "zones {one!r} and {other!r} differ in capitals alone; choose names that nobody mixes up",
        "nama zona {one!r} dan {other!r} hanya berbeda huruf besarnya; pilih nama yang tidak tertukar",
    ),
    "seat_alone": (
        "counter {counter} has a seat here and no customer zone; draw one in this view",
        "loket {counter} punya kursi di sini tetapi tidak punya zona pemohon; gambarlah di tampilan ini",
    ),
    "counter_elsewhere": (
        "counter {counter} has its customer or seat zones on camera {camera} already; "
        "draw them on the camera that sees the counter best",
        "loket {counter} sudah punya zona pemohon atau kursi di kamera {camera}; "
        "gambarlah di kamera yang paling jelas melihat loket itu",
    ),
    "queue_elsewhere": (
        "counter {counter} has a queue on camera {camera} already, and who waits would count twice; "
        "draw it on the camera that sees the queue best",
        "loket {counter} sudah punya antrean di kamera {camera}, sehingga yang menunggu terhitung dua kali; "
        "gambarlah di kamera yang paling jelas melihat antrean itu",
    ),
    "no_name": (
        "is not a name; write a letter, then letters, digits, `-` or `_`, 64 characters at most",
        "bukan nama; tulis satu huruf, lalu huruf, angka, `-` atau `_`, paling banyak 64 karakter",
    ),
    "no_fraction": (
        "should be a fraction of the frame, 0 to 1; divide pixels by its width or height",
        "harus berupa pecahan dari gambar, 0 sampai 1; bagilah piksel dengan lebar atau tingginya",
    ),
    "too_few": (
        "has {count} entries and needs {least} or more",
        "berisi {count} entri, padahal perlu {least} atau lebih",
    ),
    "is_blank": ("is empty; fill it in", "masih kosong; isilah"),
    "too_short": ("needs {least} characters or more", "perlu {least} huruf atau lebih"),
    "no_whole_number": (
        "should be a valid integer, unable to parse string as an integer",
        "harus berupa bilangan bulat",
    ),
    "too_small": ("should be greater than or equal to {least}", "harus {least} atau lebih"),
    "no_date": (
        "should be written year-month-day, such as 2024-03-31",
        "tulislah tahun-bulan-hari, misalnya 2024-03-31",
    ),
    "no_zone": (
        "no time zone is named {zone!r}; write one such as Asia/Jakarta",
        "tidak ada zona waktu bernama {zone!r}; tulis misalnya Asia/Jakarta",
    ),
    "no_hours": (
        "hours are written like '07:30-16:00', not {text!r}; leave a closed day out",
        "jam ditulis seperti '07:30-16:00', bukan {text!r}; hari tutup dikosongkan",
    ),
    "hours_backwards": (
        "{text!r} closes before it opens; hours after midnight belong to the next day",
        "{text!r} tutup sebelum buka; jam setelah tengah malam termasuk hari berikutnya",
    ),
    "hours_overlap": (
        "{one} and {other} overlap; write them as one",
        "{one} dan {other} bertumpang tindih; tulis sebagai satu",
    ),
    "footage_purged": (
        "{recording}: was purged by retention; camera {camera} keeps recordings for {days} days, so this one until "
        "{until}. What was found in it stays; ask whether somebody has a clip of it",
        "{recording}: sudah dihapus sesuai masa simpan; kamera {camera} menyimpan rekaman selama {days} hari, jadi "
        "yang ini sampai {until}. Yang ditemukan di dalamnya tetap ada; tanyakan apakah ada yang menyimpan klipnya",
    ),
    "footage_missing": (
        "{recording}: is not in the archive, and retention does not explain it: camera {camera} keeps recordings for "
        "{days} days, so this one until {until}. Look for it on the recorder and in backups, and ask who removed it",
        "{recording}: tidak ada di arsip, dan masa simpan tidak menjelaskannya: kamera {camera} menyimpan rekaman "
        "selama {days} hari, jadi yang ini sampai {until}. Carilah di perekam dan cadangan, dan tanyakan siapa yang "
        "menghapusnya",
    ),
    "footage_held": (
        "{recording}: is not in the archive, though it is held ({reason}, by {by}). Look for it on the recorder and in "
        "backups, and ask who removed it",
        "{recording}: tidak ada di arsip, padahal ditahan untuk perkara ({reason}, oleh {by}). Carilah di perekam dan "
        "cadangan, dan tanyakan siapa yang menghapusnya",
    ),
    "footage_unruled": (
        "{recording}: is not in the archive, and camera {camera} is not in the site file, so nobody can tell whether "
        "its retention explains it. Look for it on the recorder and in backups",
        "{recording}: tidak ada di arsip, dan kamera {camera} tidak ada di berkas lokasi, jadi tidak dapat diketahui "
        "apakah masa simpan menjelaskannya. Carilah di perekam dan cadangan",
    ),
    **REMARKS,
}
"""By name; `{name}` is where a value stands, `{name!r}` where it is quoted."""

FOUND = (" (found {value})", " (tertulis {value})")
"""What follows a sentence where the value says more."""


def sentence(name: str, /, **values: object) -> str:
    """A sentence in English with its values.

    Raises:
        KeyError: there is none of this name, or a value is missing.
    """
    return SENTENCES[name][0].format(**values)


def sentence_in(language: str, name: str, /, **values: object) -> str:
    """A sentence in `en` or `id` with its values. Raises as `sentence`."""
    return SENTENCES[name][language == "id"].format(**values)


def in_language(english: str, language: str) -> str:
    """A sentence in one of `LANGUAGES`; in English where there is no Indonesian one."""
    return (in_indonesian(english) if language == "id" else None) or english


def in_indonesian(english: str) -> str | None:
    """The same sentence in Indonesian, whole; None where it is none of these."""
    for pattern, indonesian in _patterns():
        if told := pattern.fullmatch(english):
            values = told.groupdict()
            found = values.pop("_found")
            return indonesian.format(**values) + (FOUND[1].format(value=found) if found is not None else "")
    return None


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Each English sentence as a pattern of its values, with the Indonesian one."""
    found = re.escape(FOUND[0]).replace(re.escape("{value}"), "(?P<_found>.*)")
    return [
        (re.compile(f"{_pattern(english)}(?:{found})?", re.DOTALL), indonesian.replace("!r}", "}"))
        for english, indonesian in SENTENCES.values()
    ]


def _pattern(english: str) -> str:
    parts = re.split(r"\{(\w+)(?:!r)?\}", english)
    return "".join(f"(?P<{part}>.*?)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
