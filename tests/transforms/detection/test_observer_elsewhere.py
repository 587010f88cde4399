import pickle

import pytest

from pantau.transforms.detection import observer_elsewhere as module
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.detection.observer_elsewhere import OtherProgram, observer_elsewhere
from tests.transforms.detection.test_observer import site


def test_workers_make_it_of_their_own_models():
    elsewhere = observer_elsewhere(site())
    sent = pickle.dumps(elsewhere)
    assert vars(pickle.loads(sent)) == vars(elsewhere) == vars(observer_of(site(), ""))
    assert str(elsewhere.detector.model).encode() not in sent


def test_another_program_does_not_look_however_often_it_was_sent(monkeypatch: pytest.MonkeyPatch):
    sent = pickle.dumps(observer_elsewhere(site()))
    again = pickle.dumps(pickle.loads(sent))
    monkeypatch.setattr(module, "code_hash", lambda: "another")
    for one in (sent, again):
        with pytest.raises(OtherProgram, match="the program here has the source another, the one that asked"):
            pickle.loads(one)


def test_a_model_of_ones_own_stays_here():
    with pytest.raises(ValueError, match=r"observer\.detector\.model: workers elsewhere have the models that pantau"):
        observer_elsewhere(site(more="observer: {detector: {model: my.onnx}}\n"))
