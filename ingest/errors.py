"""What goes wrong while documents are taken in.

TanyaError
└── IngestError            a document cannot be taken in
    ├── Refused            this file, for this reason; the others go on
    │   └── Unreadable     a scan that needs a program which is not there
    └── NotFound           the path does not exist
"""

from knowledge.errors import TanyaError


class IngestError(TanyaError):
    """A document cannot be taken in."""


class Refused(IngestError):
    """This file is not taken; the message is an Indonesian sentence that says why."""


class Unreadable(Refused):
    """A scan that needs a program which is not there."""


class NotFound(IngestError):
    """The path does not exist."""
