"""Makes .venv hold exactly what a requirements file pins: `python3 environment.py FILE`.

Runs before anything is installed, with the Python of the system, from 3.11 on.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
VENV = BASE_DIR / ".venv"
PYTHON = VENV / "bin" / "python"


def main(requirements: Path) -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 — any Python may read this file
        sys.exit("Python 3.11 or newer is needed: make PYTHON3=/path/to/python3 …")
    if not works():
        make_venv()
    stamp = VENV / f"installed-{requirements.name}"
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != digest:
        install(requirements)
        stamp.write_text(digest)


def works() -> bool:
    """False also after the folder was moved (its programs know their path), or the Python below it went away."""
    try:
        told = (VENV / "bin" / "activate").read_text()
        answer = subprocess.run([PYTHON, "-c", "import pip"], capture_output=True)
    except OSError:
        return False
    return answer.returncode == 0 and str(VENV) in told


def make_venv() -> None:
    print("· Creo l’ambiente Python in .venv …", flush=True)
    if VENV.is_symlink():  # what it leads to is of another folder, and would be cleared
        VENV.unlink()
    answer = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], stdout=subprocess.PIPE, text=True)
    if answer.returncode:
        sys.exit("Python could not make .venv: install its venv module (Debian: apt install python3-venv).")


def install(requirements: Path) -> None:
    """Shows the name of every package as pip reaches it, and pip's own words only when it fails."""
    print(f"· Installo i pacchetti di {requirements.name} (solo la prima volta, o quando cambiano) …", flush=True)
    command = [PYTHON, "-m", "pip", "install", "--require-hashes", "--no-input", "--disable-pip-version-check"]
    command += ["--requirement", requirements]
    told = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        for line in pip.stdout:
            told.append(line)
            if line.startswith("Collecting "):
                print(" ", line.split()[1].split("==")[0], end="", flush=True)
    print()
    if pip.returncode:
        sys.exit("".join(told[-20:]) + f"pip could not install {requirements.name}: its last words are above.")


if __name__ == "__main__":
    main(BASE_DIR / sys.argv[1])
