# Two commands: make demo, make test. Without make, ./run does the same.
.PHONY: help demo test bench docs pictures setup setup-dev lock format messages

help:
	@echo "make demo     démarre la démonstration (PORT=8000, RESET=1, MARELLE_HOME=dossier)"
	@echo "make test     vérifie tout ce que cette machine permet"
	@echo "make bench    mesure ce qui est promis"
	@echo "make docs     écrit docs/flows.md et docs/privacy.md d'après le code, range le glossaire"
	@echo "make pictures refait les images de la documentation, d'après la démonstration"
	@echo "make format   met le code en forme"
	@echo "make messages rassemble les textes et dit ce qui reste à traduire"
	@echo "make lock     recalcule les versions verrouillées (demande uv)"

demo:
	@./run demo

test:
	@./run test

bench:
	@./run bench

docs: setup-dev
	@.venv/bin/python scripts/flows.py
	@.venv/bin/python scripts/privacy.py
	@.venv/bin/python scripts/glossary.py

pictures: setup-dev
	@.venv/bin/python scripts/pictures.py

setup:
	@./run setup base

setup-dev:
	@./run setup dev

messages:
	@./run messages

lock:
	@sh scripts/lock.sh

format: setup-dev
	@.venv/bin/ruff check --fix --quiet . && .venv/bin/ruff format .
	@git ls-files -z -- 'marelle/**/*.html' | xargs -0 -r .venv/bin/djade --target-version 5.2
