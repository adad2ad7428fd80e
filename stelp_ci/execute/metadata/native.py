"""Signs that a part of the project is compiled, which needs a build, and is therefore not there."""

from stelp_ci.execute.manifest.files import ProjectFiles
from stelp_ci.execute.manifest.setup_py import read_setup_call
from stelp_ci.execute.manifest.values import strings, table, text

BACKENDS = ("maturin", "mesonpy", "scikit_build_core", "skbuild", "setuptools_rust", "cmake_build_extension")
KEYWORDS = ("ext_modules", "cffi_modules", "rust_extensions", "libraries")
SOURCES = ("*/*.pyx", "src/*/*.pyx", "*/*.c", "src/*/*.c", "src/*.c", "*/*.cpp", "src/*/*.cpp", "*/*.rs")


def note_native_parts(files: ProjectFiles) -> None:
    """Note that extension modules are not built, with the sign by which we know."""
    sign = _sign(files)
    if sign:
        files.note(f"not assessed: compiled parts of the project ({sign}); nothing of the project is built")


def _sign(files: ProjectFiles) -> str:
    pyproject = files.toml("pyproject.toml")
    backend = text(table(pyproject, "build-system").get("build-backend")).partition(".")[0]
    if backend in BACKENDS:
        return f"build backend {backend}"
    call = read_setup_call(files)
    for keyword in KEYWORDS:
        if call.literals.get(keyword) or keyword in call.computed:
            return f"{keyword} in setup.py"
    if table(pyproject, "tool", "setuptools").get("ext-modules"):
        return "ext-modules in pyproject.toml"
    required = " ".join(strings(table(pyproject, "build-system").get("requires"))).lower()
    found = [path for pattern in SOURCES for path in files.listed(pattern) if not path.startswith(("test", "doc"))]
    builds = any(tool in required for tool in ("cython", "cffi", "pybind11", "nanobind", "numpy"))
    return f"{len(found)} sources in C, C++, Cython or Rust" if found and builds else ""
