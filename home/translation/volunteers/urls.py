from django.urls import path

from .views import OverviewView, StepView

app_name = "translate"
urlpatterns = [
    path("<slug:token>/", OverviewView.as_view(), name="overview"),
    path("<slug:token>/<slug:key>/", StepView.as_view(), name="step"),
]
