"""What is on trial: the axes of the space, the claims, the evidence."""

import pandas as pd

from racekit import history
from racekit.claims import _space
from racekit.claims._docket import CLAIMS, EVIDENCE, EVIDENCE_BRIEF, EVIDENCE_SAYS, ORDER


def space():
    """The parameter space: the axes over which the claims are judged.

    Returns
    -------
    DataFrame
        One row a parameter: ``low``, ``high``, ``baseline``, ``scale`` (what is drawn evenly:
        the value, "log", "log1p" or whole numbers), ``unit`` and ``words``.

    Notes
    -----
    Lab A has a speed and a harm of its own, the other labs share theirs. The labs' mean speed
    is 1 a year. Labs belong to two nations in turn, A to the first. ``patience`` is the weight
    of the next race against this one.

    Examples
    --------
    >>> space().loc["safety_tax", ["low", "high", "baseline"]].astype(float).tolist()
    [0.1, 1.0, 0.8]
    """
    fields = ("low", "high", "baseline", "scale", "unit", "words")
    rows = {name: {f: getattr(axis, f) for f in fields} for name, axis in _space.SPACE.items()}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("parameter")


def docket():
    """The claims on trial, one row each: what it says, how it is tested, where it is taught.

    Returns
    -------
    DataFrame
        ``brief``, ``says``, ``test``, ``bar`` (what the test asks for), ``unit`` of the margin,
        ``lessons``. C13 has no test: see `evidence`.

    Examples
    --------
    >>> docket().loc["C6", "test"]
    "every lab gets less in the race than under the planner's standard"
    """
    fields = ("brief", "says", "test", "bar", "unit", "lessons")
    rows = {name: {f: getattr(claim, f) for f in fields} for name, claim in CLAIMS.items()}
    rows[EVIDENCE] = {"brief": EVIDENCE_BRIEF, "says": EVIDENCE_SAYS,
                      "test": "evidence, not draws", "lessons": "precedents"}  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index").loc[list(ORDER)].rename_axis("claim")


def evidence():
    """What became of the six treaties that C13 appeals to.

    Returns
    -------
    DataFrame
        One row a treaty: ``in_force``, bool, whether it ever was; ``limits_met`` and
        ``limits_missed``, how many of its dated limits are on record as met, or not [count];
        ``violations``, how many were admitted or established, and ``alleged``, how many are
        disputed or alleged only [count]; ``verification``, str.

    Notes
    -----
    From `racekit.history`: `treaties`, `limits` and `violations`, with sources row by row. A
    limit met "mostly", or never in force, is neither met nor missed here.

    Examples
    --------
    >>> evidence()["in_force"].sum(), evidence().loc["New START", "limits_met"]
    (np.int64(5), np.int64(6))
    """
    about = history.treaties().set_index("treaty").loc[list(history.SIX)]
    limits, cases = history.limits(), history.violations()
    open_cases = cases["status"].isin(["disputed", "alleged by a party"])

    def count(table, which):
        return table[which].groupby("treaty").size().reindex(history.SIX, fill_value=0).to_numpy()

    return pd.DataFrame(
        {
            "in_force": about["in_force"] != "never",
            "limits_met": count(limits, limits["met"] == "yes"),
            "limits_missed": count(limits, limits["met"] == "no"),
            "violations": count(cases, ~open_cases),
            "alleged": count(cases, open_cases),
            "verification": about["verification"],
        }
    )
