"""Drafts: what an editor proposes for one measure, until a reviewer publishes it or sends it back."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from conferences.models import Reading, Source
from csbm_catalog.numbers import three_digits
from measures.models.content import MeasureContent, RelationContent
from measures.models.imports import TextImport
from measures.models.measures import Measure


class DraftQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=MeasureDraft.OPEN)

    def in_review(self):
        return self.filter(state=MeasureDraft.State.REVIEW)

    def lately_published(self):
        """Keep what was published and neither taken back nor deleted, the newest first, with its measure."""
        published = self.filter(state=MeasureDraft.State.PUBLISHED, measure__isnull=False)
        return published.select_related("measure__document").order_by("-published_at", "-pk")

    def by(self, user):
        """Keep the drafts that this person began or had a hand in."""
        edited = MeasureDraft.editors.through.objects.filter(user=user).values("measuredraft")
        return self.filter(Q(author=user) | Q(pk__in=edited))

    def waiting_for(self, user):
        """Keep what is in review and this person had no hand in: it is theirs to publish or send back."""
        return self.in_review().exclude(pk__in=MeasureDraft.objects.by(user).order_by().values("pk"))

    def in_order(self):
        return self.order_by("document__position", "number", "pk")

    def with_import(self):
        """Fetch from which import each comes, without its paper, which would be read once a draft."""
        return self.select_related("batch__document").defer(*(f"batch__{name}" for name in TextImport.LARGE))

    def compared(self):
        """Fetch what a comparison with the published measures reads, however many drafts."""
        return self.with_import().select_related("document", "measure__document", "author").prefetch_related(
            "themes", "based_on", "citations__source", "relations__earlier",
            "editors", "measure__themes", "measure__based_on", "measure__citations__source",
            "measure__relations_back__earlier",
        )  # fmt: skip


class MeasureDraft(MeasureContent):
    """A measure as proposed: beside the published one, or of one that is not in the record yet.

    The public site, its search, files and counts know nothing of it.
    """

    class State(models.TextChoices):
        WORK = "work", _("in work")
        REVIEW = "review", _("in review")
        PUBLISHED = "published", _("published")
        UNDONE = "undone", _("published and taken back")
        DISCARDED = "discarded", _("discarded")

    OPEN = (State.WORK, State.REVIEW)

    measure = models.ForeignKey(
        Measure, models.SET_NULL, verbose_name=_("measure"), null=True, blank=True, related_name="drafts",
        help_text=_("The published measure; empty for a new one."),
    )  # fmt: skip
    based_on = models.ManyToManyField(
        Measure, verbose_name=_("based on"), blank=True, related_name="+",
        help_text=_("Measures of other documents from which this entry was drawn."),
    )  # fmt: skip
    sources = models.ManyToManyField(Source, through="DraftCitation", related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WORK)
    reason = models.CharField(
        _("reason"), max_length=300, blank=True,
        help_text=_("Why the record is to change: shown to readers in the history of the measure."),
    )  # fmt: skip
    doubts = models.JSONField(
        _("to be looked at"), default=list, blank=True, help_text=_("Fields that may no longer fit the text.")
    )
    base = models.JSONField(
        _("begun from"), null=True, blank=True, help_text=_("The published measure when the draft was begun.")
    )
    before = models.JSONField(
        _("published over"), null=True, blank=True, help_text=_("The measure that publishing replaced.")
    )
    batch = models.ForeignKey(
        TextImport, models.SET_NULL, verbose_name=_("import"), null=True, blank=True, related_name="drafts"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("author"), related_name="+"
    )
    editors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("edited by"), blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    begun_at = models.DateTimeField(_("begun"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("published by"), null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        permissions = [("publish_measuredraft", _("Can publish drafts"))]
        constraints = [
            UniqueConstraint(
                fields=["key"], condition=Q(state__in=["work", "review"]), name="draft_one_open_per_measure",
                violation_error_message=_("There is an open draft of this measure already."),
            ),
            CheckConstraint(
                condition=Q(state__in=["work", "review", "published", "undone", "discarded"]),
                name="draft_state_valid",
            ),
            CheckConstraint(
                condition=Q(
                    state__in=["published", "undone"], published_by__isnull=False, published_at__isnull=False
                )
                | (
                    ~Q(state__in=["published", "undone"])
                    & Q(published_by__isnull=True, published_at__isnull=True)
                ),
                name="draft_published_whole",
            ),
            three_digits("number", "draft_number_short"),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.document} {self.printed_number}: {self.title or _('without a title yet')}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_new(self) -> bool:
        return self.measure_id is None

    def is_by(self, user) -> bool:
        """Say whether this person began the draft or had a hand in it."""
        return self.author_id == user.pk or any(editor.pk == user.pk for editor in self.editors.all())


class DraftCitation(Reading):
    """A source that the draft names, and what was read in it."""

    draft = models.ForeignKey(MeasureDraft, models.CASCADE, related_name="citations")

    class Meta(Reading.Meta):
        verbose_name = _("source of the draft")
        verbose_name_plural = _("sources of the draft")
        constraints = [
            *Reading.Meta.constraints,
            UniqueConstraint(fields=["draft", "source"], name="draft_citation_unique"),
        ]


class DraftRelation(RelationContent):
    """A relation of the proposed measure to an earlier one."""

    draft = models.ForeignKey(MeasureDraft, models.CASCADE, related_name="relations")
    earlier = models.ForeignKey(Measure, models.CASCADE, verbose_name=_("earlier"), related_name="+")

    class Meta:
        ordering = ["earlier__document__position", "earlier__number"]
        verbose_name = _("relation of the draft")
        verbose_name_plural = _("relations of the draft")
        constraints = [UniqueConstraint(fields=["draft", "earlier"], name="draft_relation_unique")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.earlier}"


class DraftRemark(models.Model):
    """What was said or done about a draft, by whom and when; never changed afterwards."""

    class Deed(models.TextChoices):
        COMMENT = "comment", _("said")
        SUBMITTED = "submitted", _("sent to review")
        WITHDRAWN = "withdrawn", _("took back into work")
        RETURNED = "returned", _("sent back")
        CHANGED = "changed", _("changed it while in review")
        REBASED = "rebased", _("compared anew with what is published")
        PUBLISHED = "published", _("published")
        DISCARDED = "discarded", _("discarded")
        UNDONE = "undone", _("undid the import")

    draft = models.ForeignKey(MeasureDraft, models.CASCADE, related_name="remarks")
    deed = models.CharField(_("deed"), max_length=10, choices=Deed, default=Deed.COMMENT)
    text = models.TextField(_("text"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("author"), related_name="+"
    )
    made_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        constraints = [
            CheckConstraint(
                condition=~Q(deed="comment") | ~Q(text=""), name="remark_says_something",
                violation_error_message=_("A comment says something."),
            ),
            CheckConstraint(
                condition=~Q(deed="returned") | ~Q(text=""), name="remark_gives_reason",
                violation_error_message=_("Who sends a draft back says why."),
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_deed_display()}: {self.text}" if self.text else str(self.get_deed_display())
