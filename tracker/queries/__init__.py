"""Questions: read only, frozen dataclasses out, fully ordered."""
