import pytest

from pantau.simulation.scenario import SCENARIOS, ScenarioError, load_scenario, scenario_names


@pytest.mark.parametrize("name", scenario_names())
def test_every_shipped_scenario_loads_by_its_name(name):
    assert load_scenario(name).name == name


def test_minutes_change_the_length_and_the_closing_time():
    assert load_scenario("demo").hours == (120, 480)
    assert load_scenario("demo", 20).hours == (120, 1140)


def test_an_unknown_scenario_names_the_shipped_ones():
    with pytest.raises(ScenarioError, match=r"'beach' cannot be read .* demo, full_hd, .*office, tiny"):
        load_scenario("beach")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("segment_s: 60", "segment_s: 3", r"cameras\.0\.segment_s: .*greater than or equal to 10 \(found 3\)"),
        ("x: 1.6", "x: -1.5", r"cameras\.0: counters at x = \[-1.6, -1.5\] are closer than 2.0 m"),
        ("id: loket-2", "id: loket-1", r"counters loket-1 are named twice"),
        ("minutes: 2", "minutes: 0.5", r"leave no minute of service hours"),
        ("segment_s: 60", "clock_error_s: -0.7", r"the clock of cam-1 is up to 0.7 s .* raise it"),
        ("minutes: 2", "minutes: 2\nvideo: {constant_rate: true}", r"video: .*constant_rate needs kbit_s"),
        ("minutes: 2", "minutes: 2\nvideo: {codec: mpeg4, kbit_s: 500}", r"video: .*kbit_s goes with codec h264"),
        ("site: mpp-mini", "sitte: mpp-mini", r"sitte: Extra inputs"),
    ],
)
def test_errors_name_the_file_the_place_and_the_value(tmp_path, old, new, message):
    path = tmp_path / "changed.yaml"
    path.write_text((SCENARIOS / "tiny.yaml").read_text(encoding="utf-8").replace(old, new))
    with pytest.raises(ScenarioError, match=message) as error:
        load_scenario(str(path))
    assert str(path) in str(error.value)


def test_too_few_minutes_say_the_remedy():
    with pytest.raises(ScenarioError, match="ask for more minutes"):
        load_scenario("office", 6)


@pytest.mark.parametrize(
    ("happening", "message"),
    [
        (
            "{kind: officer_away, at_s: 30, seconds: 20}",
            "officer_away at 30.0 s needs 'counter', one of loket-1, loket-2",
        ),
        ("{kind: second_officer, at_s: 30, seconds: 20, counter: loket-1}", "no counter of this camera can have it"),
        ("{kind: long_wait, at_s: 30, seconds: 20, counter: loket-1}", "no counter of this camera can have it"),
    ],
)
def test_a_happening_needs_a_counter_where_it_can_be(tmp_path, happening, message):
    path = tmp_path / "changed.yaml"
    path.write_text((SCENARIOS / "tiny.yaml").read_text(encoding="utf-8") + f"    happenings: [{happening}]\n")
    with pytest.raises(ScenarioError, match=message):
        load_scenario(str(path))


def test_a_counter_is_served_by_one_that_has_an_officer(tmp_path):
    path = tmp_path / "changed.yaml"
    text = (SCENARIOS / "tiny.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("name: Loket 1,", "name: Loket 1, served_by: loket-3,"))
    with pytest.raises(ScenarioError, match="loket-1 is served by 'loket-3'; name a counter of this camera"):
        load_scenario(str(path))
