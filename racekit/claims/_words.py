"""Verdicts in plain language."""

from racekit.claims._space import SPACE

OUTCOMES = {1.0: "holds", 0.0: "fails"}
NOT_RAISED = "does not arise"
_LITTLE = 0.1  # of the variance: a parameter that explains less does not decide


def outcome(verdict):
    """Name of a verdict."""
    return OUTCOMES.get(float(verdict), NOT_RAISED)


def label(name):
    """A parameter with its unit, for an axis."""
    axis = SPACE[name]
    return f"{axis.words} ({axis.unit or '-'})"


def change(change):
    """What differs from the starting point, in words."""
    parts = []
    for name, value in change.items():
        axis = SPACE[name]
        unit = f" {axis.unit}" if axis.unit and axis.unit not in axis.words else ""
        unit = f" ({axis.unit})" if "=" in axis.unit else unit
        parts.append(f"{axis.words} {value:.3g}{'' if name == 'n' else unit}")
    return ", ".join(parts)


def percent(share, error):
    """A share with its standard error, to the digits that the error allows."""
    digits = 1 if error >= 0.0005 else 2
    return f"{100 * share:.{digits}f} ± {100 * error:.{digits}f} %"


def sentence(row):
    """The verdict on one claim, from a row of the ledger."""
    text = f"{row['here'].capitalize()} here. "
    if not row["arises"] > 0.0:
        return f"{text}It arises at no draw."
    where = f"{100 * row['arises']:.0f} %" if row["arises"] < 1.0 else "all"
    text += f"It arises in {where} of the space and holds in "
    if row["share"] in (0.0, 1.0):
        return text + ("all of it." if row["share"] else "none of it.")
    text += percent(row["share"], row["error"]) + " of that"
    if not isinstance(row["decides"], str):
        return f"{text}; too few draws to say what decides."
    most = SPACE[row["decides"]].words
    if row["explains"] < _LITTLE:
        text += f"; no single parameter decides (at most {most}, {100 * row['explains']:.0f} %)."
    else:
        text += f"; {most} decides most ({100 * row['explains']:.0f} %)."
    if row["counterexample"]:
        text += f" It fails with {change(row['counterexample'])}."
    return text


def evidence(table):
    """The verdict on C13 from `racekit.claims.evidence`."""
    met = int((table["in_force"] & (table["limits_met"] > 0)).sum())
    return (
        f"Judged by what happened, not by draws. Of {len(table)} treaties "
        f"{int(table['in_force'].sum())} came into force, {met} of them with a dated limit on "
        f"record as met; {int((table['violations'] > 0).sum())} saw a violation that was admitted "
        f"or established."
    )
