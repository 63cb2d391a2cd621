"""Reminders and escalation, sent through a real mail server."""
