"""The page on notifications and monitoring names settings and figures that there are."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import yaml

from pantau.pipelines.reporting.health import Health
from pantau.pipelines.watching.attendant import HealthSeen
from pantau.pipelines.watching.monitored import Monitored
from pantau.pipelines.watching.pulse import WatchState
from pantau.schemas.site.notifying.notifications import Mail, Notifications, Webhook

PAGE = (Path(__file__).parents[3] / "docs" / "notifications.md").read_text(encoding="utf-8")
NOW = datetime(2026, 11, 2, tzinfo=UTC)


def test_its_part_of_a_site_file_is_valid():
    (given,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    read = Notifications.model_validate(yaml.safe_load(given)["notifications"])
    assert set(read.channels) == {"webhook", "mail"}
    fields = {field.alias or name for model in (Mail, Webhook) for name, field in model.model_fields.items()}
    assert {name for name in fields if f"`{name}`" not in PAGE and f"{name}:" not in PAGE} == set()


def test_it_has_each_figure():
    health = Health(None, None, None, 0, 0, 0, 1.0, {"cam": 1.0}, None, 1.0, (), {"cam": NOW}, (), (), ())
    state = replace(WatchState(), waiting=1, looked_at=NOW, run=1, run_at=NOW, run_s=1.0, rejected=0)
    told = set(
        re.findall(r"^(pantau_\w+)", Monitored(state, HealthSeen(health, "", 0.0), 1, 1, 1, 0.0).as_metrics(), re.M)
    )
    named = set(re.findall(r"`(pantau_\w+)", PAGE))
    named |= {f"pantau_watch_last_run_{word}" for word in re.findall(r"`…_(\w+)`", PAGE)}
    assert named == told
