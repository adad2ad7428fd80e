"""The table of dotted names: which names of which modules reach for which capability. Data, and therefore long.

One line an entry. `module.*` stands for the module itself and for everything in it, reported with one name more
(`subprocess.run`); a plain name stands for itself and for what is reached through it, reported as it stands here
(`os.environ`). The longest entry wins; `-` marks names that reach for nothing. Builtins stand below `builtins`.
"""

DOTTED = """
builtins.open files
builtins.input environment
builtins.eval dynamic-code
builtins.exec dynamic-code
builtins.compile dynamic-code
builtins.__import__ dynamic-code
builtins.__build_class__ dynamic-code
builtins.__loader__ dynamic-code
builtins.breakpoint frames
builtins.globals reflection
builtins.locals reflection
builtins.vars reflection
builtins.getattr reflection
builtins.setattr reflection
builtins.delattr reflection
builtins.__dict__ reflection
builtins.__builtins__ reflection
builtins.exit exit
builtins.quit exit
builtins.SystemExit exit

os.open files
os.fdopen files
os.read files
os.write files
os.listdir files
os.scandir files
os.walk files
os.fwalk files
os.stat files
os.lstat files
os.access files
os.chdir files
os.fchdir files
os.getcwd files
os.getcwdb files
os.chroot files
os.chmod files
os.fchmod files
os.lchmod files
os.chown files
os.lchown files
os.fchown files
os.link files
os.symlink files
os.readlink files
os.mkdir files
os.makedirs files
os.mkfifo files
os.mknod files
os.remove files
os.unlink files
os.removedirs files
os.rmdir files
os.rename files
os.renames files
os.replace files
os.truncate files
os.ftruncate files
os.utime files
os.sendfile files
os.copy_file_range files
os.memfd_create files
os.dup files
os.dup2 files
os.pipe files
os.pipe2 files
os.closerange files
os.setxattr files
os.getxattr files
os.statvfs files
os.path.exists files
os.path.lexists files
os.path.isfile files
os.path.isdir files
os.path.islink files
os.path.ismount files
os.path.getsize files
os.path.getmtime files
os.path.getatime files
os.path.getctime files
os.path.samefile files
os.path.realpath files
os.path.expanduser environment
os.path.expandvars environment
os.environ environment
os.environb environment
os.getenv environment
os.getenvb environment
os.putenv environment
os.unsetenv environment
os.getlogin environment
os.uname environment
os.get_exec_path environment
os.system processes
os.popen processes
os.fork processes
os.forkpty processes
os.startfile processes
os.posix_spawn processes
os.posix_spawnp processes
os.spawnl processes
os.spawnle processes
os.spawnlp processes
os.spawnlpe processes
os.spawnv processes
os.spawnve processes
os.spawnvp processes
os.spawnvpe processes
os.execl processes exit
os.execle processes exit
os.execlp processes exit
os.execlpe processes exit
os.execv processes exit
os.execve processes exit
os.execvp processes exit
os.execvpe processes exit
os.wait processes
os.waitpid processes
os.waitid processes
os.wait3 processes
os.wait4 processes
os.setsid processes
os.setuid processes
os.setgid processes
os.register_at_fork processes
os.kill processes exit
os.killpg processes exit
os._exit exit
os.abort exit
os.__dict__ reflection

io.open files
io.open_code files
io.FileIO files
codecs.open files
shutil.* files
shutil.get_terminal_size environment
shutil.which environment
tempfile.* files
glob.* files
glob.escape -
fileinput.* files
linecache.* files
filecmp.* files
zipfile.* files
zipfile.BadZipFile -
tarfile.* files
gzip.open files
gzip.GzipFile files
bz2.open files
bz2.BZ2File files
lzma.open files
lzma.LZMAFile files
sqlite3.* files
dbm.* files
shelve.* files dynamic-code
logging.FileHandler files
logging.handlers.SocketHandler network
logging.handlers.HTTPHandler network
logging.handlers.SysLogHandler network
logging.handlers.SMTPHandler network
importlib.resources.* files
importlib.metadata.* files
pkgutil.get_data files
numpy.load files dynamic-code
numpy.save files
numpy.savez files
numpy.savetxt files
numpy.loadtxt files
numpy.fromfile files
numpy.memmap files native
numpy.ctypeslib.* native
pathlib.Path.cwd files
pathlib.Path.home environment
pathlib.Path.expanduser environment
pathlib.Path.stat files
pathlib.Path.lstat files
pathlib.Path.chmod files
pathlib.Path.lchmod files
pathlib.Path.exists files
pathlib.Path.is_file files
pathlib.Path.is_dir files
pathlib.Path.is_symlink files
pathlib.Path.is_mount files
pathlib.Path.glob files
pathlib.Path.rglob files
pathlib.Path.iterdir files
pathlib.Path.walk files
pathlib.Path.mkdir files
pathlib.Path.rmdir files
pathlib.Path.open files
pathlib.Path.owner files
pathlib.Path.group files
pathlib.Path.read_text files
pathlib.Path.read_bytes files
pathlib.Path.write_text files
pathlib.Path.write_bytes files
pathlib.Path.readlink files
pathlib.Path.rename files
pathlib.Path.replace files
pathlib.Path.resolve files
pathlib.Path.samefile files
pathlib.Path.symlink_to files
pathlib.Path.hardlink_to files
pathlib.Path.touch files
pathlib.Path.unlink files

socket.* network
ssl.* network
socketserver.* network
http.client.* network
http.server.* network
urllib.request.* network
urllib.robotparser.* network
ftplib.* network
smtplib.* network
poplib.* network
imaplib.* network
nntplib.* network
telnetlib.* network
asyncore.* network
asynchat.* network
smtpd.* network
xmlrpc.client.* network
xmlrpc.server.* network
wsgiref.simple_server.* network
asyncio.open_connection network
asyncio.start_server network
asyncio.open_unix_connection network
asyncio.start_unix_server network
multiprocessing.connection.* network processes
requests.* network
httpx.* network
aiohttp.* network
urllib3.* network
httplib2.* network
pycurl.* network
websocket.* network
websockets.* network
paramiko.* network
grpc.* network
boto3.* network
botocore.* network
dns.resolver.* network
zmq.* network
redis.* network
pymongo.* network
psycopg.* network
psycopg2.* network
webbrowser.* network processes
antigravity.* network processes

subprocess.* processes
_posixsubprocess.* processes native
_winapi.* processes native
multiprocessing.* processes
concurrent.futures.ProcessPoolExecutor processes
concurrent.futures.process.* processes
asyncio.create_subprocess_exec processes
asyncio.create_subprocess_shell processes
asyncio.subprocess.* processes
pty.* processes
popen2.* processes
commands.* processes
resource.* processes
psutil.* processes
pexpect.* processes
plumbum.* processes
sh.* processes
fabric.* processes network
pip.* processes network

sys.argv environment
sys.orig_argv environment
sys.stdin environment
sys.__stdin__ environment
getpass.* environment
pwd.* environment
grp.* environment
spwd.* environment
platform.node environment
platform.uname environment
dotenv.* environment files

sys.modules reflection
sys.__dict__ reflection
inspect.getmembers reflection
inspect.getmembers_static reflection
inspect.getattr_static reflection
inspect.getsource reflection files
inspect.getsourcelines reflection files
inspect.getsourcefile reflection
inspect.getclosurevars reflection
inspect.getcallargs reflection
operator.attrgetter reflection
operator.methodcaller reflection
gc.get_objects reflection frames
gc.get_referrers reflection frames
gc.get_referents reflection frames
sys.getobjects reflection frames

ctypes.* native
cffi.* native
mmap.* native files
fcntl.* native
_testcapi.* native
_testinternalcapi.* native
_xxsubinterpreters.* native dynamic-code
_interpreters.* native dynamic-code
pyximport.* native dynamic-code
Cython.* native dynamic-code
distutils.ccompiler.* native processes
faulthandler.* native

types.FunctionType dynamic-code
types.LambdaType dynamic-code
types.CodeType dynamic-code
code.* dynamic-code
codeop.* dynamic-code
runpy.* dynamic-code
imp.* dynamic-code
zipimport.* dynamic-code
py_compile.* dynamic-code files
compileall.* dynamic-code files
importlib.import_module dynamic-code
importlib.__import__ dynamic-code
importlib.reload dynamic-code
importlib.invalidate_caches -
importlib.util.spec_from_file_location dynamic-code
importlib.util.spec_from_loader dynamic-code
importlib.util.module_from_spec dynamic-code
importlib.util.find_spec reflection
importlib.util.LazyLoader dynamic-code
importlib.machinery.* dynamic-code
importlib._bootstrap.* dynamic-code
importlib._bootstrap_external.* dynamic-code
pkgutil.resolve_name dynamic-code
pkgutil.find_loader dynamic-code
pkgutil.get_loader dynamic-code
sys.meta_path dynamic-code
sys.path_hooks dynamic-code
sys.path_importer_cache dynamic-code
sys.path dynamic-code
site.* dynamic-code
pickle.load dynamic-code
pickle.loads dynamic-code
pickle.Unpickler dynamic-code
pickle._load dynamic-code
pickle._loads dynamic-code
pickle._Unpickler dynamic-code
marshal.load dynamic-code
marshal.loads dynamic-code
copyreg.* dynamic-code
dill.load dynamic-code
dill.loads dynamic-code
cloudpickle.load dynamic-code
cloudpickle.loads dynamic-code
joblib.load dynamic-code files
jsonpickle.decode dynamic-code
torch.load dynamic-code files
pandas.read_pickle dynamic-code files
yaml.load dynamic-code
yaml.load_all dynamic-code
yaml.unsafe_load dynamic-code
yaml.unsafe_load_all dynamic-code
yaml.full_load dynamic-code
yaml.full_load_all dynamic-code
logging.config.dictConfig dynamic-code
logging.config.fileConfig dynamic-code files
logging.config.listen dynamic-code network
timeit.timeit dynamic-code
timeit.repeat dynamic-code
timeit.Timer dynamic-code
cProfile.run dynamic-code
profile.run dynamic-code
trace.Trace frames dynamic-code

sys._getframe frames
sys._getframemodulename frames
sys._current_frames frames
sys._current_exceptions frames
sys.settrace frames
sys.gettrace frames
sys.setprofile frames
sys.getprofile frames
sys.call_tracing frames
sys.monitoring.* frames
sys._settraceallthreads frames
sys._setprofileallthreads frames
sys.addaudithook frames
threading.settrace frames
threading.setprofile frames
threading.settrace_all_threads frames
threading.setprofile_all_threads frames
inspect.stack frames
inspect.currentframe frames
inspect.trace frames
inspect.getframeinfo frames
inspect.getouterframes frames
inspect.getinnerframes frames
inspect.getargvalues frames
inspect.getgeneratorlocals frames
inspect.getcoroutinelocals frames
inspect.getasyncgenlocals frames
traceback.walk_stack frames
traceback.walk_tb frames
logging.currentframe frames
bdb.* frames
pdb.* frames
cProfile.Profile frames
profile.Profile frames
tracemalloc.* frames

pytest.* test-framework
_pytest.* test-framework
py.test test-framework
pluggy.* test-framework
unittest.* test-framework
doctest.* test-framework
nose.* test-framework
nose2.* test-framework
xdist.* test-framework
pytest_mock.* test-framework
conftest.* test-framework
mock.* test-framework
test.support.* test-framework

sys.exit exit
sys.exitfunc exit
sys.excepthook exit
sys.unraisablehook exit
atexit.* exit
signal.* exit
_thread.interrupt_main exit
_thread.exit exit
threading.excepthook exit
threading._register_atexit exit
threading._shutdown exit

functools.total_ordering equality
"""

ALIASES = {
    "__builtin__": "builtins",
    "__builtins__": "builtins",
    "posix": "os",
    "nt": "os",
    "_os": "os",
    "posixpath": "os.path",
    "ntpath": "os.path",
    "genericpath": "os.path",
    "_sys": "sys",
    "_io": "io",
    "_pyio": "io",
    "_socket": "socket",
    "_ssl": "ssl",
    "_ctypes": "ctypes",
    "_cffi_backend": "cffi",
    "_sqlite3": "sqlite3",
    "_signal": "signal",
    "_pickle": "pickle",
    "cPickle": "pickle",
    "_operator": "operator",
    "_gdbm": "dbm",
    "_dbm": "dbm",
    "_imp": "imp",
    "_frozen_importlib": "importlib._bootstrap",
    "_frozen_importlib_external": "importlib._bootstrap_external",
    "thread": "_thread",
    "ruamel": "yaml",
}
"""Other names of the same modules: C accelerators, platform modules, names that modules give their own imports."""

REACHABLE = frozenset(
    (
        "builtins", "ctypes", "gc", "importlib", "inspect", "io", "marshal", "os", "pickle", "pty", "shutil", "signal",
        "socket", "subprocess", "sys", "threading",
    )
)  # fmt: skip
"""Modules that other modules hold as an attribute (`random._os`, `subprocess.os`, `six.moves.builtins`)."""

INSTANCES = {
    "pathlib.Path": "pathlib.Path",
    "pathlib.PosixPath": "pathlib.Path",
    "pathlib.WindowsPath": "pathlib.Path",
    "pathlib.Path.cwd": "pathlib.Path",
    "pathlib.Path.home": "pathlib.Path",
    "pathlib.Path.resolve": "pathlib.Path",
    "pathlib.Path.absolute": "pathlib.Path",
    "pathlib.Path.expanduser": "pathlib.Path",
    "pathlib.Path.joinpath": "pathlib.Path",
    "pathlib.Path.with_name": "pathlib.Path",
    "pathlib.Path.with_suffix": "pathlib.Path",
    "pathlib.Path.with_stem": "pathlib.Path",
    "pathlib.Path.relative_to": "pathlib.Path",
}
"""What a call gives back, where the table has entries for its methods."""
