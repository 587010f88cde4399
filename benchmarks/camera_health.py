"""How the figures of camera health tell what a camera shows, on real clips as they are and altered.

    python -m benchmarks.camera_health [FOOTAGE]

The clips are live. *Hung*: the first frame for 20 s under a running clock, coded again as recorders do. The others show
how much of the clip's static scene is left: in the dark, out of focus, moved, half hidden, behind a plane with a clock
or with noise, and in the frames of all other clips. The constants of `scene_signature`, `image_health`, `scene` and
`blind_times` are read off these two tables.
"""

import io
import sys
from pathlib import Path

import av
import cv2
import numpy as np
import pyarrow as pa

from pantau.transforms.detection.camera_view.static_scene import StaticScene, static_scene
from pantau.transforms.detection.cells import cells_of
from pantau.transforms.detection.image_health import measure_image_health
from pantau.transforms.detection.models.person_detector import NANODET, DetectorSpec, PersonDetector
from pantau.transforms.detection.scene_signature import BYTES, STEPS, scene_signature

FOOTAGE = Path(__file__).resolve().parents[2] / "shared" / "footage" / "real"
STEP_S, LONGEST_S, HUNG_S = 2, 60, 20
RATES = {"constant quality": {"crf": "30"}, "constant rate": {"b": "300000", "maxrate": "300000", "bufsize": "300000"}}


def main(folder: Path) -> None:
    """Prints both tables for the clips of a folder."""
    clips = {
        path.name: frames_of(path) for path in sorted(folder.iterdir()) if path.suffix in (".mp4", ".avi", ".webm")
    }
    detector = PersonDetector(DetectorSpec(model=NANODET))
    print("changes over 2 s [grey levels; share]: median of cells | tallest patch | median where people are")
    for name, (frames, fps) in clips.items():
        print(f"{name:34} live  {_changes(frames[:: round(STEP_S * fps)], detector)}")
        for rate, options in RATES.items():
            hung = [with_clock(frames[0], i // 10) for i in range(10 * HUNG_S)]
            print(f"{'':34} hung, {rate}: {_changes(coded(hung, options)[10 * STEP_S :: 10 * STEP_S], detector)}")
    print("\nshare of the static scene that is shown | share of steps in the frame")
    scenes = {name: _scene(frames) for name, (frames, _) in clips.items()}
    for name, (frames, _) in clips.items():
        parts = [f"live {_shown(scenes[name], frames)}"]
        parts += [
            f"{kind} {_shown(scenes[name], [frame])}" for kind, frame in altered(frames[len(frames) // 2]).items()
        ]
        print(f"{name:34} {'; '.join(parts)}")
    others = [
        float(scene.shown(_signatures(clips[other][0][:1]))[0])
        for name, scene in scenes.items()
        for other in clips
        if other[:10] != name[:10]
    ]
    print(f"frames of other places: 95 % up to {np.quantile(others, 0.95):.2f}, all up to {max(others):.2f}")


def frames_of(path: Path) -> tuple[list[np.ndarray], float]:
    """Frames of the beginning of a clip, uint8[H, W, 3] BGR, about two a second, and how many a second."""
    with av.open(str(path)) as container:
        fps = float(container.streams.video[0].average_rate or 25)
        step = max(1, round(fps / 2))
        decoded = zip(range(round(LONGEST_S * fps)), container.decode(video=0), strict=False)
        return [frame.to_ndarray(format="bgr24") for number, frame in decoded if number % step == 0], fps / step


def with_clock(bgr: np.ndarray, second: int) -> np.ndarray:
    """The frame with a burnt-in clock."""
    text, at = f"2026-06-09 08:{second // 60:02}:{second % 60:02}", (int(bgr.shape[1] * 0.55), 24)
    return cv2.putText(bgr.copy(), text, at, cv2.FONT_HERSHEY_SIMPLEX, 0.6, (255, 255, 255), 2)


def coded(frames: list[np.ndarray], options: dict[str, str]) -> list[np.ndarray]:
    """The frames as they come out of a recording of ten a second, with a key frame every two seconds."""
    height, width = (side // 2 * 2 for side in frames[0].shape[:2])
    file = io.BytesIO()
    with av.open(file, "w", format="matroska") as out:
        stream = out.add_stream("libx264", rate=10, options={"preset": "veryfast", **options})
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = width, height, "yuv420p", 20
        for bgr in frames:
            frame = np.ascontiguousarray(bgr[:height, :width])
            out.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="bgr24")))
        out.mux(stream.encode(None))
    file.seek(0)
    with av.open(file) as container:
        return [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]


def altered(bgr: np.ndarray) -> dict[str, np.ndarray]:
    """What may become of a frame."""
    width = bgr.shape[1]
    plane, noise = np.full_like(bgr, 90), np.random.default_rng(1).normal(0, 4, bgr.shape)
    return {
        "plane, clock": with_clock(plane, 5),
        "noise": np.clip(plane + noise, 0, 255).astype(np.uint8),
        "blur 2 %": cv2.GaussianBlur(bgr, (0, 0), width * 0.02),
        "blur 10 %": cv2.GaussianBlur(bgr, (0, 0), width * 0.1),
        "light 0.3": (bgr * 0.3).astype(np.uint8),
        "light 0.1": (bgr * 0.1).astype(np.uint8),
        "moved 5 %": np.roll(bgr, int(width * 0.05), 1),
        "moved 20 %": np.roll(bgr, int(width * 0.2), 1),
        "half": np.where(np.arange(width)[None, :, None] < width // 2, 90, bgr).astype(np.uint8),
    }


def _changes(frames: list[np.ndarray], detector: PersonDetector) -> str:
    measured, rows = None, []
    for bgr in frames:
        health, measured = measure_image_health(bgr, cells_of(bgr), detector.detect(bgr).boxes, measured)
        rows.append((health.change_median, health.change_height, health.change_people))
    figures = np.array(rows[1:], dtype=float)
    if len(figures) < 1:
        return "too short"
    return " | ".join(
        f"{np.nanmin(of):.2f} to {np.nanmedian(of):.2f}" if (~np.isnan(of)).any() else "nobody" for of in figures.T
    )


def _signatures(frames: list[np.ndarray]) -> pa.ChunkedArray:
    luma = (cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY) for bgr in frames[:: max(1, len(frames) // 60)])
    return pa.chunked_array([pa.array([scene_signature(frame) for frame in luma])])


def _scene(frames: list[np.ndarray]) -> StaticScene:
    signatures = _signatures(frames)
    return static_scene(signatures, np.zeros(len(signatures), dtype=bool))


def _shown(scene: StaticScene, frames: list[np.ndarray]) -> str:
    signatures = _signatures(frames)
    bits = np.frombuffer(b"".join(signatures.to_pylist()), np.uint8).reshape(-1, 2 * BYTES)
    shown, steps = scene.shown(signatures), np.bitwise_count(bits).sum(axis=1, dtype=int) / STEPS
    return f"{shown.min():.2f} | {steps.min():.2f}"


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOOTAGE)
