"""The words that columns hold. Neutral ones: a row is a candidate for review, never a verdict."""

COVERAGE_STATES = (
    "recorded",
    "gap",
    "unreadable",
    "repeated",
    "covered",
    "frozen",
    "moved",
    "out_of_schedule",
    "not_yet",
)
"""`recorded`: frames exist and people in them can be seen. Every other state means unknown, never empty; of `moved`,
in which zones they are. Of `not_yet` a recording may still come: it is part of no day, no service hours and no share
until it has."""

NOT_DUE = ("out_of_schedule", "not_yet")
"""Of these no footage is missed."""

PRESENCE_STATES = ("serving", "idle", "unattended", "unknown")

WAITING_OUTCOMES = ("served", "reneged", "unknown")
"""`unknown`: lost from sight, or cut by a gap or the end of the footage, or these came too soon after the leaving to
tell; never counted as `reneged`."""

RELEASE_LEVELS = ("aggregates", "visits", "noisy")
"""What a data set that leaves the office consists of."""

ANOMALY_KINDS = (
    "unattended_waiting",
    "late_opening",
    "early_closing",
    "officer_away",
    "all_counters_empty",
    "long_wait",
    "queue_surge",
    "service_out_of_hours",
    "long_service",
    "short_service",
    "presence_out_of_hours",
    "presence_restricted",
    "visitor_in_staff_area",
    "crowding",
    "repeated_approaches",
    "motionless",
    "object_left",
    "object_taken",
    "footage_missing",
    "clock_jump",
    "footage_repeated",
    "recording_altered",
    "camera_moved",
    "camera_covered",
    "camera_out_of_focus",
    "camera_frozen",
    "camera_dark",
    "camera_blinded",
)

RECORDER_KINDS = (
    "footage_missing",
    "clock_jump",
    "footage_repeated",
    "recording_altered",
    "camera_moved",
    "camera_covered",
    "camera_out_of_focus",
    "camera_frozen",
    "camera_dark",
    "camera_blinded",
)
"""Kinds of what a recorder or a camera did, and nobody in the frame."""

NOT_LOOKED_FOR = ("repeated_approaches",)
"""Kinds that are made only where a definition of the site file says so: most of them have an ordinary reason."""

SEVERITIES = ("low", "medium", "high")

REVIEW_STATUSES = ("open", "confirmed", "dismissed")

DECISIONS = ("confirmed", "explained", "false_alarm", "unclear")
"""What a person decides of a candidate. `false_alarm`: what the row says did not happen; `explained`: it did, and is
as it should be."""

OBSERVATION_KINDS = ("person", "seat")

SAMPLE_BASES = ("looked", "unchanged", "still")

TIMELINE_SOURCES = ("pts", "name_span", "site_file", "neighbours", "declared_rate")

ACCOUNT_ROLES = ("viewer", "reviewer", "administrator")
"""Of the desk; each may do also what those before it may."""

FOOTAGE_KINDS = ("clip", "frame")

SIGN_IN_OUTCOMES = ("signed_in", "wrong_password")

NOTIFICATION_KINDS = ("not_well", "well", "day")

CHANNELS = ("webhook", "mail")

STEPS = ("list", "name", "probe", "observe", "closer", "events")

OBSERVING = ("observe", "closer")
"""Steps that reject recordings which the inventory knows."""

COPY, NO_RECORDING = "copy", "no_recording"
NOTHING_LOST = (COPY, NO_RECORDING)
"""Why an input was rejected with which nothing is lost: its twin is used, or its name says that it is no video."""

DAY_KINDS = ("ordinary", "ramadan", "holiday", "special", "closed")
"""Of an agency's date. `special`: an opening of its own; `closed`: no hours that weekday, or an opening without any."""

MEANINGS = {
    "aggregates": ("counts and distributions of many visits", "jumlah dan sebaran banyak layanan"),
    "noisy": ("counts with noise", "jumlah dengan derau"),
    "visits": ("visits, each like many others", "layanan, masing-masing sama dengan banyak layanan lain"),
    "viewer": ("sees figures", "melihat angka"),
    "reviewer": ("sees figures and looks at footage", "melihat angka dan rekaman"),
    "administrator": ("also sets up the site and runs nights", "juga menyiapkan lokasi dan menjalankan proses malam"),
    "not_well": ("health has turned bad", "keadaan memburuk"),
    "well": ("health is well again", "keadaan pulih"),
    "day": ("summary of a day at closing time", "ringkasan hari pada jam tutup"),
    "webhook": ("HTTP POST of JSON", "HTTP POST berisi JSON"),
    "mail": ("e-mail", "surel"),
    "signed_in": ("signed in", "masuk"),
    "wrong_password": ("no account of this name has this password", "tidak ada akun bernama itu dengan kata sandi ini"),
    "clip": ("moving footage", "rekaman bergerak"),
    "frame": ("one frame", "satu gambar"),
    "looked": ("the models observed the frame", "model mengamati gambar ini"),
    "unchanged": (
        "decoded; it differs nowhere but on seats from an earlier one, whose people are carried forward",
        "didekode; sama dengan gambar sebelumnya kecuali di kursi, orangnya diteruskan",
    ),
    "still": (
        "not decoded: nothing stirs in the file between two frames that were observed and showed nobody",
        "tidak didekode: tidak ada gerakan di antara dua gambar yang diamati dan kosong",
    ),
    "recorded": ("frames exist and people in them can be seen", "ada gambar dan orang dapat terlihat"),
    "gap": ("no recording, though one is due", "tidak ada rekaman, padahal seharusnya ada"),
    "unreadable": ("a recording exists and cannot be read", "rekaman ada tetapi tidak terbaca"),
    "repeated": (
        "the same frames stand under another time as well, and nobody knows which is right",
        "gambar yang sama juga tercatat di waktu lain, dan tidak diketahui waktu mana yang benar",
    ),
    "covered": (
        "nothing of the scene is in the frame: covered, dark, no signal",
        "kamera terhalang, gelap, atau tanpa sinyal",
    ),
    "frozen": (
        "the same frame again and again, though a clock may run in it",
        "gambar yang sama berulang, meski jamnya berjalan",
    ),
    "moved": (
        "the camera looks elsewhere than where its zones were drawn",
        "kamera mengarah ke tempat lain daripada saat zonanya digambar",
    ),
    "out_of_schedule": ("no recording, and none is due", "tidak ada rekaman, dan memang tidak dijadwalkan"),
    "not_yet": ("a recording of it may still come", "rekamannya mungkin masih akan masuk"),
    "serving": ("an officer and a customer are at the counter", "petugas dan pemohon ada di loket"),
    "idle": ("an officer is at the counter, no customer", "petugas ada di loket, tanpa pemohon"),
    "unattended": ("no officer is at the counter", "loket kosong, tanpa petugas"),
    "unknown": ("not observed, or not visible", "tidak teramati atau tidak terlihat"),
    "served": ("the service began", "mulai dilayani"),
    "reneged": ("left the queue unserved and stayed away", "meninggalkan antrean tanpa dilayani dan tidak kembali"),
    "unattended_waiting": ("counter unattended while somebody waits", "loket kosong saat ada yang menunggu"),
    "late_opening": ("no officer at the counter after it opens", "belum ada petugas di loket setelah jam buka"),
    "early_closing": (
        "no officer at the counter before it closes",
        "petugas tidak ada lagi di loket sebelum jam tutup",
    ),
    "officer_away": (
        "no officer at the counter for long while it is open",
        "petugas lama tidak ada di loket pada jam pelayanan",
    ),
    "all_counters_empty": (
        "no officer at any counter of the agency that cameras see",
        "tidak ada petugas di semua loket instansi yang terlihat kamera",
    ),
    "long_wait": ("somebody waits for very long", "ada yang menunggu sangat lama"),
    "queue_surge": ("many wait at once", "banyak yang menunggu sekaligus"),
    "service_out_of_hours": ("somebody is served while the office is closed", "ada pelayanan saat kantor tutup"),
    "presence_restricted": (
        "somebody is in a place that a camera shows as restricted",
        "ada orang di tempat terbatas yang dipantau kamera",
    ),
    "presence_out_of_hours": ("somebody is there while the office is closed", "ada orang saat kantor tutup"),
    "visitor_in_staff_area": ("a visitor is in a staff or restricted area", "pengunjung di area petugas atau terbatas"),
    "long_service": (
        "service much longer than is usual at the counter",
        "layanan jauh lebih lama daripada yang lazim di loket ini",
    ),
    "short_service": (
        "service much shorter than is usual at the counter",
        "layanan jauh lebih singkat daripada yang lazim di loket ini",
    ),
    "crowding": ("many visitors at once", "banyak pengunjung sekaligus"),
    "repeated_approaches": (
        "one visitor comes up to counters again and again, each time only shortly",
        "seorang pengunjung berkali-kali mendatangi loket, setiap kali hanya sebentar",
    ),
    "motionless": (
        "a box at a counter or in a queue does not move for hours: a figure, or somebody who needs help",
        "sosok di loket atau antrean tidak bergerak berjam-jam: benda, atau orang yang perlu ditolong",
    ),
    "object_left": (
        "something that was not there stays in an objects zone, and nobody touches it",
        "benda yang semula tidak ada tertinggal di zona benda dan tidak disentuh siapa pun",
    ),
    "object_taken": (
        "something that was there is gone from an objects zone",
        "benda yang semula ada di zona benda tidak ada lagi",
    ),
    "footage_missing": ("no footage in service hours", "celah rekaman pada jam pelayanan"),
    "clock_jump": ("the recorder's clock was set", "jam perekam diubah"),
    "footage_repeated": (
        "the same footage stands under two times",
        "rekaman yang sama tercatat di dua waktu",
    ),
    "recording_altered": (
        "the file was written otherwise than those before and after it",
        "berkas ditulis dengan cara lain daripada berkas sebelum dan sesudahnya",
    ),
    "camera_moved": (
        "the camera does not look where its zones were drawn",
        "kamera tidak lagi mengarah ke tempat zonanya digambar",
    ),
    "camera_covered": ("nothing of the scene is in the frame", "pemandangan tidak terlihat: kamera terhalang"),
    "camera_out_of_focus": ("the frame is out of focus", "gambar tidak fokus"),
    "camera_frozen": ("the same frame again and again", "gambar yang sama berulang"),
    "camera_dark": ("no light in service hours", "gelap pada jam pelayanan"),
    "camera_blinded": ("light blinds the camera", "kamera silau oleh cahaya"),
    "low": ("little beyond the limit", "sedikit melewati batas"),
    "medium": ("well beyond the limit", "cukup jauh melewati batas"),
    "high": ("far beyond the limit", "jauh melewati batas"),
    "open": ("nobody has looked at it", "belum ditinjau"),
    "confirmed": ("a person has looked and agrees", "sudah ditinjau dan dibenarkan"),
    "dismissed": ("a person has looked and disagrees", "sudah ditinjau dan ditolak"),
    "explained": ("it happened, and there is a good reason for it", "memang terjadi, dan ada alasan yang baik"),
    "false_alarm": ("what the row says did not happen", "yang dikatakan baris itu tidak terjadi"),
    "unclear": ("the footage does not tell", "rekaman tidak cukup menjelaskan"),
    "person": ("seen by the detector in the whole frame", "terlihat oleh detektor di seluruh gambar"),
    "seat": ("seen by the pose model on a drawn seat", "terlihat oleh model pose di kursi yang digambar"),
    "pts": ("the frames' own times", "waktu gambar itu sendiri"),
    "name_span": ("spread over the start and end in the name", "dibagi di antara awal dan akhir pada nama"),
    "site_file": (
        "counted at the camera's frame rate in the site file",
        "dihitung dari laju pada berkas lokasi",
    ),
    "neighbours": (
        "spread so that the camera's files follow each other by their names",
        "dibagi menurut jarak antarnama berkas kamera",
    ),
    "declared_rate": (
        "counted at the declared frame rate, in version 0.1.0; such times are no longer believed",
        "dihitung dari laju bingkai menurut berkas, pada versi 0.1.0; kini tidak dipercaya",
    ),
    "list": ("listing the archive", "mendaftar arsip"),
    "name": ("reading the file's name", "membaca nama berkas"),
    "probe": ("opening the file", "membuka berkas"),
    "observe": ("decoding and looking", "mendekode dan mengamati"),
    "closer": ("refining between samples", "mengamati lebih dekat di antara sampel"),
    "events": ("making events", "menyusun kejadian"),
}
"""What each word of a column means, in English and Indonesian."""
