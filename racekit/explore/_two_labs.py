"""Which game do two labs play?"""

from racekit.explore._desk import controls
from racekit.explore._stage import RACE_CONTROLS, Explorer, Stage, race_fields, signed
from racekit.plots.games import Table
from racekit.plots.regions import RegionMap, kind_of
from racekit.plots.style import ours
from racekit.race import Race

_OUTCOMES = {
    ("careful", "careful"): "both careful",
    ("reckless", "reckless"): "both reckless",
    ("careful", "reckless"): "only lab 2 reckless",
    ("reckless", "careful"): "only lab 1 reckless",
}


@ours()
def two_labs(**start):
    """Explore the game of two equal labs that are either careful or reckless.

    Parameters
    ----------
    **start : float
        Where the controls start, in the units of `Race`: ``safety_tax``, ``risk``,
        ``enmity``, ``harm``, ``discount``.

    Returns
    -------
    Explorer
        A widget: the map of games with the labs' place on it, and their payoff table. Its
        controls count safety tax, risk and enmity in percent.

    Examples
    --------
    >>> explorer = two_labs(risk=0.5)
    >>> explorer.controls["risk"].value
    50
    """
    stage = Stage(400)
    region_map = RegionMap(stage.figure.add_axes([0.075, 0.145, 0.44, 0.825]))
    table = Table(("careful", "reckless"), stage.figure.add_axes([0.61, 0.145, 0.375, 0.825]))
    stage.moving(region_map.artists + table.artists)

    def update(**values):
        race = Race.equal(2, **race_fields(values))
        region_map.move(race)
        table.move(race.dilemma())
        return _sentence(race.dilemma())

    topic = "Map of two-lab games over enmity and risk, and payoff table."
    return Explorer(controls(RACE_CONTROLS, start), stage, update, topic)


def _sentence(game):
    (reward, _), (_, punishment) = game.row
    kind = kind_of(game)
    name = "A tie between two kinds of game" if kind == "other" else kind.capitalize()
    found = [_OUTCOMES[outcome] for outcome in game.pure_nash()]
    if len(found) == 1:
        text = f"{name}: the only equilibrium is {found[0]}."
    else:
        text = f"{name}: {len(found)} equilibria, {' and '.join(found)}."
    careful, reckless = signed(reward), signed(punishment)
    if reward <= punishment:
        return (
            f"{text} Both reckless ({reckless} prizes each) pays each lab at least as much as "
            f"both careful ({careful})."
        )
    better = f"both careful ({careful} prizes each) to both reckless ({reckless})"
    if found == ["both careful"]:
        return f"{text} It suits them: both prefer {better}."
    return f"{text} Yet both would prefer {better}." if kind != "stag hunt" else (
        f"{text} Both prefer {better}, but only if the other is careful, too.")  # fmt: skip
