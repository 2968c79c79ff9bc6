from django.http import HttpResponse
from django.shortcuts import redirect

from core.http import UserRequest
from core.navigation import home_for


def home(request: UserRequest) -> HttpResponse:
    """Where each person's day begins."""
    return redirect(home_for(request.user))
