from datetime import date
from hashlib import sha256

from pantau.schemas.site import parse_site
from pantau.transforms import provenance
from pantau.transforms.provenance import code_hash, config_hash, run_id, short_hash

SITE = """\
id: hall
name: Hall
agencies: [{id: permits, name: Permits}]
recorders: [{id: nvr}]
cameras:
  - {id: cam, agency: permits, recorder: nvr, purpose: security, notice_date: 2018-12-06, zone_type: service,
     retention_days: 30}
calendar: {periods: [{hours: {mon: 07:30-16:00}, source: decree}]}
"""

DAY = date(2026, 11, 2)


def test_a_short_hash_keeps_parts_apart():
    assert short_hash("a", 1) == sha256(b"a\x1f1").hexdigest()[:16]
    assert short_hash("ab", "c") != short_hash("a", "bc")


def test_the_code_hash_changes_with_any_source_of_the_four_packages(tmp_path, monkeypatch):
    for package in ("schemas", "transforms", "pipelines", "sql", "tests"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "a.py").write_text("x = 1")
    monkeypatch.setattr(provenance, "__file__", str(tmp_path / "transforms" / "provenance.py"))
    fresh = code_hash.__wrapped__
    before = fresh()
    (tmp_path / "tests" / "a.py").write_text("x = 2")
    (tmp_path / "sql" / "notes.md").write_text("x")
    assert fresh() == before
    (tmp_path / "sql" / "b.sql").write_text("select 1")
    assert fresh() != before


def test_the_code_hash_is_the_same_in_one_process():
    assert code_hash() == code_hash() and len(code_hash()) == 16


def test_comments_and_order_do_not_change_the_configuration_but_values_do():
    site = parse_site(SITE)
    assert config_hash(parse_site("# a comment\n" + SITE)) == config_hash(site)
    swapped = SITE.replace("id: hall\nname: Hall\n", "name: Hall\nid: hall\n")
    assert config_hash(parse_site(swapped)) == config_hash(site)
    assert config_hash(parse_site(SITE.replace("07:30", "07:45"))) != config_hash(site)


def test_a_run_is_known_by_its_date_configuration_and_inputs_in_any_order():
    site = parse_site(SITE)
    one = run_id(site, DAY, [("a.mp4", 1), ("b.mp4", 2)])
    assert run_id(site, DAY, [("b.mp4", 2), ("a.mp4", 1)]) == one
    others = {
        run_id(site, date(2026, 11, 3), [("a.mp4", 1), ("b.mp4", 2)]),
        run_id(site, DAY, [("a.mp4", 1), ("b.mp4", 3)]),
        run_id(site, DAY, [("a.mp4", 1)]),
        run_id(parse_site(SITE.replace("07:30", "07:45")), DAY, [("a.mp4", 1), ("b.mp4", 2)]),
    }
    assert len(others | {one}) == 5
