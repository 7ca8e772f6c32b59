"""Every exception the project raises on purpose.

TanyaError
├── SettingsError          a setting has no usable value
├── KnowledgeError         the curated knowledge is wrong
│   └── UnknownDocument    no statement or document has that id
├── EncoderError           the embedding model is missing, broken or unsafe
├── ChatModelError         the chat model is missing or unsafe, or does not answer
├── IndexUnavailable       the index is missing, broken or being built
│   ├── IndexMissing       nothing has been built yet
│   └── IndexBusy          another process is building
├── StorageError           the disk is full or read-only
├── InputError             what a person sent cannot be used
│   ├── MessageTooLong
│   └── UnknownConversation
└── Busy                   too much work at once; try again later

The message is an Indonesian sentence that the person who caused it can act on.
"""


class TanyaError(Exception):
    """Base of all; `str(error)` is fit to be shown to a person."""


class SettingsError(TanyaError):
    """A setting has no usable value."""


class KnowledgeError(TanyaError):
    """The curated knowledge is wrong."""


class UnknownDocument(KnowledgeError):
    """No statement or document has that id."""


class EncoderError(TanyaError):
    """The embedding model is missing, broken or unsafe."""


class ChatModelError(TanyaError):
    """The chat model is missing or unsafe, or does not answer."""


class IndexUnavailable(TanyaError):
    """The index is missing, broken or being built."""


class IndexMissing(IndexUnavailable):
    """Nothing has been built yet."""


class IndexBusy(IndexUnavailable):
    """Another process is building."""


class StorageError(TanyaError):
    """The disk is full or read-only."""


class InputError(TanyaError):
    """What a person sent cannot be used."""


class MessageTooLong(InputError):
    """Longer than the limit."""


class UnknownConversation(InputError):
    """No conversation has that id."""


class Busy(TanyaError):
    """Too much work at once; try again later."""
