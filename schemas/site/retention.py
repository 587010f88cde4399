"""How long what was seen is kept, and cases for which it is kept longer."""

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from pantau.schemas.site.base import ArchivePath, Dated, Identifier, Strict, normal_form


class Hold(Dated):
    """What a case needs, kept whatever its age: of these service dates, these cameras and these recordings.

    What is left out limits nothing.
    """

    cameras: tuple[Identifier, ...] = ()
    recordings: Annotated[tuple[ArchivePath, ...], Field(description="paths in the archive")] = ()
    reason: Annotated[str, Field(min_length=3, description="why, such as the number of the case")]
    by: Annotated[str, Field(min_length=3, description="who has ordered it")]

    @model_validator(mode="after")
    def _limited(self) -> "Hold":
        if not (self.valid_from or self.valid_until or self.cameras or self.recordings):
            raise ValueError("names nothing; give from, until, cameras or recordings")
        return self

    def keeps(self, first: date, last: date, camera: str, recording: str | None) -> bool:
        """Whether it holds a recording of a camera that shows the dates from `first` to `last`.

        Of a recording whose path is not known any more it is taken that it is one of those named.
        """
        return (
            (self.valid_from or date.min) <= last
            and first <= (self.valid_until or date.max)
            and (not self.cameras or camera in self.cameras)
            and (not self.recordings or recording is None or normal_form(recording) in self.recordings)
        )


class Retention(Strict):
    """How long samples and observations are kept. Events, coverage and the register of recordings stay."""

    observations_days: int | None = Field(
        None,
        ge=1,
        le=36_500,
        description="days after which they are deleted; the retention_days of each camera if left out",
    )
    holds: tuple[Hold, ...] = ()
