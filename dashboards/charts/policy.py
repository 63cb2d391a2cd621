"""What a strict Content-Security-Policy must let through so that Dash and Plotly can draw.

Dash 4.4.1 and its Plotly bundle add their own style sheets to the page as `<style>` elements. Each has a fixed text,
so each is allowed by its hash and nothing else is. Neither needs `'unsafe-inline'`, nor anything for style attributes
as long as the texts of a figure hold no tags such as `<b>`. A browser test fails when a new version changes a text.
"""

# The empty sheet: Dash's loader and Plotly add rules to it one by one.
EMPTY = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"

DASH_STYLES = (
    EMPTY,
    "'sha256-Do5Z9ZqsPvCQTUBQS9BnDm/2+on7omuzuLYk5sbA+2s='",
    "'sha256-ITR5T9OwskhdqdsliUJRmgp9ltOFAHgXe1F7eRvGnmQ='",
    "'sha256-0IJGrxhCP5NUIafylLkj5118xkZH1kp5FmNio7NOckI='",
    "'sha256-Z8VokGxeiKThZOEmkdUgfW+jxbvItBwAXC8M1c4wqAM='",
    "'sha256-VUA+tqvhK3niMn7AdszqidMFPRh9FLqxB2iINUrsiTw='",
    "'sha256-Aq43X0SlmB69maWGob4rp/UuSHhwePalkRRExtsxOJ8='",
    "'sha256-SkhFDxgIcEjMhRh19uSHWrkdnAlZ9rlskgr9yLsipa8='",
    "'sha256-uDiOZWps1U7E8/0BTaQrclYMhVhRVE4dT0vb5X6nXOw='",
    "'sha256-+QoPrsxO0auPnxSulD3bAr9CoDGgzv7YRfYE0vfxeQI='",
    "'sha256-MJs2ke1SA6Cy3tTCZu2QH0rj0r//iNqU0idy9bM4leg='",
    "'sha256-X2TqJwnIiE/ceDVeAdr7v7BOWBU6CEzE6qxlNzBzvBk='",
)

# The maps of Plotly bring one sheet, added whether or not a map is drawn.
PLOTLY_STYLES = ("'sha256-ji27qzEtxXZW+7dun6UwjHXJ18e6WAin1VvNtkzIE/o='",)


def style_sources() -> str:
    """Give the value of `style-src`: our own files and the sheets that Dash and Plotly are known to add."""
    return " ".join(("'self'", *DASH_STYLES, *PLOTLY_STYLES))
