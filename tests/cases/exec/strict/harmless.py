# completed
from dataclasses import dataclass


@dataclass
class Point:
    x: int
    y: int = 0


assert sum(p.x for p in [Point(1), Point(2)]) == 3
