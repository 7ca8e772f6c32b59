"""HTTP: the chat, documents, conversations and pages."""
