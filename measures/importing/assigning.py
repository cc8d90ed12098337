"""The best pairing of rows and columns as a whole (Kuhn and Munkres, by shortest augmenting paths)."""

from collections.abc import Sequence

ENDLESS = float("inf")


def assign(scores: Sequence[Sequence[float]], least: float) -> dict[int, int]:
    """Return the column of each row so that the sum of scores is greatest; a score below `least` pairs nothing.

    Each row and each column is used once at most. Equal scores give equal pairings.
    """
    rows = len(scores)
    columns = len(scores[0]) if rows else 0
    if rows > columns:  # the search is one a row
        turned = assign([list(column) for column in zip(*scores, strict=True)], least) if columns else {}
        return dict(sorted((row, column) for column, row in turned.items()))
    # a column of its own for each row, which stands for having no pair, so that a solution always is
    costs = [[-s if s >= least else 1.0 for s in row] for row in scores]
    for at, row in enumerate(costs):
        row += [0.0 if at == other else 1.0 for other in range(rows)]
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
    shortest, came_from, waiting = [ENDLESS] * width, [-1] * width, list(range(width))
    visited: list[int] = []
    at, current, reached = -1, row, 0.0
    while True:
        line, base = costs[current], reached - rise[current]
        nearest, least = -1, ENDLESS
        for column in waiting:
            through = base + line[column] - fall[column]
            if through < shortest[column] - 1e-12:
                shortest[column], came_from[column] = through, at
            if shortest[column] < least:
                nearest, least = column, shortest[column]
        at, reached = nearest, least
        waiting.remove(at)
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
