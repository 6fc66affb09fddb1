from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core import checks
from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey
from django.utils import timezone
from django.utils.text import capfirst

from govuk.pager import CappedPaginator


class CaseAdmin(admin.ModelAdmin):
    """A list of the records this person may see; it opens and changes nothing: pages and acts do."""

    # Records that are about no child, such as a team: shown to everyone `may_list` lets in.
    about_no_child = False
    actions = list_display_links = None
    list_per_page = list_max_show_all = 25
    paginator = CappedPaginator
    search_help_text = "The reference, or how it starts."
    search_in_capitals = True
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    # A heading that sorts by a column without an index would read the whole table.
    sortable_by = ()
    view_on_site = False

    def may_list(self, request):
        """Say who may open the list, which holds only what they may see."""
        return request.user.is_active and request.user.is_staff

    def has_module_permission(self, request):
        """Show the list on the index to those who may open it."""
        return self.may_list(request)

    def has_view_permission(self, request, obj=None):
        """Let in to the list those who may; no record is opened here: it has pages of its own."""
        return obj is None and self.may_list(request)

    def has_add_permission(self, request, obj=None):
        """Add nothing here: an action adds."""
        return False

    def has_change_permission(self, request, obj=None):
        """Change nothing here: an action changes."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Delete nothing."""
        return False

    def get_queryset(self, request):
        """Keep the records this person may see today; those about no child are for all who may list them."""
        records = super().get_queryset(request)
        if hasattr(records, "visible_to"):
            return records.visible_to(request.user, on=timezone.localdate())
        return records if self.about_no_child else records.none()

    def changelist_view(self, request, extra_context=None):
        """Head the list by what is in it."""
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def get_changelist_instance(self, request):
        """Treat a value no column can hold, such as the year 99999, as the wrong address it is."""
        try:
            return super().get_changelist_instance(request)
        except (ValueError, OverflowError):
            if not request.GET:
                raise
            raise IncorrectLookupParameters from None

    def get_search_results(self, request, queryset, search_term):
        """Search as the references are written."""
        term = search_term.strip().upper() if self.search_in_capitals else search_term.strip()
        return super().get_search_results(request, queryset, term)

    def check(self, **kwargs):
        """Refuse a filter that lists every related record, and an order or a search no index serves."""
        return [*super().check(**kwargs), *self.filter_errors(), *self.search_errors(), *self.order_errors()]

    def filter_errors(self):
        """Yield the filters that would be a list of people, plans or other records."""
        for name in self.list_filter:
            if isinstance(name, str) and isinstance(self.field_named(name), ForeignKey):
                yield checks.Error(f"list_filter would list every {name}.", obj=type(self), id="govuk.E001")

    def search_errors(self):
        """Yield the searches that look in the middle of a text."""
        for name in self.search_fields:
            if not name.startswith("=") and not name.endswith(("__exact", "__startswith", "__istartswith")):
                words = f"search_fields looks inside {name}: end it in __startswith or __exact."
                yield checks.Error(words, obj=type(self), id="govuk.E002")

    def order_errors(self):
        """Yield an error when no index, unique field or primary key serves the order of the list."""
        order = [name.lstrip("-") for name in self.ordering or self.opts.ordering or ["pk"]]
        lists = [index.fields for index in self.opts.indexes]
        lists += [getattr(constraint, "fields", ()) for constraint in self.opts.constraints]
        keys = [tuple(name.lstrip("-") for name in names) for names in lists if names]
        first = self.field_named(order[0])
        single = order[0] == "pk" or (first is not None and (first.unique or first.db_index))
        if not single and not any(key[: len(order)] == tuple(order[: len(key)]) for key in keys):
            words = f"no index serves the order {order} of the list."
            yield checks.Error(words, obj=type(self), id="govuk.E003")

    def field_named(self, name):
        """Return a field of the model, or nothing for another kind of name."""
        try:
            return self.opts.get_field(name)
        except FieldDoesNotExist:
            return None
