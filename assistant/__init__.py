"""One turn of a conversation, from a question to a proved answer."""
