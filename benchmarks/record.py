"""A larger record for measuring: the shipped one, and as many made-up measures as asked for."""

from itertools import islice

from conferences.models import Document
from measures.models import Category, Measure, Theme, Type, new_key

PER_DOCUMENT = 999
WORDS = "notice exercise visit border training exchange register hotline disaster transparency report course".split()


def enlarge(total: int):
    """Add made-up measures until there are `total`, with a theme or two each, in documents of 999."""
    themes = list(Theme.objects.all())
    missing = total - Measure.objects.count()
    measures = (made_up(at) for at in range(missing))
    while batch := list(islice(measures, PER_DOCUMENT)):
        document = Document.objects.create(
            slug=f"made-up-{batch[0].number}-{Document.objects.count()}",
            kind="declaration",
            position=Document.objects.count() + 100,
            title="A made-up document",
            short_title=f"Made up {Document.objects.count()}",
        )
        for measure in batch:
            measure.document = document
        Measure.objects.bulk_create(batch)
        links = Measure.themes.through
        links.objects.bulk_create(
            links(measure=measure, theme=themes[(measure.number + step) % len(themes)])
            for measure in batch
            for step in range(0, 2 * (1 + measure.number % 2), 2)
        )


def made_up(at: int) -> Measure:
    words = [WORDS[(at * step) % len(WORDS)] for step in (1, 5, 7)]
    return Measure(
        key=f"z{at:05d}{new_key()}"[:12],
        number=at % PER_DOCUMENT + 1,
        number_evidence="provisional",
        category=Category.values[at % len(Category.values)],
        type=Type.values[at % len(Type.values)],
        title=" ".join(words).capitalize(),
        summary=f"A made-up measure on {', '.join(words)}, to measure with.",
        evidence="working",
    )
