#!/bin/sh
# Recomputes the hashed pins from pyproject.toml. No address of an index is ever written in them.
set -eu
cd "$(dirname "$0")/.."
command -v uv >/dev/null 2>&1 || {
    echo "make lock demande uv. Pour l'installer : python3 -m pip install --user uv" >&2
    exit 1
}
compile() {
    uv pip compile "$@" --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url \
        --custom-compile-command "make lock"
}
compile pyproject.toml -o requirements/base.txt
compile pyproject.toml --extra dev -c requirements/base.txt -o requirements/dev.txt
if grep -nE 'https?://' requirements/base.txt requirements/dev.txt; then
    echo "Une adresse est entrée dans les versions verrouillées : ne les enregistrez pas." >&2
    exit 1
fi
