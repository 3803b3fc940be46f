"""What the portal takes from the installed theme: two faces of its font, single icons of its sprite.

The theme's static files are 29 MB, its framework is not used, and its app is not installed: this finder
hands over the named files only, under `theme/`.
"""

import importlib.util
from pathlib import Path

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

THEME = Path(importlib.util.find_spec("bootstrap_italia_template").origin).parent / "static"
FONTS = THEME / "fonts" / "Titillium_Web"
FILES = {
    "theme/titillium-400.woff2": FONTS / "titillium-web-v10-latin-ext_latin-regular.woff2",
    "theme/titillium-700.woff2": FONTS / "titillium-web-v10-latin-ext_latin-700.woff2",
    "theme/OFL.txt": FONTS / "OFL.txt",
}


class RenamedFiles(FileSystemStorage):
    """Files of the theme under the names the portal gives them."""

    def path(self, name):
        return str(FILES[name])


class ThemeFinder(BaseFinder):
    storage = RenamedFiles(location=THEME)

    def find(self, path, find_all=False, **kwargs):
        found = str(FILES[path]) if path in FILES else None
        return ([found] if found else []) if find_all else found

    def list(self, ignore_patterns):
        return ((name, self.storage) for name in FILES)
