"""Checks of what users pass: what is wrong raises a ValueError of one line that names it."""

import operator
import os
from collections.abc import Mapping
from typing import Any

from basinwatch.probe import LOSSES

_MOST = 2**63 - 1  # what events hold
_MOST_BYTES = 100_000


def check(
    name: str, loss: str, ignore_index: int | None, store: str | os.PathLike[str] | None
) -> None:
    """Checks what else nobody looks at before the run is prepared."""
    if not isinstance(name, str) or not name.strip():
        raise ValueError("name must not be empty")
    _check_text("name", name)
    if loss not in LOSSES:
        raise ValueError(f"loss {loss!r} is unknown; known: {', '.join(LOSSES)}")
    if ignore_index is not None and loss != "cross-entropy":
        raise ValueError(f"ignore_index has no meaning for the loss {loss}")
    if store is not None and not isinstance(store, (str, os.PathLike)):
        raise ValueError(f"store must be a folder, not {described(store)}")


def whole_number(name: str, value: Any, least: int | None = None) -> int:
    """A whole number of any type, NumPy's among them."""
    try:
        number = operator.index(value)
    except TypeError:
        number = None
    if number is None or isinstance(value, bool) or (least is not None and number < least):
        bound = "" if least is None else f" of at least {least}"
        raise ValueError(f"{name} must be a whole number{bound}, not {described(value)}")
    if abs(number) > _MOST:
        raise ValueError(f"{name} must be below 2^63, not a number of {number.bit_length()} bits")
    return number


def texts(name: str, values: Mapping[str, object] | None) -> dict[str, str]:
    """Keys and values as text."""
    if values is None:
        return {}
    if not isinstance(values, Mapping):
        raise ValueError(f"{name} must be a mapping, not {described(values)}")
    made = {str(key): str(value) for key, value in values.items()}
    for text in (*made, *made.values()):
        _check_text(name, text)
    return made


def check_size(size: int) -> None:
    """Checks that the event of the run's start is one that Kafka takes."""
    if size > _MOST_BYTES:
        raise ValueError(
            f"name, labels and settings take {size} bytes together; {_MOST_BYTES} are possible"
        )


def _check_text(name: str, text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:  # half of a surrogate pair
        raise ValueError(f"{name} is no Unicode text: {error.reason} in {text!r}") from None


def described(value: Any) -> str:
    """A number or a text itself; of anything else, its type."""
    return repr(value) if isinstance(value, (int, float, str)) else type(value).__name__
