"""Why an input could not be used and what to do, in Indonesian, by the word in `rejects.error`.

The English sentence is `rejects.reason`, with its values; this one stands for it where a page is in Indonesian.
"""

IN_INDONESIAN = {
    "ambiguous_name": "nama berkas dibaca berbeda oleh beberapa pola; sisakan satu pola di berkas lokasi",
    "before_notice": "direkam sebelum tanggal pemberitahuan kamera; perbaiki tanggalnya, atau keluarkan dari arsip",
    "changing": "berubah ketika dibaca; jalankan lagi setelah berkas selesai ditulis",
    "copy": "salinan dari rekaman lain yang sudah dipakai; tidak ada yang hilang",
    "crashed": "pembacaannya gagal mendadak; ekspor ulang dari perekam",
    "cut_off": "berakhir sebelum indeks bingkainya; ekspor ulang dari perekam",
    "doubtful_time": "waktu di dalamnya bertentangan dengan namanya; nyatakan waktu mulainya di berkas lokasi",
    "empty": "kosong (0 bita); salin ulang dari perekam",
    "future_time": "namanya menyebut waktu yang belum tiba; periksa jam perekam",
    "hollow": "sebagian isinya belum tertulis di disk; salin ulang dari perekam",
    "huge": "menyatakan ukuran gambar yang terlalu besar; keluarkan dari arsip",
    "impossible_time": "namanya memuat waktu yang tidak mungkin; ganti namanya, atau tambahkan pola di berkas lokasi",
    "killed": "prosesnya dihentikan dari luar, biasanya karena memori habis; jalankan lagi",
    "missing": "tidak dapat dibuka; periksa apakah berkas ada dan boleh dibaca",
    "name_without_time": "namanya tidak memuat waktu; ganti nama berkas, atau nyatakan waktu mulainya di berkas lokasi",
    "no_camera": "tidak ada kamera dengan saluran atau perangkat ini; tambahkan di berkas lokasi, atau keluarkan",
    "no_packets": "hanya berisi kepala berkas, tanpa gambar; ekspor ulang dari perekam",
    "no_pictures": "tidak satu pun gambarnya dapat dibaca, mungkin tersandi; ekspor ulang dari perekam tanpa sandi",
    "no_recorder": "terletak di folder yang bukan milik perekam mana pun; tambahkan perekamnya di berkas lokasi",
    "no_video_stream": "tidak berisi video; ekspor ulang dari perekam",
    "not_video": "bukan video yang dapat dibaca; ekspor ulang dari perekam",
    "same_bytes": "isinya sama dengan rekaman lain yang waktunya berbeda; periksa yang mana yang benar",
    "set_aside": "disisihkan menurut nama atau foldernya; ganti namanya bila ini rekaman, atau keluarkan dari arsip",
    "text": "berisi teks, bukan video; ekspor ulang dari perekam",
    "too_large": "memerlukan memori lebih banyak dari yang diizinkan; ekspor ulang, atau naikkan batasnya",
    "too_slow": "memerlukan waktu lebih lama dari yang diizinkan; ekspor ulang, atau naikkan batasnya",
    "two_cameras": "dapat berasal dari beberapa kamera; beri tiap kamera saluran atau perangkatnya di berkas lokasi",
    "two_recorders": "dapat berasal dari beberapa perekam; beri tiap perekam foldernya di berkas lokasi",
    "undecodable": "gambarnya tidak dapat dibaca; ekspor ulang dari perekam",
    "unknown_codec": "kodeknya tidak dikenal; konversikan ke H.264",
    "unknown_name": "waktunya tidak diketahui karena tidak ada pola yang cocok; tambahkan pola di berkas lokasi",
    "unknown_rate": "waktu tiap gambarnya tidak dapat dipastikan; periksa frame_rate kameranya di berkas lokasi",
}


def why_rejected(name: str, word: str, english: str, language: str) -> tuple[str, str]:
    """Why an input of this name could not be used, in a language if it has a sentence for the word, and in which."""
    if language == "id" and word in IN_INDONESIAN:
        return f"{name}: {IN_INDONESIAN[word]}", "id"
    return english, "en"
