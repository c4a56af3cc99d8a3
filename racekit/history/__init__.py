"""Real data behind the lessons: each table with units, source and licence attached.

The files lie in ``racekit/data``, and nothing is fetched. ``frame.attrs`` holds "source",
"address", "date", "licence", "note", the limits to say whenever a number is quoted, and "units".
Every row carries ``source_id``, or ``source_ids`` joined by ";"; `sources` says what they are.
"""

from racekit.history._ai import agreements, chips, commitments, training_compute
from racekit.history._files import decimal_years, sources
from racekit.history._treaties import (
    SIX,
    cwc,
    limits,
    new_start,
    ods,
    ozone,
    parties,
    treaties,
    violations,
    warheads,
)

__all__ = [
    "SIX",
    "agreements",
    "chips",
    "commitments",
    "cwc",
    "decimal_years",
    "limits",
    "new_start",
    "ods",
    "ozone",
    "parties",
    "sources",
    "training_compute",
    "treaties",
    "violations",
    "warheads",
]
