"""*Est-ce un vrai badge ?*, for whoever was shown one."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from competences.forms.verify import VerifyForm
from competences.services.verification import Verdict, verify_file, verify_words


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    asked = request.POST if request.method == "POST" else None
    form = VerifyForm(asked, request.FILES if asked is not None else None)
    verdict = _verdict(form) if form.is_bound and form.is_valid() else None
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "verdict": verdict}
    return render(request, "competences/verify.html", context, status=status)


def _verdict(form: VerifyForm) -> Verdict:
    file = form.cleaned_data["file"]
    if file is not None:
        return verify_file(content=file.read())
    return verify_words(words=form.cleaned_data["words"])
