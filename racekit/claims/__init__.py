"""The argument on trial: claims C1 to C15 as predicates over a stated parameter space.

Each claim is a margin, above 0 where it holds. `docket` says how each is tested, `space` in which
ranges, `at` what holds at one point, `ledger` in what share of the space. C13 is a matter of
`evidence`.
"""

from racekit.claims._ledger import at, bars, ledger, links
from racekit.claims._record import docket, evidence, space
from racekit.claims._turns import flips, region

__all__ = ["at", "bars", "docket", "evidence", "flips", "ledger", "links", "region", "space"]
