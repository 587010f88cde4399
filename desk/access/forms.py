"""What a form sends."""

from urllib.parse import parse_qs

FORM = "application/x-www-form-urlencoded"
MOST_FORM_BYTES, MOST_FIELDS = 10_000, 20
"""Of a form: a name, a password and a page to return to are a few hundred bytes."""


def form_of(body: bytes) -> dict[str, str]:
    """The fields of a form, of each the last one; none of one that has too many."""
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}
    return {name: values[-1] for name, values in fields.items()}
