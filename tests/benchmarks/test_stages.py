import sys
from types import ModuleType, SimpleNamespace

from benchmarks import stages
from benchmarks.stages import Clocks


class _Processor:
    """Tells the time that was worked, in hundredths of a second, whatever the machine does besides."""

    def __init__(self):
        self.spent = 0

    def work(self, hundredths):
        self.spent += hundredths


def _module(work):
    module = ModuleType("clocked_example")

    def inner():
        work(5)

    def outer():
        work(3)
        module.inner()

    def steps():
        for _ in range(2):
            work(2)
            yield None

    module.inner, module.outer, module.steps = inner, outer, steps
    return module


def test_a_stage_within_another_stops_its_clock(monkeypatch):
    processor = _Processor()
    monkeypatch.setattr(stages, "time", SimpleNamespace(process_time=lambda: processor.spent))
    module = _module(processor.work)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    clocks = Clocks()
    for name in ("inner", "outer", "steps"):
        clocks.put_on(name, f"{module.__name__}:{name}")
    module.outer()
    for _ in module.steps():
        processor.work(10)
    assert clocks.calls == {"outer": 1, "inner": 1, "steps": 2}
    assert clocks.spent == {"inner": 5, "outer": 3, "steps": 4}
