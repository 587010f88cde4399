"""How what flows between steps is encoded: small NamedTuples, equal ones to equal bytes."""

from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from apache_beam import coders
from apache_beam.coders.coder_impl import CoderImpl, StreamCoderImpl
from apache_beam.coders.coders import FastCoder, ListCoder, NullableCoder

PLAIN = {
    bool: coders.BooleanCoder(),
    bytes: coders.BytesCoder(),
    float: coders.FloatCoder(),
    int: coders.VarIntCoder(),
    str: coders.StrUtf8Coder(),
}


class ElementCoder(FastCoder):
    """Encodes a class of NamedTuples field by field, and gives back that class in any process.

    Fields are text, numbers, flags, NamedTuples; tuples, lists of these; or one of them or `None`. Beam's `RowCoder`
    is known by a schema alone: a worker elsewhere decodes to a class that it makes up, without the methods of ours;
    and what it has no schema for it pickles, and pickles of equal values may differ.
    """

    def __init__(self, kind: type) -> None:
        """Looks at the fields.

        Raises:
            TypeError: a field may hold what would not always encode in the same way.
        """
        self.kind = kind
        self._fields = coders.TupleCoder(
            [_coder_of(hint, f"{kind.__name__}.{name}") for name, hint in get_type_hints(kind).items()]
        )

    def _create_impl(self) -> CoderImpl:
        return _ElementCoderImpl(self.kind, self._fields.get_impl())

    def is_deterministic(self) -> bool:
        """Whether equal values give equal bytes: always."""
        return True

    def to_type_hint(self) -> type:
        """The class."""
        return self.kind

    @classmethod
    def from_type_hint(cls, kind: type, registry: Any) -> "ElementCoder":
        """The coder of a class."""
        return cls(kind)

    def __eq__(self, other: object) -> bool:
        return type(other) is ElementCoder and self.kind is other.kind

    def __hash__(self) -> int:
        return hash(self.kind)

    def __reduce__(self) -> tuple:
        return ElementCoder, (self.kind,)


class _ElementCoderImpl(StreamCoderImpl):
    def __init__(self, kind: type, fields: CoderImpl) -> None:
        self.kind, self.fields = kind, fields

    def encode_to_stream(self, value: Any, stream: Any, nested: bool) -> None:
        self.fields.encode_to_stream(value, stream, nested)

    def decode_from_stream(self, stream: Any, nested: bool) -> Any:
        return self.kind(*self.fields.decode_from_stream(stream, nested))


def flows(*kinds: type) -> None:
    """Has Beam encode elements of these classes, wherever they are hinted at, by `ElementCoder`.

    Raises:
        TypeError: see `ElementCoder`.
    """
    for kind in kinds:
        ElementCoder(kind)
        coders.registry.register_coder(kind, ElementCoder)


def _coder_of(hint: Any, place: str) -> coders.Coder:
    origin, given = get_origin(hint), get_args(hint)
    if origin is Literal and all(isinstance(word, str) for word in given):
        return PLAIN[str]
    if hint in PLAIN:
        return PLAIN[hint]
    if NoneType in given and len(given) == 2:
        (known,) = set(given) - {NoneType}
        return NullableCoder(_coder_of(known, place))
    if origin is list:
        return ListCoder(_coder_of(given[0], place))
    if origin is tuple and len(given) == 2 and given[1] is Ellipsis:
        return coders.TupleSequenceCoder(_coder_of(given[0], place))
    if origin is tuple:
        return coders.TupleCoder([_coder_of(one, place) for one in given])
    if isinstance(hint, type) and issubclass(hint, tuple) and hasattr(hint, "_fields"):
        return ElementCoder(hint)
    raise TypeError(
        f"{place}: {hint} does not always encode in the same way; have epoch seconds for times, ISO text for dates, "
        "and tuples of pairs for mappings"
    )
