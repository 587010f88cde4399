"""What `pantau site check` and the end of a run remark of a site file that is valid: in English and Indonesian."""

REMARKS = {
    "no_zones_on": (
        "camera {camera} has no zones on {day}: nothing but its coverage and unusual hours is reported",
        "kamera {camera} tidak punya zona pada {day}: hanya cakupan dan jam tak biasa yang dilaporkan",
    ),
    "counter_unseen": (
        "counter {counter} is seen by no camera on {day}: draw its customer zone",
        "loket {counter} tidak terlihat kamera mana pun pada {day}: gambarlah zona pemohonnya",
    ),
    "no_legal_basis": (
        "camera {camera} measures service and states no legal_basis for it beside its purpose",
        "kamera {camera} mengukur layanan, tetapi legal_basis untuk itu tidak tertulis di samping tujuannya",
    ),
    "no_seat_or_staff": (
        "counter {counter} has neither a seat nor a staff zone: whether it is staffed stays unknown",
        "loket {counter} tidak punya kursi atau zona petugas: ada tidaknya petugas tetap tidak diketahui",
    ),
    "no_queue_or_waiting": (
        "counter {counter} has no queue or waiting zone: waiting is measured at the counter alone",
        "loket {counter} tidak punya zona antrean atau ruang tunggu: waktu tunggu hanya diukur di loket",
    ),
    "waiting_twice": (
        "cameras {one} and {other} both have a waiting zone of counter {counter}: draw no floor twice, since who "
        "waits there would count twice",
        "kamera {one} dan {other} sama-sama punya ruang tunggu loket {counter}: jangan gambar lantai yang sama dua "
        "kali, sebab yang menunggu di sana terhitung dua kali",
    ),
    "notice_to_come": (
        "has not been yet, and no recording from before it is used; correct it if the notice is displayed",
        "belum tiba, dan rekaman sebelum tanggal itu tidak dipakai; perbaiki bila pemberitahuan sudah dipasang",
    ),
    "known_start_elsewhere": (
        "is no file of the archive; write {near} if that is meant",
        "bukan berkas di arsip; tulis {near} bila itu yang dimaksud",
    ),
    "known_start_unmet": (
        "is no file of the archive; correct it, or remove it if the file was deleted",
        "bukan berkas di arsip; perbaiki, atau hapus bila berkasnya sudah dihapus",
    ),
    "queue_never_visited": (
        "nobody was in this queue in the hour from {hour} on, though its counters had customers on {first} of "
        "{second} frames; draw it where people wait",
        "tidak ada orang di antrean ini pada satu jam sejak {hour}, padahal loketnya melayani pemohon pada {first} "
        "dari {second} gambar; gambarlah di tempat orang menunggu",
    ),
    "feet_hidden": (
        "in the hour from {hour} on people stand here whose feet something hides on {first} frames, and only on "
        "{second} their feet are inside; write anchor: centre and, say, polygon: [{polygon}]",
        "pada satu jam sejak {hour} ada orang berdiri di sini yang kakinya terhalang pada {first} gambar, dan hanya "
        "pada {second} gambar kakinya di dalam; tulis anchor: centre dan, misalnya, polygon: [{polygon}]",
    ),
    "seat_too_small": (
        "its longer side has {first} pixels, and to find who sits there takes {second}; draw it larger, or zoom in",
        "sisi panjangnya {first} piksel, padahal untuk menemukan yang duduk di sana perlu {second}; gambar lebih "
        "besar, atau perbesar pandangan kamera",
    ),
    "view_moved": (
        "the camera looks elsewhere than on {since}: at {at} its picture has moved by {share} of the width (turned by "
        "{turned}°); end this view with the last date on which it fits, and draw another one from the next",
        "kamera tidak lagi mengarah seperti pada {since}: pada {at} gambarnya bergeser {share} dari lebar (berputar "
        "{turned}°); akhiri tampilan ini pada tanggal terakhir yang masih cocok, lalu gambar tampilan baru sesudahnya",
    ),
    "view_another": (
        "nothing of what the camera showed on {since} is where it was at {at}: it was turned, covered, or is out of "
        "focus; look at it, and draw another view if it stays so",
        "yang diperlihatkan kamera pada {since} tidak ada di tempatnya pada {at}: kamera diputar, terhalang, atau "
        "tidak fokus; periksalah, dan gambar tampilan baru bila tetap begitu",
    ),
}
"""By name, as `SENTENCES`, of which they are a part."""
