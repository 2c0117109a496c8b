"""Fetches a browser for the tests of the pages into `.venv/browser`, without root (`make browser`).

It is the chromium of the package `@sparticuz/chromium` (MIT), which `npm` fetches by its name and whose
archive must have the hash below; `node` unpacks it. A machine with a chromium, Chrome or Edge of its own
needs none of this.
"""

import base64
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

PACKAGE = "@sparticuz/chromium@153.0.0"
SHA512 = "jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA=="
TARGET = Path(__file__).parent.parent / ".venv" / "browser"

INFLATE = (
    "const fs=require('fs'),zlib=require('zlib');"
    "fs.writeFileSync(process.argv[2],zlib.brotliDecompressSync(fs.readFileSync(process.argv[1])))"
)


def main() -> int:
    """Fetch it; return the exit code."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None or sys.platform != "linux":
        print("needs Linux with npm and node, or install chromium, Chrome or Edge")
        return 1
    with TemporaryDirectory() as place:
        folder = Path(place)
        pack = subprocess.run(
            [npm, "pack", "--json", PACKAGE], cwd=folder, check=True, capture_output=True, text=True
        )
        archive = folder / json.loads(pack.stdout)[0]["filename"]
        digest = hashlib.sha512(archive.read_bytes()).digest()
        if base64.b64encode(digest).decode() != SHA512:
            print(f"{PACKAGE} is not what it was: its hash differs")
            return 1
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
        shutil.rmtree(TARGET, ignore_errors=True)
        (TARGET / "lib").mkdir(parents=True)
        for packed_file in sorted((folder / "package" / "bin").rglob("*.br")):
            plain = folder / packed_file.stem
            subprocess.run([node, "-e", INFLATE, str(packed_file), str(plain)], check=True)
            if plain.suffix != ".tar":
                plain.chmod(0o755)
                shutil.move(plain, TARGET / plain.name)
                continue
            with tarfile.open(fileobj=io.BytesIO(plain.read_bytes())) as libraries:
                libraries.extractall(TARGET / "lib", filter="data")
    for library in list((TARGET / "lib").rglob("*.so*")):
        if library.parent != TARGET / "lib":
            shutil.move(library, TARGET / "lib" / library.name)
    print(TARGET / "chromium")
    return 0


if __name__ == "__main__":
    sys.exit(main())
