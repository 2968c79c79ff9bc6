from django.urls import path

from learners.views import notebook, notebook_pages, project, sharing

PAGE = "carnet/pages/<uuid:page_id>/"
SHARE = "carnet/partages/<uuid:share_id>/"

urlpatterns = [
    path("carnet/", notebook.notebook, name="notebook"),
    path("carnet/texte/", notebook.notebook_file, name="notebook_file"),
    path("carnet/carnet.pdf", notebook.notebook_pdf, name="notebook_pdf"),
    path("carnet/carnet.odt", notebook.notebook_odt, name="notebook_odt"),
    path("carnet/pages/nouvelle/", notebook_pages.page_new, name="notebook_page_new"),
    path(PAGE, notebook_pages.page, name="notebook_page"),
    path(f"{PAGE}deplacer/", notebook_pages.page_move, name="notebook_page_move"),
    path(f"{PAGE}enlever/", notebook_pages.page_remove, name="notebook_page_remove"),
    path(f"{PAGE}enlevee/", notebook_pages.page_removed, name="notebook_page_removed"),
    path(f"{PAGE}remettre/", notebook_pages.page_put_back, name="notebook_page_put_back"),
    path(f"{PAGE}versions/", notebook_pages.page_versions, name="notebook_page_versions"),
    path(
        f"{PAGE}versions/<int:number>/reprendre/",
        notebook_pages.page_restore,
        name="notebook_page_restore",
    ),
    path("carnet/projet/", project.project, name="project"),
    path("carnet/ensemble/", project.project_founders, name="project_founders"),
    path("carnet/ensemble/inviter/", project.project_invite, name="project_invite"),
    path(
        "carnet/ensemble/invitations/<uuid:invitation_id>/annuler/",
        project.project_uninvite,
        name="project_uninvite",
    ),
    path(
        "carnet/ensemble/invitations/<uuid:invitation_id>/invitation.pdf",
        project.project_invitation_print,
        name="project_invitation_print",
    ),
    path("carnet/ensemble/partir/", project.project_leave, name="project_leave"),
    path("carnet/rejoindre/", project.project_code, name="project_code"),
    path("carnet/rejoindre/<str:code>/", project.project_join, name="project_join"),
    path("carnet/partages/", sharing.shares, name="notebook_shares"),
    path("carnet/partages/nouveau/", sharing.share_new, name="notebook_share_new"),
    path(SHARE, sharing.share, name="notebook_share"),
    path(
        "carnet/partages/<uuid:share_id>/arreter/", sharing.share_stop, name="notebook_share_stop"
    ),
    path("carnet/lire/<str:signed>/", sharing.shared_notebook, name="shared_notebook"),
    path("carnets/", sharing.notebooks, name="notebooks"),
    path("carnets/<uuid:share_id>/", sharing.notebook_read, name="notebook_read"),
]
