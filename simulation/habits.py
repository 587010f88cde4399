"""How visitors and officers behave. What is off by default draws nothing, so that older days stay as they were."""

from pydantic import Field

from pantau.schemas.site.base import Share, Strict


class Habits(Strict):
    """Shares, rates and times of one office."""

    service_median_s: float = Field(75.0, gt=0)
    service_spread: float = Field(0.5, ge=0, description="standard deviation of the logarithm")
    service_range_s: tuple[float, float] = (30.0, 240.0)
    pairs: Share = Field(0.15, description="share of parties that are two people")
    groups: Share = Field(0.0, description="share of parties that are three or four people")
    straggle_s: float = Field(0.0, ge=0, le=20, description="how far members of a party come and leave apart")
    alike: Share = Field(0.0, description="share of parties dressed as the one before them at the counter")
    eager: Share = Field(0.0, description="share who step up to the counter while those before them are leaving")
    leans: Share = Field(0.0, description="share who lean over the desk for a while")
    returns: Share = Field(0.06, description="share who step away for a moment and return")
    away_s: tuple[float, float] = Field((2.5, 4.0), description="how long they stay away, without the way")
    reneges: Share = Field(0.06, description="share who give up when they wait too long")
    fetches: Share = Field(0.08, description="share of services in which the officer leaves for a moment")
    assists: Share = Field(0.0, description="share of services in which the officer comes round to the customer's side")
    pace: float = Field(1.0, ge=0.5, le=1.5, description="how fast visitors walk, beside those of the older scenarios")
    passers_per_hour: float = Field(20.0, ge=0)
    lingerers_per_hour: float = Field(0.0, ge=0, description="people who stop in front of those at the counters")
