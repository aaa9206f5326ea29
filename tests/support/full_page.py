"""English pages with values in their fields and blocks, for tests of all page classes."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from phonenumber_field.modelfields import PhoneNumberField
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from alerts.models import AlertExplainer, AlertOffice, AlertPage
from home.models import HomePage
from tests import factories as make
from tests.support.blocks import filled


def fields_of(page_class):
    """Return a dict of names to the fields and child relations that Wagtail's `Page` lacks."""
    wagtails = {field.name for field in Page._meta.get_fields()}
    fields = {f.name: f for f in page_class._meta.get_fields() if f.name not in wagtails}
    children = {relation.name for relation in get_all_child_relations(page_class)}
    return {
        name: field
        for name, field in fields.items()
        if name in children or (field.concrete and not field.auto_created and name != "page_ptr")
    }


def full_page(page_class):
    """Create a live English page with a value in every block and in every field for editors."""
    fields = fields_of(page_class)
    values = {
        name: _value_of(fields[name])
        for name in fields
        if name not in page_class.own_fields and not name.endswith("_links")
    } | {"title": "title", "search_description": "search_description"}
    if page_class is HomePage:
        page = make.home()
        for name, one in values.items():
            setattr(page, name, one)
    else:
        factory = getattr(make, f"{page_class.__name__}Factory")
        page = factory(slug="some-slug", **values)
    if page_class is AlertPage:
        page.office_links = [AlertOffice(office=make.office())]
        page.explainer_links = [AlertExplainer(explainer=make.ExplainerPageFactory())]
    page.save_revision().publish()
    return page_class.objects.get(pk=page.pk)


def _value_of(field):
    if isinstance(field, StreamField):
        return filled(field.stream_block, field.name)
    if isinstance(field, PhoneNumberField):
        return "+16513899174"
    if isinstance(field, models.EmailField):
        return "campaign@example.org"
    if isinstance(field, models.BooleanField):
        return not field.default
    if isinstance(field, models.PositiveBigIntegerField):
        return None  # set by the model
    if isinstance(field, models.DateTimeField):
        return timezone.now() + timedelta(days=-1 if field.name == "starts_at" else 1)
    if isinstance(field, models.DateField):
        return timezone.localdate()
    if isinstance(field, models.ForeignKey):
        return {
            "social_image": make.ImageFactory,
            "meeting": make.meeting,
            "action_type": make.ask_for,
            "follows": make.AlertPageFactory,
        }[field.name]()
    assert isinstance(field, (models.CharField, models.TextField)), f"no value for {field.name}"
    if isinstance(field, RichTextField):
        return f"<p>{field.name}</p>"
    return field.choices[0][0] if field.choices else field.name
