"""What counts as what: the numbers that turn frames into events, and how the frames are observed."""

from typing import Literal

from pydantic import Field, model_validator

from pantau.schemas.site.base import Dated, Seconds, Share, Strict
from pantau.schemas.vocabulary import ANOMALY_KINDS

Precision = Literal["f32", "bf16"]

CandidateKind = Literal[ANOMALY_KINDS]

APPEARANCE_KEPT_S = 14.0
"""How far back detections are compared by appearance, seconds. Chosen: a customer may be away for the 10 s of
`service_merge_s`, and be seen up to two sampled frames of 2 s before and after."""


class Thresholds(Dated):
    """Limits of the event stage. Changing one reruns `events` alone; no frame is decoded again.

    `reneged_after_s` is chosen: three times the absence that does not end a service, and the 30 s within which people
    counters at counters (DIGIOP) take a return for the same visit. Longer loses whoever gives up before footage ends.
    Those of absences at counters, of long waits, long queues, crowds and services out of hours are chosen, long enough
    to be worth a look in any office: what an office has promised belongs here.
    `approaches` and `approach_s` are chosen: who asks at one counter is sent to another once; hardly any service is
    shorter.
    `object_s` is chosen: who puts a bag down to fill in a form has taken it up by then.
    `motionless_s` is chosen: longer than people wait or are served without moving at all.
    """

    person_score: Share = Field(0.37, description="score at which a person is believed at once")
    person_score_again: Share = Field(0.20, description="score at which somebody already seen is still believed")
    seat_score: Share = Field(0.10, description="score at which somebody sits in a seat")
    service_min_s: Seconds = Field(5.0, description="shortest stay at a counter that counts")
    service_merge_s: Seconds = Field(10.0, description="absence that does not end a service")
    queue_min_s: Seconds = Field(4.0, description="shortest stay in a queue or waiting zone that counts")
    reneged_after_s: Seconds = Field(
        30.0,
        description="time after leaving a queue, observed and without coming to a counter or queue, from which on "
        "somebody has reneged",
    )
    presence_merge_s: Seconds = Field(10.0, description="absence of an officer, or presence, too short to count")
    track_gap_s: Seconds = Field(8.0, description="longest time somebody may go undetected and still be the same")
    walking_m_s: float = Field(1.8, gt=0, description="fastest walk that is linked, metres a second")
    unattended_waiting_s: Seconds = Field(300.0, description="counter unattended with somebody waiting")
    out_of_hours_margin_s: Seconds = Field(1800.0, description="time before opening and after closing that is usual")
    out_of_hours_min_s: Seconds = Field(10.0, description="shortest presence out of hours that is reported")
    staff_area_s: Seconds = Field(10.0, description="visitor in a staff or restricted area")
    restricted_s: Seconds = Field(10.0, description="shortest presence at a camera whose zone_type is restricted")
    late_opening_s: Seconds = Field(600.0, description="counter without an officer after an opening")
    early_closing_s: Seconds = Field(600.0, description="counter without an officer before a closing")
    officer_away_s: Seconds = Field(1800.0, description="counter without an officer amid service hours")
    all_counters_empty_s: Seconds = Field(300.0, description="no officer at any counter of an agency, in service hours")
    service_out_of_hours_s: Seconds = Field(60.0, description="service beyond out_of_hours_margin_s")
    long_wait_s: Seconds = Field(3600.0, description="waiting that is long for anybody")
    queue_people: int = Field(10, ge=1, description="people who wait at once from which on a queue is long")
    queue_surge_s: Seconds = Field(600.0, description="queue that stays so long")
    crowd_people: int = Field(30, ge=1, description="visitors before a camera at once from which on it is crowded")
    crowd_s: Seconds = Field(600.0, description="crowd that stays so long")
    approaches: int = Field(3, ge=2, description="comings to counters by one visitor, each too short to be served")
    approach_s: Seconds = Field(30.0, description="time at a counter from which on a visitor may have been served")
    motionless_s: Seconds = Field(
        7200.0, gt=0, description="somebody at a counter or in a queue whose box has not moved for so long"
    )
    object_s: Seconds = Field(
        300.0, gt=0, description="something left, or gone, in an objects zone, untouched for so long"
    )
    footage_missing_s: Seconds = Field(60.0, description="footage missing in service hours")
    clock_jump_s: Seconds = Field(2.0, description="step of a recorder's clock; names cannot tell shorter ones")
    footage_repeated_s: Seconds = Field(30.0, description="footage that stands under another time as well, for so long")
    altered_properties: int = Field(
        1, ge=1, le=3, description="in so many of container, writer and coding a file is unlike those around it"
    )
    covered_s: Seconds = Field(10.0, description="shortest time a camera counts as covered")
    covered_sharpness: float = Field(4.0, ge=0, description="sharpness below which a frame shows nothing")
    covered_brightness: float = Field(12.0, ge=0, le=255, description="brightness below which a frame shows nothing")
    covered_scene: Share = Field(0.15, description="share of the static scene below which a frame shows nothing of it")
    camera_moved_s: Seconds = Field(60.0, description="view that is not where its zones were drawn for so long")
    camera_covered_s: Seconds = Field(60.0, description="camera that shows nothing of its scene for so long")
    camera_dark_s: Seconds = Field(60.0, description="frames below covered_brightness for so long, in service hours")
    camera_blinded_s: Seconds = Field(60.0, description="frames of which blinded_share is white for so long")
    blinded_share: Share = Field(0.5, description="share of a frame that is white from which on light blinds it")
    camera_out_of_focus_s: Seconds = Field(60.0, description="frames out of focus for so long")
    out_of_focus_share: Share = Field(
        0.1, description="sharpness for the light that there is, as a share of the usual one, below which there is none"
    )
    frozen_s: Seconds = Field(60.0, description="shortest time without any change that counts as frozen")
    frozen_change: float = Field(0.002, ge=0, description="median change at or below which two frames are one")

    @model_validator(mode="after")
    def _scores(self) -> "Thresholds":
        if self.person_score_again > self.person_score:
            raise ValueError(
                f"person_score_again {self.person_score_again} is above person_score {self.person_score}; lower it"
            )
        return self


class KindDefinition(Dated):
    """What an office has decided of one kind of review candidate; its limits are among the thresholds."""

    kind: CandidateKind
    looked_for: bool = Field(True, description="whether candidates of this kind are made at all")
    rationale: str = Field("", description="why it is worth a look here, or why not")
    source: str = Field("", description="the regulation or rule of the office that it rests on")
    approved_by: str = Field("", description="the role that has approved it")


class DetectorSettings(Strict):
    """The model that finds people in the whole frame."""

    kind: Literal["nanodet", "yolo"] = "nanodet"
    model: str | None = Field(None, description="an ONNX file, relative to the site file; the shipped one if left out")
    width: int = Field(416, ge=32, multiple_of=32, description="model input, pixels")
    height: int = Field(256, ge=32, multiple_of=32, description="model input, pixels")
    keep: Share = Field(0.20, description="score below which nothing is stored")
    precision: Precision = Field(
        "f32", description="arithmetic; bf16, where the processor has it, is 1.7 times as fast"
    )

    @model_validator(mode="after")
    def _own_model(self) -> "DetectorSettings":
        if self.kind == "yolo" and not self.model:
            raise ValueError("kind yolo needs 'model', an ONNX file; none is shipped")
        return self


class ObserverSettings(Strict):
    """How recordings are observed. Changing anything here means observing them again."""

    cadence_s: float = Field(2.0, gt=0, le=60, description="time between the frames observed")
    still_s: Seconds = Field(
        10.0,
        description="longest time between two looks where nothing changes; 0 to observe every frame afresh",
    )
    empty_s: Seconds = Field(
        60.0, description="the same where moreover nobody is in the frame; counts in whole multiples of still_s"
    )
    closer_s: Seconds = Field(0.5, description="time between the frames observed where an event begins or ends")
    closer_share: float = Field(
        1.0, ge=0, description="how many such frames at most, as a share of those observed in any case; 0 for none"
    )
    detector: DetectorSettings = DetectorSettings()
    seat_keep: Share = Field(0.05, description="pose score below which a seat detection is not stored")
    seat_precision: Precision = Field(
        "f32", description="arithmetic of the seat model; bf16, where the processor has it, is 1.5 times as fast"
    )


class BatchSettings(Strict):
    """What a run may lose before its exit status says so, and what one recording may take."""

    max_rejected_share: Share = Field(0.0, description="share of recordings that may be rejected without failing")
    max_memory_mb: int = Field(1500, ge=300, description="memory of a process that decodes recordings, megabytes")
    first: Literal["largest", "restricted"] = Field(
        "largest",
        description="what is decoded first: the largest recordings, or those of cameras that see restricted areas, the "
        "newest of them first",
    )
    max_slowness: float = Field(
        2.0, gt=0, description="longest observing a recording, in lengths of it; five minutes are always allowed"
    )
