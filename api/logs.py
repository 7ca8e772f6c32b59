"""Structured logs: one JSON line an event, never the words of a person.

A request is logged by its route, not by its path (a conversation's id is a secret), and an
exception by its type and where it was raised, not by its message (which may quote the input).
"""

import logging
import sys
import traceback
from typing import Any, TextIO

import structlog

Log = structlog.typing.FilteringBoundLogger


def make_log(level: str, stream: TextIO | None = None) -> Log:
    """A logger of its own, so that no global configuration is needed."""
    log: Log = structlog.wrap_logger(
        structlog.WriteLogger(stream or sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
        context_class=dict,
        cache_logger_on_first_use=False,
    )
    return log


def describe(error: BaseException) -> dict[str, Any]:
    """An exception as log fields: its type and its frames, without its message."""
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "error": type(error).__qualname__,
        "cause": type(error.__cause__).__qualname__ if error.__cause__ else None,
        "frames": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]],
    }
