"""What a camera looks at and from where: its mount and lens, the light, the colours of the hall."""

from typing import Annotated

from pydantic import Field

from pantau.schemas.site.base import Share, Strict

Level = Annotated[int, Field(ge=0, le=255)]

Paint = tuple[Level, Level, Level]
"""Blue, green, red."""


class Mount(Strict):
    """Where the camera hangs and its lens; see `geometry.Viewpoint`."""

    x: float = Field(0.0, ge=-3, le=3)
    y: float = Field(0.0, ge=-4, le=1, description="metres; negative: farther from the counters")
    height: float = Field(3.4, ge=2.5, le=5)
    pan_deg: float = Field(0.0, ge=-25, le=25)
    tilt_deg: float = Field(29.0, ge=20, le=45)
    hfov_deg: float = Field(80.0, ge=50, le=100, description="without the lens's bend")
    bend: float = Field(0.0, ge=0, le=0.2, description="barrel distortion of the lens")


class Light(Strict):
    """The light of a hall. As it is by default nothing is changed of what is drawn."""

    brightness: float = Field(1.0, ge=0.3, le=1.5)
    colour: tuple[float, float, float] = Field((1.0, 1.0, 1.0), description="gains of blue, green and red")
    daylight: float = Field(0.0, ge=0, le=1.2, description="how much brighter it is at the side with windows")
    windows: float = Field(1.0, ge=-1, le=1, description="where they are: -1 is the left side, 1 the right one")
    shadow: Share = Field(0.0, description="how dark the shadows are that people throw on the floor by daylight")


class Decor(Strict):
    """Colours of the hall."""

    wall: Paint = (196, 206, 210)
    floor: Paint = (176, 182, 184)
    desk: Paint = (96, 132, 168)
    top: Paint = (198, 208, 214)
