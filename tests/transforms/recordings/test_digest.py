import io

from pantau.transforms.recordings.digest import sha256


def test_digest_of_a_known_text():
    assert sha256(io.BytesIO(b"abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
