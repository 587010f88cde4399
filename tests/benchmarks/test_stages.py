import sys
import time
from types import ModuleType

from benchmarks.stages import Clocks


def _work(seconds):
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def _module():
    module = ModuleType("clocked_example")

    def inner():
        _work(0.05)

    def outer():
        _work(0.03)
        module.inner()

    def steps():
        for _ in range(2):
            _work(0.02)
            yield None

    module.inner, module.outer, module.steps = inner, outer, steps
    return module


def test_a_stage_within_another_stops_its_clock(monkeypatch):
    module = _module()
    monkeypatch.setitem(sys.modules, module.__name__, module)
    clocks = Clocks()
    for name in ("inner", "outer", "steps"):
        clocks.put_on(name, f"{module.__name__}:{name}")
    module.outer()
    for _ in module.steps():
        _work(0.1)
    assert clocks.calls == {"outer": 1, "inner": 1, "steps": 2}
    assert 0.05 <= clocks.spent["inner"] < 0.05 + 0.03
    assert 0.03 <= clocks.spent["outer"] < 0.03 + 0.03
    assert 0.04 <= clocks.spent["steps"] < 0.04 + 0.06
