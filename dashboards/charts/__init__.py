"""Plotly figures as plain dicts, each with its sentence and its table."""
