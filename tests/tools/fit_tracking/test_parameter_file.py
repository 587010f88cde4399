from pantau.transforms.tracking import parameters
from tools.fit_tracking.declared import DECLARED, Declared
from tools.fit_tracking.fitted_values import FittedValue, load
from tools.fit_tracking.kept import KEPT, Kept
from tools.fit_tracking.parameter_file import FILE, entry, text_of


def test_the_file_is_what_the_script_writes_from_its_values():
    assert FILE.read_text(encoding="utf-8") == text_of(load())


def test_each_declared_parameter_is_one_and_what_is_kept_is_declared():
    names = [one.name for some in DECLARED.values() for one in some]
    assert len(names) == len(set(names)) and KEPT.keys() <= set(names)
    for one in (one for some in DECLARED.values() for one in some):
        value = getattr(parameters, one.name)
        assert len(value) == len(one.entries) if one.entries else isinstance(value, float | int)


def test_a_value_is_told_to_the_second_digit_of_its_error():
    assert entry(Declared("GONE", "Gone"), [FittedValue(0.0035123, 0.00041, 318000)], None) == (
        'GONE = 0.00351\n"""Gone. Fitted: 0.00351 ± 0.0004 (318,000)."""\n'
    )
    assert entry(Declared("SEEN", "Seen"), [FittedValue(0.94251, None, 7)], None).startswith("SEEN = 0.943\n")


def test_a_table_names_its_entries_and_what_is_kept_says_why():
    table = Declared("ODDS", "Odds", ("even", "slope"))
    values = [FittedValue(0.81, 0.02, 5), FittedValue(24.0, 3.0, 5)]
    told = entry(table, values, Kept((0.77, 12.0), "steeper ones merge people."))
    assert told == (
        'ODDS = (0.77, 12.0)\n"""Odds. Chosen: steeper ones merge people. Fitted by even and slope: 0.810 ± 0.02 (5); '
        '24.0 ± 3 (5)."""\n'
    )
