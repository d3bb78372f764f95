"""Puts the language of the screen in force: our catalogue and Qt's own words."""

from __future__ import annotations

from importlib.resources import as_file, files

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

CATALOGUES = {"zh_CN": "onegrid_zh_CN.qm"}
"""Compiled catalogues in resources/i18n; English is the language of the source and needs none."""


NAME = "onegrid.language"


def install(app: QCoreApplication, lang: str) -> None:
    """Put `lang` (zh_CN or en) in force for what is made from now on, in place of any language before.

    Raises:
        LookupError: there is no catalogue for that language, or it cannot be read.
    """
    remove(app)
    QLocale.setDefault(QLocale(lang))
    if lang == "en":
        return
    name = CATALOGUES.get(lang)
    if name is None:
        raise LookupError(f"no catalogue for {lang!r}; there are en, {', '.join(CATALOGUES)}")
    ours, qt = QTranslator(app), QTranslator(app)
    with as_file(files("resources.i18n") / name) as path:
        if not ours.load(str(path)):
            raise LookupError(f"the catalogue {name} cannot be read")
    # Qt's own few words (context menus of text fields); their absence harms nothing.
    qt.load(QLocale(lang), "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    for translator in (ours, qt):
        translator.setObjectName(NAME)
        app.installTranslator(translator)


def remove(app: QCoreApplication) -> None:
    """Take our translators out again: the words of the source, English, are in force."""
    for translator in app.findChildren(QTranslator, NAME):
        app.removeTranslator(translator)
        translator.setParent(None)
