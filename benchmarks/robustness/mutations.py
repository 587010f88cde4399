"""Recordings and site files, altered at random, as disks and people do, and as somebody would who means harm."""

import random

HOSTILE_TEXT = (
    "'; DROP TABLE runs; --",
    '" OR 1=1 --',
    "$(touch executed)",
    "`touch executed`",
    "../../../etc/passwd",
    "!!python/object/apply:os.system ['touch executed']",
    "{{7*7}}",
    "<script>alert(1)</script>",
    "[/bold]",
    "%s%n",
    "\\x00",
    "\x1b[2J",
    "\u202egnp.exe",
    "NaN",
    "1e400",
    "-1",
    "99999999999999999999",
    "9999-12-31",
    "0001-01-01",
    "2026-02-30",
    "24:00-25:00",
    "[[[[]]]]",
    "&a [*a]",
    "~",
    "",
    "a" * 5000,
    "{a: {a: {a: {a: {a: 1}}}}}",
)


def altered_bytes(content: bytes, dice: random.Random) -> bytes:
    """A file with one to four alterations: bits, lengths, blocks, its head, its end."""
    data = bytearray(content)
    for _ in range(dice.randint(1, 4)):
        dice.choice(_BYTES)(data, dice)
    return bytes(data)


def altered_text(text: str, dice: random.Random) -> str:
    """A text of lines with one to four alterations: values, keys, lines, indents, single characters."""
    lines = text.split("\n")
    for _ in range(dice.randint(1, 4)):
        dice.choice(_TEXT)(lines, dice)
    return "\n".join(lines)


def _flip(data: bytearray, dice: random.Random) -> None:
    for _ in range(dice.choice((1, 10, 100, 1000))):
        if data:
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)


def _head(data: bytearray, dice: random.Random) -> None:
    for _ in range(dice.randint(1, 20)):
        if data:
            data[dice.randrange(min(len(data), 512))] = dice.randrange(256)


def _length(data: bytearray, dice: random.Random) -> None:
    if len(data) > 4:
        at = dice.randrange(len(data) - 4)
        data[at : at + 4] = dice.choice(
            (b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\0", b"\0\0\0\1", b"\x80\0\0\0")
        )


def _cut(data: bytearray, dice: random.Random) -> None:
    del data[dice.randrange(len(data) + 1) :]


def _block(data: bytearray, dice: random.Random) -> tuple[int, int]:
    at = dice.randrange(len(data) + 1)
    return at, min(len(data), at + dice.choice((16, 512, 4096)))


def _zero(data: bytearray, dice: random.Random) -> None:
    at, end = _block(data, dice)
    data[at:end] = bytes(end - at)


def _drop(data: bytearray, dice: random.Random) -> None:
    at, end = _block(data, dice)
    del data[at:end]


def _insert(data: bytearray, dice: random.Random) -> None:
    at, _ = _block(data, dice)
    data[at:at] = dice.randbytes(dice.choice((1, 16, 512, 4096)))


def _repeat(data: bytearray, dice: random.Random) -> None:
    at, end = _block(data, dice)
    data[at:at] = data[at:end] * dice.choice((1, 8, 64))


_BYTES = (_flip, _head, _length, _cut, _zero, _drop, _insert, _repeat)


def _value(lines: list[str], dice: random.Random) -> None:
    at = dice.randrange(len(lines))
    key, colon, _ = lines[at].partition(":")
    if colon:
        lines[at] = f"{key}: {dice.choice(HOSTILE_TEXT)}"


def _swap_values(lines: list[str], dice: random.Random) -> None:
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    (a, x, first), (b, y, second) = lines[one].partition(":"), lines[other].partition(":")
    if x and y:
        lines[one], lines[other] = f"{a}:{second}", f"{b}:{first}"


def _key(lines: list[str], dice: random.Random) -> None:
    at = dice.randrange(len(lines))
    key, colon, value = lines[at].partition(":")
    indent = key[: len(key) - len(key.lstrip())]
    lines[at] = f"{indent}{dice.choice(HOSTILE_TEXT)}{colon}{value}"


def _line(lines: list[str], dice: random.Random) -> None:
    at = dice.randrange(len(lines))
    if dice.random() < 0.5 and len(lines) > 1:
        del lines[at]
    else:
        lines[at:at] = [lines[at]] * dice.choice((1, 2, 50))


def _indent(lines: list[str], dice: random.Random) -> None:
    at = dice.randrange(len(lines))
    lines[at] = dice.choice((" ", "  ", "\t", "- ", " " * 40)) + lines[at].lstrip()


def _character(lines: list[str], dice: random.Random) -> None:
    at = dice.randrange(len(lines))
    place = dice.randrange(len(lines[at]) + 1)
    cut = dice.randint(0, 1)
    lines[at] = (
        lines[at][:place] + dice.choice("{}[]:,#&*!|>'\"%@`\0\t\x85\ud800é\U0001f4a9") + lines[at][place + cut :]
    )


_TEXT = (_value, _value, _swap_values, _key, _line, _indent, _character)
