"""The best pairing of rows and columns as a whole (Kuhn and Munkres, by shortest augmenting paths)."""

from collections.abc import Sequence

ENDLESS = float("inf")


def assign(scores: Sequence[Sequence[float]], least: float) -> dict[int, int]:
    """Return the column of each row so that the sum of scores is greatest; a score below `least` pairs nothing.

    Each row and each column is used once at most. Of equal pairings the one with the earlier columns is chosen.
    """
    rows = len(scores)
    columns = len(scores[0]) if rows else 0
    if not columns:
        return {}
    # a column of its own for each row, which stands for having no pair, so that a solution always is
    costs = [[-s if s >= least else 1.0 for s in row] + [0.0] * rows for row in scores]
    taken = solve(costs)
    return {row: at for at, row in sorted(taken.items(), key=lambda pair: pair[1]) if at < columns}


def solve(costs: list[list[float]]) -> dict[int, int]:
    """Return the row of each column used, for the least sum of costs; there are as many columns as rows or more."""
    width = len(costs[0])
    rise, fall = [0.0] * len(costs), [0.0] * width
    owner = [-1] * width
    for row in range(len(costs)):
        augment(row, costs, rise, fall, owner)
    return {at: row for at, row in enumerate(owner) if row >= 0}


def augment(row: int, costs: list[list[float]], rise: list[float], fall: list[float], owner: list[int]):
    """Give a row a column, moving other rows to other columns where that costs less."""
    width = len(fall)
    shortest, came_from, done = [ENDLESS] * width, [-1] * width, [False] * width
    visited: list[int] = []
    at, current, reached = -1, row, 0.0
    while True:
        line, lift = costs[current], rise[current]
        for column in range(width):
            if not done[column]:
                through = reached + line[column] - lift - fall[column]
                if through < shortest[column] - 1e-12:
                    shortest[column], came_from[column] = through, at
        at = min((c for c in range(width) if not done[c]), key=lambda c: (shortest[c], c))
        done[at] = True
        reached = shortest[at]
        if owner[at] < 0:
            break
        visited.append(at)
        current = owner[at]
    rise[row] += reached
    for column in visited:
        rise[owner[column]] += reached - shortest[column]
        fall[column] -= reached - shortest[column]
    while at >= 0:
        before = came_from[at]
        owner[at] = owner[before] if before >= 0 else row
        at = before
