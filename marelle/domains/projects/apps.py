from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "marelle.domains.projects"
    label = "projects"
