"""What is given as name=value."""

from collections.abc import Sequence


def read_parameters(texts: Sequence[str], option: str = "-p") -> dict[str, str]:
    """The values of `-p name=value`, or of another option that takes the like, by their names.

    Raises:
        ValueError: one is not name=value, or a name is given twice.
    """
    pairs = [_pair(text, option) for text in texts]
    for name, value in pairs:
        values = [other for one, other in pairs if one == name]
        if len(values) > 1:
            said = f"{name} is given {len(values)} times ({', '.join(values)}); name it once"
            raise ValueError(f"{option} {name}={value}: {said}")
    return dict(pairs)


def _pair(text: str, option: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise ValueError(f"{option} {text!r} is not name=value; write for example {option} from=2026-11-02")
    return name, value
