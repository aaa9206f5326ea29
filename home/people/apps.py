from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "home.people"
    label = "people"
