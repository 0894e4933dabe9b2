"""well_formed.py FOLDER ENDING: every file is well-formed XML, and a broken copy is not."""

import sys
import xml.etree.ElementTree as tree

from questionnaires import files, must_fail

count = 0
for name, path, _ in files(*sys.argv[1:]):
    tree.parse(path)
    count += 1
must_fail("cut off", lambda: tree.fromstring(path.read_bytes()[:-20]))
print(f"{count} documents")
