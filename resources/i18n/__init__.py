"""Catalogues of the screens: Qt Linguist sources and what is compiled from them."""
