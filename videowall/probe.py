"""Looks at what video needs: codecs, providers, models. `onegrid doctor` runs it as a process of its own."""

from __future__ import annotations

from resources.finding import Finding, look, report
from resources.words import _
from videowall.analytics.providers import available
from videowall.feeds.codecs import NEEDED, decodable
from videowall.models import FACES, ModelState, catalogue, models_folder, state_of


def _codecs() -> str:
    missing = set(NEEDED) - set(decodable())
    if missing:
        raise LookupError(", ".join(sorted(missing)))
    return ", ".join(NEEDED)


def _providers() -> str:
    found = available()
    if not found:
        raise LookupError("none")
    return ", ".join(name.removesuffix("ExecutionProvider") for name in found)


def _models() -> Finding:
    """Models are optional: without the one for faces, heads of moving figures are masked instead."""
    states = {model.name: state_of(model) for model in catalogue()}
    wrong = [name for name, state in states.items() if state is ModelState.WRONG]
    if wrong:
        remedy = _("delete them and run: onegrid models fetch")
        return Finding(
            "models", ok=False, detail=_("not what was pinned: ") + ", ".join(wrong), remedy=remedy
        )
    here = [name for name, state in states.items() if state is ModelState.OK]
    detail = ", ".join(here) or _("none in {folder}").format(folder=models_folder())
    if FACES not in here:
        detail += _(" (heads of moving figures are masked instead of faces; onegrid models fetch)")
    return Finding("models", ok=True, detail=detail)


def main() -> None:
    """Print the findings as JSON."""
    again = _("install the locked packages again: ./dev setup")
    report([look("codecs", again, _codecs), look("providers", again, _providers), _models()])


if __name__ == "__main__":
    main()
