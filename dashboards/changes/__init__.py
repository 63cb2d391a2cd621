"""The forms with which people change the plan: each asks on a page of its own and acts by one command."""
