"""Addresses of the projects: their list, their chapters, their versions, the three voices on them."""

from marelle.kernel.access import route

from . import (
    autosave,
    chapters,
    extension,
    follow,
    home,
    listing,
    reservations,
    tasks,
    urls_actions,
    urls_money,
    urls_offer,
    urls_plan,
    urls_reviews,
    urls_steering,
    urls_tables,
    urls_week,
    versions,
    voices,
    write,
)

READ = "projects.read"
PROJECT = "projets/<int:pk>/"
CHAPTER = f"{PROJECT}chapitres/<slug:section>/"

urlpatterns = [
    *urls_reviews.urlpatterns,
    *urls_actions.urlpatterns,
    route("projets/", listing.show, name="projects", access=READ),
    route("projets/projets.csv", listing.as_csv, name="projects_csv", access=READ),
    route(PROJECT, home.show, name="project", access=READ),
    route(f"{PROJECT}ouverture/", home.opening, name="project_open", access=READ),
    route(f"{PROJECT}chapitres/", chapters.show, name="project_chapters", access=READ),
    route(CHAPTER, write.chapter, name="project_chapter", access=READ),
    route(f"{CHAPTER}enregistrer/", autosave.save, name="project_autosave", access=READ),
    route(f"{CHAPTER}chercher/", autosave.find, name="project_find", access=READ),
    route(f"{CHAPTER}suivi/", follow.chapter, name="project_chapter_follow", access=READ),
    route(f"{PROJECT}taches/", tasks.show, name="project_tasks", access=READ),
    route(f"{PROJECT}versions/", versions.show, name="project_versions", access=READ),
    route(f"{PROJECT}etapes/<int:number>/", versions.read, name="project_version", access=READ),
    route(f"{PROJECT}reprises/<uuid:file>/", versions.paper, name="project_file_paper", access=READ),
    route(f"{PROJECT}ecarts/<int:earlier>/<int:later>/", versions.compare, name="project_compare", access=READ),
    route(f"{PROJECT}voix/", voices.show, name="project_voices", access=READ),
    route(f"{PROJECT}reserves/", reservations.show, name="project_reservations", access=READ),
    route(f"{PROJECT}delai/", extension.show, name="project_extension", access=READ),
    *urls_steering.urlpatterns,
    *urls_offer.urlpatterns,
    *urls_plan.urlpatterns,
    *urls_tables.urlpatterns,
    *urls_money.urlpatterns,
    *urls_week.urlpatterns,
]
