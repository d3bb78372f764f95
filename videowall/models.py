"""`onegrid models`: which models there are, where they are, and fetching them from their pinned addresses.

Local files come from the folder ONEGRID_MODELS, or else from the user's cache. A file counts only
when its digest is one of those pinned in resources/models.toml: a changed face model could leak faces.
"""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import click
import platformdirs

from resources.commandline import BadInput, Failure, run
from resources.words import _
from videowall.fetching import FetchFailed, fetch_file

MANIFEST = Path(__file__).parents[1] / "resources" / "models.toml"
FACES = "yunet"
"""Name of the model that finds faces for masking."""


class ModelState(StrEnum):
    """What is at a model's place."""

    OK = "ok"
    MISSING = "missing"
    WRONG = "wrong"  # a file is there, with another digest


@dataclass(frozen=True, slots=True)
class Model:
    """One pinned model."""

    name: str
    file: str
    url: str
    sha256: str
    licence: str
    purpose: str
    also_sha256: tuple[str, ...] = ()


def catalogue(manifest: Path = MANIFEST) -> tuple[Model, ...]:
    """Every model of the manifest. Raises BadInput when it cannot be read."""
    try:
        document = tomllib.loads(manifest.read_text("utf-8"))
        return tuple(_model(name, entry) for name, entry in document.items())
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise BadInput(
            _("{path} is not a list of models: {reason}").format(path=manifest, reason=error)
        ) from error


def _model(name: str, entry: Mapping[str, Any]) -> Model:
    texts = {key: str(entry[key]) for key in ("file", "url", "sha256", "licence", "purpose")}
    return Model(name=name, also_sha256=tuple(entry.get("also_sha256", ())), **texts)


def models_folder() -> Path:
    """ONEGRID_MODELS when it is set, else the user's cache."""
    given = os.environ.get("ONEGRID_MODELS", "")
    return Path(given) if given else Path(platformdirs.user_cache_path("onegrid", appauthor=False)) / "models"


def digest(path: Path) -> str:
    """The file's SHA-256 in lower-case hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def state_of(model: Model, folder: Path | None = None) -> ModelState:
    """Whether the model's file is there and is the right one."""
    path = (folder or models_folder()) / model.file
    if not path.is_file():
        return ModelState.MISSING
    return ModelState.OK if digest(path) in {model.sha256, *model.also_sha256} else ModelState.WRONG


def find(name: str, folder: Path | None = None) -> Path | None:
    """The file of a model, or None when it is missing or not the pinned one."""
    place = folder or models_folder()
    for model in catalogue():
        if model.name == name and state_of(model, place) is ModelState.OK:
            return place / model.file
    return None


@click.group(help=_("List, fetch and check analytics models."))
def models() -> None:
    """Group of the commands about models."""


def _rows(chosen: tuple[Model, ...]) -> list[dict[str, Any]]:
    folder = models_folder()
    return [asdict(m) | {"path": str(folder / m.file), "state": state_of(m, folder).value} for m in chosen]


def _print(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(
            f"{row['name']:<12} {row['state']:<8} {row['licence']:<11} {row['purpose']}  {row['path']}"
        )


@models.command("list", help=_("List the known models, and which of them are here."))
@click.option("--json", "as_json", is_flag=True, help=_("print one JSON document"))
def list_models(*, as_json: bool) -> None:
    """Print every model with its state."""
    _print(_rows(catalogue()), as_json=as_json)


@models.command("check", help=_("Check the digests of the models that are here; exit 1 when one is wrong."))
@click.option("--json", "as_json", is_flag=True, help=_("print one JSON document"))
def check(*, as_json: bool) -> None:
    """Print the state of every model; a missing one is no failure, a changed one is."""
    rows = _rows(catalogue())
    _print(rows, as_json=as_json)
    wrong = [row["path"] for row in rows if row["state"] == ModelState.WRONG]
    if wrong:
        raise Failure(
            _("not the pinned file: {path}; delete it and fetch it again").format(path=", ".join(wrong))
        )


@models.command(
    "fetch", help=_("Fetch models by name (default: the face model) from their pinned addresses.")
)
@click.argument("names", nargs=-1)
@click.option(
    "--manifest", type=click.Path(path_type=Path), default=MANIFEST, help=_("another list of models")
)
def fetch(names: tuple[str, ...], manifest: Path) -> None:
    """Fetch, verify and put in place; what is there already is left alone."""
    known = {model.name: model for model in catalogue(manifest)}
    for name in names or (FACES,):
        if name not in known:
            raise BadInput(
                _("there is no model {name}; known: {known}").format(name=name, known=", ".join(known))
            )
    folder = models_folder()
    for name in names or (FACES,):
        model = known[name]
        if state_of(model, folder) is ModelState.OK:
            click.echo(_("{name}: is here already").format(name=name), err=True)
            continue
        try:
            fetch_file(model.url, folder / model.file, model.sha256, label=name)
        except FetchFailed as error:
            raise Failure(error.words) from error
        click.echo(_("{name}: fetched to {path}").format(name=name, path=folder / model.file), err=True)


def main() -> None:
    """Entry point of `python -m videowall.models`."""
    run(models, "onegrid models")


if __name__ == "__main__":
    main()
