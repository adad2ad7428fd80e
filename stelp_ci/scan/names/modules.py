"""Modules whose package has another name on the index, and which packages bring them."""

from stelp_ci.scan.names.known import is_known, normalised

_TABLE = """
absl absl-py
annoy annoy
apt python-apt
async_timeout async-timeout
attr attrs
authlib authlib
bs4 beautifulsoup4
bson pymongo
caffe caffe2
cairo pycairo
cairosvg cairosvg
clickhouse_connect clickhouse-connect
confluent_kafka confluent-kafka
crispy_forms django-crispy-forms
Crypto pycryptodome pycrypto
Cryptodome pycryptodomex
cv2 opencv-python opencv-python-headless opencv-contrib-python
dateutil python-dateutil
debug_toolbar django-debug-toolbar
decouple python-decouple
discord discord-py
dns dnspython
docx python-docx
dotenv python-dotenv
environ django-environ
faiss faiss-cpu faiss-gpu
fitz pymupdf
flask_cors flask-cors
flask_login flask-login
flask_sqlalchemy flask-sqlalchemy
gi pygobject
git gitpython
github pygithub
gitlab python-gitlab
google google-cloud-storage google-auth protobuf google-api-core google-generativeai
googleapiclient google-api-python-client
grpc grpcio
grpc_status grpcio-status
hydra hydra-core
ipywidgets ipywidgets
jenkins python-jenkins
jose python-jose
jwt pyjwt
kafka kafka-python
keycloak python-keycloak
ldap python-ldap
llama_index llama-index llama-index-core
lxml lxml
magic python-magic
markdown markdown
memcache python-memcached
mpl_toolkits matplotlib
MySQLdb mysqlclient
mysql mysql-connector-python
nacl pynacl
netaddr netaddr
OpenGL pyopengl
OpenSSL pyopenssl
openid python3-openid
osgeo gdal
paho paho-mqtt
past future
pgvector pgvector
PIL pillow
pkg_resources setuptools
playhouse peewee
pptx python-pptx
psycopg psycopg psycopg-binary
psycopg2 psycopg2 psycopg2-binary
pwiz peewee
pyasn1_modules pyasn1-modules
pylab matplotlib
pythoncom pywin32
pytorch_lightning pytorch-lightning
rest_framework djangorestframework
ruamel ruamel-yaml
s3fs s3fs
sass libsass
serial pyserial
Levenshtein levenshtein python-levenshtein
skimage scikit-image
sklearn scikit-learn
slack_sdk slack-sdk
slugify python-slugify
snappy python-snappy
socketio python-socketio
socks pysocks
sentence_transformers sentence-transformers
stdnum python-stdnum
systemd systemd-python
tables tables
telegram python-telegram-bot
tlz toolz
umap umap-learn
unidiff unidiff
usb pyusb
vlc python-vlc
websocket websocket-client
win32api pywin32
win32con pywin32
wx wxpython
Xlib python-xlib
xdist pytest-xdist
yaml pyyaml
zmq pyzmq
zope zope-interface
"""

_PACKAGES = {line.split()[0]: tuple(line.split()[1:]) for line in _TABLE.strip().splitlines()}
_FORMS = ("{}", "python-{}", "py{}", "{}-python", "python3-{}")


def packages_of(module: str) -> tuple[str, ...]:
    """The packages that are known to bring `module`, or those that would by the usual way of naming."""
    return _PACKAGES.get(module, tuple(form.format(normalised(module)) for form in _FORMS))


def is_declared(module: str, declared: frozenset[str]) -> bool:
    """Whether one of the `declared` packages (normalised names) brings `module`, as far as names tell."""
    if not declared.isdisjoint(packages_of(module)):
        return True
    plain = normalised(module)
    return any(name.startswith(f"{plain}-") or name.endswith(f"-{plain}") for name in declared)


def may_exist(module: str) -> bool:
    """Whether some package on the index could bring `module`. Raises `ScanError` where the names are missing."""
    return module in _PACKAGES or any(is_known(name) for name in packages_of(module))
