"""Checks of the exercises: ``check.exercise_1_1(your_function)`` prints a verdict."""

from racekit.check.lesson_00 import *
from racekit.check.lesson_01 import *
from racekit.check.lesson_02 import *
from racekit.check.lesson_03 import *
from racekit.check.lesson_04 import *
from racekit.check.lesson_05 import *
from racekit.check.lesson_06 import *
from racekit.check.lesson_07 import *
from racekit.check.lesson_08 import *
from racekit.check.lesson_09 import *
from racekit.check.lesson_10 import *
from racekit.check.lesson_11 import *
from racekit.check.lesson_12 import *
from racekit.check.lesson_13 import *
from racekit.check.lesson_14 import *
from racekit.check.lesson_15 import *
