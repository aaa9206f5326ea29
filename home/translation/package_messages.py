"""Messages from Django that readers can see, repeated for `makemessages`.

Django has no Somali or Hmong catalogs, and `makemessages` collects messages only from our code.
Nothing imports this module.
"""

from django.utils.translation import gettext_noop, ngettext

# Forms: django/forms/fields.py, django/core/validators.py
gettext_noop("This field is required.")
gettext_noop("Null characters are not allowed.")

# Clock: django/utils/dateformat.py
gettext_noop("a.m.")
gettext_noop("p.m.")

# File sizes: django/template/defaultfilters.py
ngettext("%(size)d byte", "%(size)d bytes", 1)
gettext_noop("%s KB")
gettext_noop("%s MB")

# Days and months: django/utils/dates.py
gettext_noop("Monday")
gettext_noop("Tuesday")
gettext_noop("Wednesday")
gettext_noop("Thursday")
gettext_noop("Friday")
gettext_noop("Saturday")
gettext_noop("Sunday")
gettext_noop("January")
gettext_noop("February")
gettext_noop("March")
gettext_noop("April")
gettext_noop("May")
gettext_noop("June")
gettext_noop("July")
gettext_noop("August")
gettext_noop("September")
gettext_noop("October")
gettext_noop("November")
gettext_noop("December")
