"""The releases that real changes are derived from, each archive with the SHA-256 that it must have."""

from typing import NamedTuple

from stelp_ci.bench.sdists import Sdist


class Release(NamedTuple):
    """Two neighbouring releases. `added` are files that the repository has and its archives lack."""

    old: Sdist
    new: Sdist
    added: tuple[tuple[str, str], ...] = ()


_OLD_PYTEST = (("requirements-test.txt", "pytest<9\n"),)
"""A hook in the conftest of boltons needs it, and its tox.ini names the file."""

RELEASES = (
    Release(
        Sdist("boltons", "23.0.0", "8c50a71829525835ca3c849c7ed2511610c972b4dddfcd41a4a5447222beb4b0"),
        Sdist("boltons", "23.1.0", "ab4023d57a69609f7742dcc21c12bb57f2970d278d315f28eb2d3110a64114a8"),
        _OLD_PYTEST,
    ),
    Release(
        Sdist("boltons", "23.1.1", "d2cb2fa83cf2ebe791be1e284183e8a43a1031355156a968f8e0a333ad2448fc"),
        Sdist("boltons", "24.0.0", "7153feccaea1ff2e1472f68d4b57fadb796a2ee49d29f638f1c9cd8fb5ebd916"),
        _OLD_PYTEST,
    ),
    Release(
        Sdist("boltons", "24.0.0", "7153feccaea1ff2e1472f68d4b57fadb796a2ee49d29f638f1c9cd8fb5ebd916"),
        Sdist("boltons", "24.1.0", "4a49b7d57ee055b83a458c8682a2a6f199d263a8aa517098bda9bab813554b87"),
        _OLD_PYTEST,
    ),
    Release(
        Sdist("boltons", "24.1.0", "4a49b7d57ee055b83a458c8682a2a6f199d263a8aa517098bda9bab813554b87"),
        Sdist("boltons", "25.0.0", "e110fbdc30b7b9868cb604e3f71d4722dd8f4dcb4a5ddd06028ba8f1ab0b5ace"),
        _OLD_PYTEST,
    ),
    Release(
        Sdist("humanize", "4.9.0", "582a265c931c683a7e9b8ed9559089dea7edcf6cc95be39a3cbc2c5d5ac2bcfa"),
        Sdist("humanize", "4.10.0", "06b6eb0293e4b85e8d385397c5868926820db32b9b654b932f57fa41c23c9978"),
    ),
    Release(
        Sdist("humanize", "4.10.0", "06b6eb0293e4b85e8d385397c5868926820db32b9b654b932f57fa41c23c9978"),
        Sdist("humanize", "4.11.0", "e66f36020a2d5a974c504bd2555cf770621dbdbb6d82f94a6857c0b1ea2608be"),
    ),
    Release(
        Sdist("humanize", "4.11.0", "e66f36020a2d5a974c504bd2555cf770621dbdbb6d82f94a6857c0b1ea2608be"),
        Sdist("humanize", "4.12.0", "87ff7b43591370b12a1d103c9405849d911d4b039ed22d80b718b62c76eec8a3"),
    ),
    Release(
        Sdist("humanize", "4.12.0", "87ff7b43591370b12a1d103c9405849d911d4b039ed22d80b718b62c76eec8a3"),
        Sdist("humanize", "4.13.0", "78f79e68f76f0b04d711c4e55d32bebef5be387148862cb1ef83d2b58e7935a0"),
    ),
    Release(
        Sdist("validators", "0.22.0", "77b2689b172eeeb600d9605ab86194641670cdb73b60afd577142a9397873370"),
        Sdist("validators", "0.23.0", "4b413f191646329cc3de65d7e54dcdffccada6301ca11d7a7e45f7b163c6ce6f"),
    ),
    Release(
        Sdist("validators", "0.23.0", "4b413f191646329cc3de65d7e54dcdffccada6301ca11d7a7e45f7b163c6ce6f"),
        Sdist("validators", "0.24.0", "cd23defb36de42d14e7559cf0757f761bb46b10d9de2998e6ef805f769d859e3"),
    ),
    Release(
        Sdist("validators", "0.24.0", "cd23defb36de42d14e7559cf0757f761bb46b10d9de2998e6ef805f769d859e3"),
        Sdist("validators", "0.28.0", "85bc82511f6ccd0800f4c15d8c0dc546c15e369640c5ea1f24349ba0b3b17815"),
    ),
    Release(
        Sdist("validators", "0.28.0", "85bc82511f6ccd0800f4c15d8c0dc546c15e369640c5ea1f24349ba0b3b17815"),
        Sdist("validators", "0.30.0", "c2dc5ffef052040bc11b62677429a904f9e04abaf35e0196ac509237cd3c9961"),
    ),
    Release(
        Sdist("validators", "0.30.0", "c2dc5ffef052040bc11b62677429a904f9e04abaf35e0196ac509237cd3c9961"),
        Sdist("validators", "0.33.0", "535867e9617f0100e676a1257ba1e206b9bfd847ddc171e4d44811f07ff0bfbf"),
    ),
    Release(
        Sdist("validators", "0.34.0", "647fe407b45af9a74d245b943b18e6a816acf4926974278f6dd617778e1e781f"),
        Sdist("validators", "0.35.0", "992d6c48a4e77c81f1b4daba10d16c3a9bb0dbb79b3a19ea847ff0928e70497a"),
    ),
    Release(
        Sdist("cachetools", "5.4.0", "b8adc2e7c07f105ced7bc56dbb6dfbe7c4a00acce20e2227b3f355be89bc6827"),
        Sdist("cachetools", "5.5.0", "2cc24fb4cbe39633fb7badd9db9ca6295d766d9c2995f245725a46715d050f2a"),
    ),
    Release(
        Sdist("cachetools", "5.5.0", "2cc24fb4cbe39633fb7badd9db9ca6295d766d9c2995f245725a46715d050f2a"),
        Sdist("cachetools", "6.0.0", "f225782b84438f828328fc2ad74346522f27e5b1440f4e9fd18b20ebfd1aa2cf"),
    ),
    Release(
        Sdist("tabulate", "0.8.10", "6c57f3f3dd7ac2782770155f3adb2db0b1a269637e42f27599925e64b114f519"),
        Sdist("tabulate", "0.9.0", "0095b12bf5966de529c0feb1fa08671671b3368eec77d7ef7ab114be2c068b3c"),
    ),
    Release(
        Sdist("semver", "3.0.0", "94df43924c4521ec7d307fc86da1531db6c2c33d9d5cdc3e64cca0eb68569269"),
        Sdist("semver", "3.0.2", "6253adb39c70f6e51afed2fa7152bcd414c411286088fb4b9effb133885ab4cc"),
    ),
    Release(
        Sdist("more-itertools", "10.3.0", "e5d93ef411224fbcef366a6e8ddc4c5781bc6359d43412a65dd5964e46111463"),
        Sdist("more-itertools", "10.4.0", "fe0e63c4ab068eac62410ab05cccca2dc71ec44ba8ef29916a0090df061cf923"),
    ),
    Release(
        Sdist("more-itertools", "10.7.0", "9fddd5403be01a94b204faadcff459ec3568cf110265d3c54323e1e866ad29d3"),
        Sdist("more-itertools", "10.8.0", "f638ddf8a1a0d134181275fb5d58b086ead7c6a72429ad725c67503f13ba30bd"),
    ),
)
