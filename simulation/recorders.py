"""How recorders store what cameras see: frames, pieces, clocks."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from pantau.schemas.site.base import Seconds, Strict

RecorderStyle = Literal["hikvision_export", "dahua_export", "dahua_disk", "xiongmai", "channel_span"]

Codec = Literal["h264", "hevc", "mpeg4"]


class Video(Strict):
    """How the frames are stored."""

    width: int = Field(640, ge=160, multiple_of=2)
    height: int = Field(360, ge=90, multiple_of=2)
    fps: int = Field(5, ge=1, le=60)
    codec: Codec = "h264"
    key_interval_s: float = Field(2.0, gt=0)
    crf: int = Field(30, ge=0, le=51, description="quality of H.264 and HEVC, smaller is better")
    kbit_s: int | None = Field(None, ge=50, description="most kilobits a second, held over any second")
    constant_rate: bool = Field(False, description="fills kbit_s whatever is seen, instead of keeping to crf below it")
    preset: Literal["ultrafast", "superfast", "veryfast"] = "ultrafast"
    noise: float = Field(2.0, ge=0, description="standard deviation of the sensor's noise, grey levels")

    @model_validator(mode="after")
    def _rates(self) -> "Video":
        if self.kbit_s and self.codec == "mpeg4":
            raise ValueError("kbit_s goes with codec h264 or hevc; leave it out, or name one of them")
        if self.constant_rate and not self.kbit_s:
            raise ValueError("constant_rate needs kbit_s; say how many kilobits a second")
        return self


class StoredVideo(Strict):
    """What differs from the scenario's video in some of a recorder's pieces."""

    codec: Codec | None = None
    fps: int | None = Field(None, ge=1, le=60)
    key_interval_s: float | None = Field(None, gt=0)


class Gap(Strict):
    """Footage that is missing, in seconds from the start of the footage."""

    at_s: float = Field(ge=0)
    seconds: float = Field(gt=0)


class ClockJump(Strict):
    """The recorder's clock is set, as time servers do; frames go on without a break."""

    at_s: float = Field(gt=0, description="true seconds from the start of the footage, within a piece or between two")
    seconds: float = Field(description="by how much it is set forward; negative: back")


class SimulatedRecorder(Strict):
    """A recorder with one camera."""

    recorder: RecorderStyle
    channel: int = Field(1, ge=1)
    clock_offset_s: float = Field(0.0, description="recorder time minus true time, as the site file has it")
    clock_error_s: float = Field(0.0, description="what must be added to it to be right as the footage starts")
    clock_uncertainty_s: Seconds = Field(0.5, description="half width that the site file states with the offset")
    clock_drift_s_per_day: float = Field(0.0, description="how much faster than true time the recorder's clock runs")
    clock_jumps: tuple[ClockJump, ...] = Field(
        (), description="when the clock is set; the site file then knows nothing of this clock"
    )
    first_piece_s: float = Field(
        0.0, ge=0, description="true seconds from the start of the footage at which the first piece begins, e.g. 0.4"
    )
    segment_s: float = Field(180, ge=10, description="pieces begin so far apart; names tell whole seconds, cut off")
    pieces_s: tuple[Annotated[float, Field(ge=10)], ...] = Field(
        (), description="lengths of the pieces in turn, instead of segment_s"
    )
    overlap_s: float = Field(1, ge=0)
    disks: int = Field(
        1, ge=1, le=9, description="pieces go to so many disks in turn, a folder each, the last one first"
    )
    stored: tuple[StoredVideo, ...] = Field(
        (), description="how the pieces are stored in turn; as the scenario's video if none"
    )
    gaps: tuple[Gap, ...] = ()

    @model_validator(mode="after")
    def _containers(self) -> "SimulatedRecorder":
        raw = self.recorder in ("dahua_disk", "xiongmai")
        if raw and any(stored.codec not in (None, "h264") for stored in self.stored):
            raise ValueError(f"recorder {self.recorder} writes raw H.264; leave out 'codec' or name another recorder")
        return self

    def video_of(self, piece: int, video: Video) -> Video:
        """How the piece of a number is stored, given the scenario's video."""
        if not self.stored:
            return video
        return video.model_copy(update=self.stored[piece % len(self.stored)].model_dump(exclude_none=True))

    def clock_at(self, t: float) -> float:
        """Recorder time minus true time, seconds, at true second `t` of the footage."""
        drift = self.clock_drift_s_per_day * t / 86_400
        set_by = sum(jump.seconds for jump in self.clock_jumps if jump.at_s <= t)
        return self.clock_offset_s + self.clock_error_s + drift + set_by
