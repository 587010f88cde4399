"""What H.264 packets say of decoding, without decoding them: numbers of frames, and where one can begin.

References are to ITU-T H.264 (08/2021). Only the beginning of a packet is read, up to the header of its first slice.
"""

from collections.abc import Iterator
from typing import NamedTuple

HEAD_BYTES = 4096
"""So much of a packet is read. Parameter sets and messages come before the slice, and take some hundreds."""

SLICE_BYTES = 24
"""Of a slice's header; the number of its frame lies within the first dozen."""

_HIGH_PROFILES = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})
"""Whose parameter sets tell the chroma format (7.3.2.1.1)."""

_SLICE, _SLICE_A, _IDR, _MESSAGES, _SEQUENCE, _PICTURE = 1, 2, 5, 6, 7, 8
_SLICES = frozenset({_SLICE, _SLICE_A, _IDR})
_RECOVERY_POINT = 6
_LONGEST_CODE = 32


class Access(NamedTuple):
    """What a packet says.

    lost: frames before it, which it may refer to, are not there. number: of its frame, counted on over the whole
    stream. recovery: after so many frames those shown are whole where decoding begins here; 0 for a key frame, None
    where it cannot begin.
    """

    lost: bool
    number: int
    recovery: int | None


class _Sequence(NamedTuple):
    """Of a sequence parameter set: bits of a frame's number, whether numbers may skip, and whether planes are apart."""

    number_bits: int
    may_skip: bool
    separate_planes: bool


class H264Headers:
    """Reads the packets of a stream in decoding order; `extradata` is what its container gives for all of them."""

    def __init__(self, extradata: bytes | None) -> None:
        self._sequences: dict[int, _Sequence] = {}
        self._sequence_of: dict[int, int] = {}
        self._length_bytes = 0
        self._previous: int | None = None
        self._number = 0
        if extradata and extradata[0] == 1 and len(extradata) > 6:
            self._length_bytes = (extradata[4] & 3) + 1
            self._take_configuration(extradata)
        elif extradata:
            for unit in after_start_codes(extradata):
                self._take_parameters(unit)

    def read(self, packet: bytes | memoryview) -> Access:
        """The next packet; what cannot be read says nothing: not lost, no place to begin."""
        recovery = None
        try:
            for unit in self._units(bytes(packet[:HEAD_BYTES])):
                kind = unit[0] & 31
                if kind == _MESSAGES:
                    told = _recovery_frames(unit)
                    recovery = recovery if told is None else told
                elif kind in _SLICES:
                    return self._of_slice(unit, recovery)
                else:
                    self._take_parameters(unit)
        except (IndexError, ValueError):
            pass
        self._previous = None
        return Access(False, self._number, None)

    def has_slice(self, packet: bytes | memoryview) -> bool:
        """Whether a packet holds anything of a frame; some hold parameter sets or messages alone."""
        return any(unit[0] & 31 in _SLICES for unit in self._units(bytes(packet)))

    def _of_slice(self, unit: bytes, recovery: int | None) -> Access:
        is_idr, is_reference = unit[0] & 31 == _IDR, unit[0] >> 5 & 3 > 0
        bits = _Bits(_unescaped(unit[1:SLICE_BYTES]))
        bits.golomb()
        bits.golomb()
        sequence = self._sequences.get(self._sequence_of.get(bits.golomb(), -1))
        if sequence is None:
            raise ValueError("its parameter sets are not there")
        bits.take(2 if sequence.separate_planes else 0)
        number, period = bits.take(sequence.number_bits), 1 << sequence.number_bits
        # 7.4.3: as that of the reference frame before, or the next one
        ahead = 0 if self._previous is None else (number - self._previous) % period
        lost = not is_idr and ahead > 1 and not sequence.may_skip
        if lost:
            # What is told once is not told again by those that follow.
            self._previous, self._number, ahead = (number - 1) % period, self._number + ahead - 1, 1
        self._number += 1 if is_idr else ahead
        access = Access(lost, self._number, 0 if is_idr else recovery)
        # The next one counts from the last reference frame alone.
        if is_idr or is_reference:
            self._previous = 0 if is_idr else number
        else:
            self._number -= ahead
        return access

    def _units(self, head: bytes) -> Iterator[bytes]:
        if not self._length_bytes:
            yield from after_start_codes(head)
            return
        at = 0
        while at + self._length_bytes < len(head):
            length = int.from_bytes(head[at : at + self._length_bytes])
            at += self._length_bytes
            if length:
                yield head[at : at + length]
            at += length

    def _take_configuration(self, box: bytes) -> None:
        """The parameter sets of a decoder configuration record (ISO/IEC 14496-15, 5.3.3.1)."""
        at = 5
        for counted in (31, 255):
            count = box[at] & counted if at < len(box) else 0
            at += 1
            for _ in range(count):
                length = int.from_bytes(box[at : at + 2])
                self._take_parameters(box[at + 2 : at + 2 + length])
                at += 2 + length

    def _take_parameters(self, unit: bytes) -> None:
        try:
            kind = unit[0] & 31
            if kind == _SEQUENCE:
                name, sequence = _sequence(_unescaped(unit[1:]))
                self._sequences[name] = sequence
            elif kind == _PICTURE:
                bits = _Bits(_unescaped(unit[1:SLICE_BYTES]))
                self._sequence_of[bits.golomb()] = bits.golomb()
        except (IndexError, ValueError):
            return


class _Bits:
    """Bits of a string of bytes, from the first.

    Raises:
        ValueError: it ends.
    """

    def __init__(self, content: bytes) -> None:
        self._value, self._left = int.from_bytes(content), 8 * len(content)

    def take(self, count: int) -> int:
        """An unsigned number of so many bits."""
        if count > self._left:
            raise ValueError("it ends amid a number")
        self._left -= count
        return self._value >> self._left & ((1 << count) - 1)

    def golomb(self) -> int:
        """An unsigned number in Exp-Golomb code (9.1)."""
        zeros = self._left - (self._value & ((1 << self._left) - 1)).bit_length()
        if zeros > _LONGEST_CODE:
            raise ValueError("no number is so long")
        self.take(zeros)
        return self.take(zeros + 1) - 1


def _sequence(content: bytes) -> tuple[int, _Sequence]:
    """The number of a sequence parameter set and what it says (7.3.2.1.1)."""
    profile = content[0]
    bits = _Bits(content[3:])
    name, separate_planes = bits.golomb(), False
    if profile in _HIGH_PROFILES:
        chroma = bits.golomb()
        separate_planes = chroma == 3 and bits.take(1) == 1
        bits.golomb()
        bits.golomb()
        bits.take(1)
        if bits.take(1):
            for matrix in range(12 if chroma == 3 else 8):
                if bits.take(1):
                    _skip_scaling(bits, 16 if matrix < 6 else 64)
    number_bits = bits.golomb() + 4
    order = bits.golomb()
    if order == 0:
        bits.golomb()
    elif order == 1:
        bits.take(1)
        bits.golomb()
        bits.golomb()
        for _ in range(bits.golomb()):
            bits.golomb()
    bits.golomb()
    if number_bits > 16:
        raise ValueError("numbers of frames have 16 bits at most (7.4.2.1.1)")
    return name, _Sequence(number_bits, bits.take(1) == 1, separate_planes)


def _skip_scaling(bits: _Bits, count: int) -> None:
    last = following = 8
    for _ in range(count):
        if following:
            code = bits.golomb()
            following = (last + (code + 1 >> 1) * (1 if code & 1 else -1)) % 256
        last = following or last


def _recovery_frames(unit: bytes) -> int | None:
    """The count of a recovery point message (D.1.8) in a unit of messages, None if there is none."""
    content = _unescaped(unit[1:])
    at = 0
    while at + 2 < len(content):
        kind, at = _message_number(content, at)
        length, at = _message_number(content, at)
        if kind == _RECOVERY_POINT:
            return _Bits(content[at : at + length]).golomb()
        at += length
    return None


def _message_number(content: bytes, at: int) -> tuple[int, int]:
    """A number of 7.3.2.3.1, and the place after it."""
    value = 0
    while content[at] == 255:
        value, at = value + 255, at + 1
    return value + content[at], at + 1


def after_start_codes(content: bytes) -> Iterator[bytes]:
    """The units of a byte stream (Annex B)."""
    at = content.find(b"\0\0\1")
    while at >= 0:
        following = content.find(b"\0\0\1", at + 3)
        unit = content[at + 3 : following if following >= 0 else len(content)]
        if unit:
            yield unit
        at = following


def _unescaped(content: bytes) -> bytes:
    """Without the bytes that prevent start codes (7.4.1.1)."""
    return content.replace(b"\0\0\3", b"\0\0")
