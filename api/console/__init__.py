"""The helpdesk console: accounts, queue, copilot, canned answers, gaps, numbers, audit."""
