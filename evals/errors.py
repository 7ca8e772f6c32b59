"""What an evaluation refuses, in sentences that the person who started it can act on.

TanyaError
└── EvalError
    ├── DatasetError      a question set cannot be read
    ├── RunError          a run folder is missing, broken, or does not fit the other
    └── JudgeUnavailable  the judge cannot be asked, or may not be trusted yet
"""

from knowledge.errors import TanyaError


class EvalError(TanyaError):
    """Base of all that this package raises on purpose."""


class DatasetError(EvalError):
    """A question set cannot be read."""


class RunError(EvalError):
    """A run folder is missing, broken, or does not fit the other."""


class JudgeUnavailable(EvalError):
    """The judge cannot be asked, or may not be trusted yet."""
