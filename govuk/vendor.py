"""Copy the chosen govuk-frontend release into static/govuk, by hand: `python -m govuk.vendor`.

The result is committed, so neither a council nor a developer needs Node. What may not be used outside
GOV.UK (the typeface, the crest, the crown icons) is left out (docs/adr/0003).
"""

import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

# The release govuk-frontend-jinja is a port of: change both together, and run the contract test.
VERSION = "6.3.0"
ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static" / "govuk"
FIXTURES = ROOT / "tests" / "govuk" / "fixtures" / "components.json"
LICENCE = """govuk-frontend {version}, without its typeface, crest and crown, not covered by the licence.

The MIT License (MIT)

Copyright (C) 2017 Crown Copyright (Government Digital Service)

Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to
use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies
of the Software, and to permit persons to whom the Software is furnished to do
so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


def cleaned_css(css):
    """Take out the typeface, the crest and the source map line."""
    css = re.sub(r"/\*! Copyright \(c\) 2011 by Margaret Calvert.*?\*/", "", css, flags=re.S)
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = css.replace("GDS Transport,arial", "Arial,Helvetica")
    css = re.sub(r"\.govuk-footer__copyright-logo(::?before)?\{[^}]*\}", "", css)
    css = re.sub(r"[^{}]*\{[^{}]*govuk-crest[^{}]*\}", "", css)
    return without_source_map(css)


def without_source_map(text):
    """Take out the line that names a source map (the hashed storage would look for the file)."""
    return re.sub(r"/[/*]# sourceMappingURL=[^\s*]*(\s*\*/)?\s*$", "\n", text.rstrip()).rstrip() + "\n"


def fetched(folder):
    """Fetch the release from the package registry and return its folder."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", f"govuk-frontend@{VERSION}"],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    with tarfile.open(Path(folder) / packed.stdout.split()[-1]) as archive:
        archive.extractall(folder, filter="data")
    return Path(folder) / "package" / "dist" / "govuk"


def copy_static(source):
    """Write the style sheet, the script and the licence note."""
    STATIC.mkdir(parents=True, exist_ok=True)
    css = (source / "govuk-frontend.min.css").read_text(encoding="utf-8")
    (STATIC / "govuk-frontend.min.css").write_text(cleaned_css(css), encoding="utf-8")
    script = (source / "govuk-frontend.min.js").read_text(encoding="utf-8")
    (STATIC / "govuk-frontend.min.js").write_text(without_source_map(script), encoding="utf-8")
    (STATIC / "LICENCE.txt").write_text(LICENCE.format(version=VERSION), encoding="utf-8")


def copy_fixtures(source):
    """Write every component's published examples into one file for the contract test."""
    examples = [
        {"component": found["component"], "name": one["name"], "options": one["options"], "html": one["html"]}
        for path in sorted((source / "components").glob("*/fixtures.json"))
        for found in [json.loads(path.read_text(encoding="utf-8"))]
        for one in found["fixtures"]
    ]
    FIXTURES.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in examples)
    FIXTURES.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    return len(examples)


def main():
    """Vendor the release and say what was written."""
    with tempfile.TemporaryDirectory() as folder:
        source = fetched(folder)
        copy_static(source)
        count = copy_fixtures(source)
    print(f"govuk-frontend {VERSION}: static/govuk written, {count} examples for the contract test.")


if __name__ == "__main__":
    main()
