"""What goes wrong around the service while people write: kills, a database that is busy, hangs or goes, and races."""
