"""Addresses of the plans: the matrix of a cité, its table, its neighbours, its files; every plan, one line each."""

from marelle.kernel.access import route

from . import plan, plan_beside, plan_files, plan_national, plan_table

READ = "projects.read"
PLAN = "projets/<int:pk>/plan/"

urlpatterns = [
    route("plans/", plan_national.show, name="plans", access=READ),
    route("plans/telechargement/<slug:ending>/", plan_national.as_file, name="plans_export", access=READ),
    route(PLAN, plan.show, name="project_plan", access=READ),
    route(f"{PLAN}tableau/", plan_table.show, name="project_plan_table", access=READ),
    route(f"{PLAN}cites-proches/", plan_beside.show, name="project_plan_beside", access=READ),
    route(f"{PLAN}telechargement/<slug:ending>/", plan_files.book, name="project_plan_book", access=READ),
    route(f"{PLAN}creneaux.csv", plan_files.slots, name="project_plan_slots", access=READ),
    route(f"{PLAN}jeunes.csv", plan_files.young, name="project_plan_young", access=READ),
]
