import os
from setuptools import find_packages, setup

TESTS = ["pytest", "pytest-asyncio"]

with open(os.path.join(os.path.dirname(__file__), "README")) as page:
    README = page.read()

setup(
    name="windlass",
    version="4.0",
    long_description=README,
    package_dir={"": "python"},
    packages=find_packages("python"),
    install_requires=open("requirements.in").read().splitlines(),
    extras_require={"test": TESTS, "old:python_version<'3.11'": ["tomli"]},
    entry_points={"console_scripts": ["windlass = windlass.cli:main"]},
    ext_modules=make_extensions(),
)
