"""What makes a message one for a person soon: something close to the heart, or a complaint."""

import re
from functools import cache
from importlib import resources
from typing import Literal

import yaml

Concern = Literal["sensitive", "complaint"]


def concern_of(text: str) -> Concern | None:
    """The concern that a message shows, if any.

    >>> concern_of("Istri saya sedang hamil, apakah saya tetap dipindahkan?")
    'sensitive'
    >>> concern_of("Kapan ASN pindah ke IKN?") is None
    True
    """
    text = " ".join(text.casefold().split())
    return next((kind for kind, pattern in _concerns() if pattern.search(text)), None)


@cache
def _concerns() -> tuple[tuple[Concern, re.Pattern[str]], ...]:
    text = resources.files("assistant").joinpath("concerns.yaml").read_text("utf-8")
    entries = yaml.load(text, Loader=yaml.CSafeLoader)
    return tuple((entry["kind"], re.compile("|".join(entry["patterns"]))) for entry in entries)
