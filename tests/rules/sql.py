"""The printed SQL of the rating, run for one span."""

import re
import sqlite3

from tracker.rules import reading


def in_sql(span, on):
    """Run the CASE that the docstring of rating_on prints."""
    case = re.search(r"CASE.*END", reading.rating_on.__doc__, re.DOTALL).group()
    names = ("rated", "blue", "red_from", "amber_from", "override_rating", "override_until", "grey_until")
    values = {name: getattr(span, name) for name in names}
    values = {name: v.isoformat() if hasattr(v, "isoformat") else v for name, v in values.items()}
    columns = ", ".join(f":{name} AS {name}" for name in names)
    with sqlite3.connect(":memory:") as connection:
        found = connection.execute(f"SELECT {case} FROM (SELECT {columns})", values | {"day": on.isoformat()})
        return found.fetchone()[0]
