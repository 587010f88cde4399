"""The footage behind a row: its recordings, proved to be the same bytes, and a clip cut from them as they are."""
