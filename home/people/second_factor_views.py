"""View that leads from the second factor's pages back to the page that required it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponseRedirect
from django.urls import reverse

from .middleware import NEXT


@login_required
def go_on(request):
    return HttpResponseRedirect(request.session.pop(NEXT, reverse("wagtailadmin_home")))
