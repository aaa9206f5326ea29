from django.urls import path

from .preview import PreviewView
from .views import OverviewView, StepView

app_name = "translate"
urlpatterns = [
    path("<slug:token>/", OverviewView.as_view(), name="overview"),
    path("<slug:token>/preview/", PreviewView.as_view(), name="preview"),
    path("<slug:token>/<slug:key>/", StepView.as_view(), name="step"),
]
