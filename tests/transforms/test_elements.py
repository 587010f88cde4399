import pickle
import subprocess
import sys
from datetime import datetime
from typing import NamedTuple

import pytest
from apache_beam import coders
from hypothesis import given, settings
from hypothesis import strategies as st

from pantau.transforms.elements import ElementCoder, flows
from pantau.transforms.rejects import Reject

REJECT = Reject("hall", "2026-11-02", None, "a.mp4", 5, "probe", "empty", "a.mp4: is empty", 1.25, None, "run-1")

ELSEWHERE = """
import pickle
coder, reject = pickle.loads({coder!r}), pickle.loads({reject!r})
found = coder.decode({encoded!r})
assert type(found) is type(reject) and found == reject and coder.encode(reject) == {encoded!r}
"""


class Dated(NamedTuple):
    at: datetime


class Gathered(NamedTuple):
    rejects: list[Reject]
    best: Reject | None
    spans: tuple[tuple[float, float], ...]
    pair: tuple[str, bytes]
    whole: bool


@pytest.mark.slow
def test_an_element_is_the_same_in_a_process_that_knows_nothing_of_it():
    coder = ElementCoder(Reject)
    program = ELSEWHERE.format(coder=pickle.dumps(coder), reject=pickle.dumps(REJECT), encoded=coder.encode(REJECT))
    subprocess.run([sys.executable, "-c", program], check=True)


REJECTS = st.builds(Reject, bytes=st.integers(0, 2**63 - 1))


@given(st.builds(Gathered, rejects=st.lists(REJECTS), best=st.none() | REJECTS))
@settings(max_examples=30)
def test_elements_come_back_as_they_were_and_equal_ones_are_equal_bytes(element):
    coder = ElementCoder(Gathered)
    encoded = coder.encode(element)
    found = coder.decode(encoded)
    assert repr(found) == repr(element)
    assert all(type(one) is Reject for one in found.rejects)
    assert coder.encode(found) == encoded


def test_a_class_that_may_encode_in_two_ways_does_not_flow():
    with pytest.raises(TypeError, match=r"Dated\.at: <class 'datetime.datetime'> does not always .* epoch seconds for"):
        flows(Dated)


def test_what_flows_is_known_to_beam_as_a_key_too():
    flows(Reject)
    coder = coders.registry.get_coder(Reject)
    assert coder == ElementCoder(Reject) and hash(coder) == hash(ElementCoder(Reject))
    assert coder.as_deterministic_coder("key") is coder and coder.to_type_hint() is Reject
