"""Words of the command line and the backend in the user's language (gettext, domain `onegrid`).

English is the source; zh_CN is the first translation. The language is the first of ONEGRID_LANG,
LC_ALL, LC_MESSAGES, LANG that is set. Qt screens use Qt Linguist instead (resources/i18n).
"""

from __future__ import annotations

import gettext
import os
from functools import cache
from pathlib import Path

LOCALE_DIR = Path(__file__).parent / "locale"


def user_language() -> str:
    """Language tag asked for by the environment, for example `zh_CN`; `en` when none is."""
    for name in ("ONEGRID_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "").split(".")[0].split("@")[0]
        if value:
            return "en" if value in {"C", "POSIX"} else value
    return "en"


@cache
def translation(language: str) -> gettext.NullTranslations:
    """The catalogue of one language; English (the source) when there is none."""
    return gettext.translation("onegrid", LOCALE_DIR, languages=[language, language[:2]], fallback=True)


def _(text: str) -> str:
    """Translate one message of the source into the user's language."""
    return translation(user_language()).gettext(text)
