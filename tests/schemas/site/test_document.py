import pytest

from pantau.schemas.site.document import MAX_BYTES, NotYaml, line_of, read


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (
            "a: 010\nb: NO\nc: 1e3\nd: 2024-02-30\ne: 10:30\nf: true\ng: 0x1F\nh: .inf",
            "010 NO 1e3 2024-02-30 10:30 true 0x1F .inf",
        ),
        ("a: '07:30-16:00'\nb: \"x\"", "07:30-16:00 x"),
    ],
)
def test_values_stay_the_text_that_was_written(text, content):
    assert list(read(text)[1].values()) == content.split()


def test_empty_values_are_none_unless_quoted():
    assert read("a:\nb: ~\nc: null\nd: 'null'\ne: ''")[1] == {"a": None, "b": None, "c": None, "d": "null", "e": ""}
    assert read("") == (None, None)
    assert read("# only a comment\n") == (None, None)


def test_lists_and_mappings_nest():
    assert read("\ufeffa:\n  - {b: [1, 2]}\n  - c\n")[1] == {"a": [{"b": ["1", "2"]}, "c"]}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: 1\nb: 2\na: 3", 3, "repeats the field 'a'; keep one of the two"),
        ("x:\n  - {a: 1,\n     a: 1}", 3, "repeats the field 'a'; keep one of the two"),
        ("a: &big [1, 2]\nb:\n  - *big", 3, "*big repeats another part; write that part out here"),
        ("a: 1\nb: *nowhere", 2, "*nowhere repeats another part; write that part out here"),
        ("a:\n\tb: 1", 2, "is not valid YAML: found character '\\t' that cannot start any token; indent with spaces"),
        ("a: 1\nb: \x00", 2, "has the character U+0000, which no YAML may have; remove it"),
        ("a: 1\nb: \ud800", 2, "has the character U+D800, which no YAML may have; remove it"),
        ("a: 1\n---\nb: 1", 2, "is not valid YAML: has a second document; remove the line `---` and what follows"),
        ("a: 1\nb: !!python/object:os.system {}", 2, "has the tag 'tag:yaml.org,2002:python/object:os.system'; "),
        ("a: !!timestamp nonsense", 1, "has the tag 'tag:yaml.org,2002:timestamp'; remove it, a site file needs none"),
        ("a: !own x", 1, "has the tag '!own'; remove it, a site file needs none"),
        ("a: 1\n? [b]\n: c", 2, "has a field without a name; write `name: value`"),
        ("a: 1\n~: c", 2, "has a field without a name; write `name: value`"),
        (
            "a: 1\nb: c: d",
            2,
            "is not valid YAML: mapping values are not allowed here; look at this line and the one above",
        ),
        ("a: 'x\nb: 1\n", 3, "is not valid YAML: found unexpected end of stream; look at this line and the one above"),
        ("[" * 20_000, 1, "is nested too deeply; a site file has no more than ten levels"),
        ("{a: " * 20_000, 1, "is nested too deeply; a site file has no more than ten levels"),
    ],
)
def test_what_is_no_site_file_is_refused_with_its_line(text, line, reason):
    with pytest.raises(NotYaml) as caught:
        read(text)
    assert caught.value.line == line
    assert str(caught.value).startswith(reason)


def test_a_billion_laughs_are_refused_at_the_first():
    bomb = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    with pytest.raises(NotYaml, match=r"\*a repeats another part") as caught:
        read(bomb)
    assert caught.value.line == 2


def test_the_size_is_bounded():
    with pytest.raises(NotYaml, match=f"is larger than {MAX_BYTES} bytes; describe each site in a file of its own"):
        read("x" * (MAX_BYTES + 1))


def test_lines_follow_the_path_as_far_as_it_goes():
    node, _ = read("a:\n  - b: 1\n    c:\n      - 1\n      - 2\n")
    assert line_of(node, ()) == 1
    assert line_of(node, ("a", 0, "c", 1)) == 5
    assert line_of(node, ("a", 0, "c", 7)) == 3
    assert line_of(node, ("a", 0, "missing", "deeper")) == 2
    assert line_of(node, ("a", "not an index")) == 1
    assert line_of(None, ("a",)) == 1
