"""Two people with one page of the admin open: the second save is stopped, and nothing typed is lost."""

from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from csbm_catalog.admin.base import CatalogueAdmin
from csbm_catalog.admin.conflicts import differences
from csbm_catalog.admin.forms import OpenedForm


class OpenedAdmin(CatalogueAdmin):
    """An admin whose form is saved only over what it showed; `form` is an `OpenedForm`."""

    form = OpenedForm
    change_form_template = "admin/opened/change_form.html"

    def get_fields(self, request, obj=None):
        names, beside = super().get_fields(request, obj), getattr(self.form, "beside", ())
        return [name for name in names if name not in beside]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        context |= sides(form, formsets) if isinstance(form, OpenedForm) else {"conflict": None, "opened": ""}
        if isinstance(form, OpenedForm):
            context["chosen"] = [form[name] for name in form.files_to_choose_again()]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """Show what was typed for a row that someone deleted meanwhile, rather than lose it."""
        if request.method != "POST":
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        typed = [
            (name, value)
            for name, value in request.POST.items()
            if value and not name.startswith(("csrf", "_")) and not name.endswith(("_FORMS", "opened"))
        ]
        context = self.admin_site.each_context(request) | {
            "title": _("This is gone"),
            "opts": self.opts,
            "typed": typed,
            "comes_back": hasattr(self.model, "history"),
        }
        return TemplateResponse(request, "admin/record/gone.html", context, status=410)


def sides(form: OpenedForm, formsets: list) -> dict:
    """Return what a page shows of both sides, if there are two, and the version that its form carries."""
    if form.is_out_of_date:
        conflict = {"changes": differences(form, formsets), "now": form.now}
        return {"conflict": conflict, "opened": form["opened"].value() or ""}
    # What was seen and agreed to counts, though something else is to be corrected.
    return {"conflict": None, "opened": form.now or form["opened"].value() or ""}
