"""What Marelle says in each language: catalogues made by `make messages`, and English formats."""
