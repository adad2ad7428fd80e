"""Which names a program may use: builtins, attributes with underscores, and what leads inside the interpreter."""

from .words import words

BUILTINS = words("""
    abs aiter all anext any ascii bin bool bytearray bytes callable chr classmethod complex delattr dict dir
    divmod enumerate filter float format frozenset getattr hasattr hash hex id int isinstance issubclass iter
    len list map max memoryview min next object oct ord pow print property range repr reversed round set setattr
    slice sorted staticmethod str sum super tuple type vars zip True False None NotImplemented Ellipsis
    __debug__ ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError
    BrokenPipeError BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError
    ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError EncodingWarning EnvironmentError
    Exception ExceptionGroup FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit
    IOError ImportError ImportWarning IndentationError IndexError InterruptedError IsADirectoryError KeyError
    KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError NotADirectoryError
    NotImplementedError OSError OverflowError PendingDeprecationWarning PermissionError ProcessLookupError
    PythonFinalizationError RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning
    StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError TabError TimeoutError TypeError
    UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning
    UserWarning ValueError Warning ZeroDivisionError
""")
"""The builtins a program may name. The namespace has to define every one that the running Python has.

Guarded there, under the same name: `getattr`, `setattr`, `hasattr`, `delattr`, `vars`, `dir` (exact `str` names, the
policy of `attribute_is_open`), `type` (one argument; `isinstance(x, type)` works; `type(int)` is itself), `str` and
`format` natively except for the formatting methods that `GUARDED` reaches, `pow`, `bytes` and `bytearray` of a huge
count, `print` (captured). `BaseException`, `BaseExceptionGroup`, `KeyboardInterrupt` and `GeneratorExit` stand for
`Exception`, `ExceptionGroup` and subclasses of `Exception`, so that no handler reaches a Stop.
"""

GUARDED = frozenset(("format", "format_map", "obj", "with_traceback", "mro"))
"""Public attributes that are read through `inserted.ATTRIBUTE`, because what they give depends on whose they are."""

INSPECTING = frozenset(("tb_", "gi_", "cr_", "ag_", "co_", "f_"))
"""Prefixes of the attributes of frames, tracebacks, generators, coroutines and code objects."""

FRAMES = words("""
    ag_await ag_code ag_frame ag_running ag_suspended co_argcount co_cellvars co_code co_consts
    co_exceptiontable co_filename co_firstlineno co_flags co_freevars co_kwonlyargcount co_branches co_lines
    co_linetable co_lnotab co_name co_names co_nlocals co_positions co_posonlyargcount co_qualname co_stacksize
    co_varnames cr_await cr_code cr_frame cr_origin cr_running cr_suspended f_back f_builtins f_code f_generator
    f_globals f_lasti f_lineno f_locals f_trace f_trace_lines f_trace_opcodes gi_code gi_frame gi_running
    gi_suspended gi_yieldfrom tb_frame tb_lasti tb_lineno tb_next
""")
"""Those attributes of every Python up to 3.14, by name: refused whatever the program defines."""

METACLASSES = frozenset(("ABCMeta", "EnumMeta", "EnumType"))
"""Classes that make classes: named by `metaclass=` only."""

PRIVATE_METHODS = words(
    "_replace _asdict _fields _make _field_defaults _missing_ _generate_next_value_ _ignore_ _value_ _name_"
)
"""Attributes with a leading underscore that belong to named tuples and enumerations, and are documented."""

ESCAPES = words("""
    _os _sys _io _ast _thread _threading _builtins _bootstrap _frozen_importlib _getframe _getframemodulename
    _current_frames _evaluate _eval_type _code _frame _globals _locals _module _modules _wrapped _type_check
    _ForwardRef
    _exit_callbacks _push_exit_callback _push_cm_exit _push_async_exit_callback _push_async_cm_exit
    _create_exit_wrapper _create_cb_wrapper _create_async_exit_wrapper _create_async_cb_wrapper _exit_wrapper
    _fix_exception_context _recreate_cm
    _abc_impl _abc_registry_clear _abc_caches_clear _dump_registry
    _convert_ _create_ _add_member_ _add_alias_ _add_value_alias_ _check_for_existing_members_ _find_new_
    _find_data_type_ _find_data_repr_ _get_mixins_ _proto_member _attr_type _cls_type
    _make_substitution _determine_new_args _class_getitem_inner _proto_hook _field_type
""")
"""Private names that lead out of a library's objects, or into what they hold: refused whatever the program defines.

A test knows every private name of the offered classes: it is here, or was found harmless.
"""

OPERATORS = frozenset(
    f"__{name}__"
    for name in words("""
    add radd iadd sub rsub isub mul rmul imul matmul rmatmul imatmul truediv rtruediv itruediv floordiv
    rfloordiv ifloordiv mod rmod imod divmod rdivmod pow rpow ipow lshift rlshift ilshift rshift rrshift irshift
    and rand iand xor rxor ixor or ror ior neg pos abs invert complex int float round trunc floor ceil index eq
    ne lt le gt ge hash bool str repr format bytes len length_hint getitem setitem delitem missing iter next
    reversed contains call enter exit aenter aexit await aiter anext copy deepcopy
""")
)
"""Methods that Python's operators call, as `__add__`."""

DEFINABLE = OPERATORS | words("""
    __init__ __new__ __post_init__ __init_subclass__ __set_name__ __class_getitem__ __get__ __set__ __delete__
    __getattr__ __setattr__ __delattr__ __sizeof__ __dir__
""")
"""Dunder methods that a class may define."""

READABLE = (
    DEFINABLE - {"__setattr__", "__delattr__", "__getattr__", "__dir__", "__format__", "__set__", "__delete__"}
) | frozenset(("__name__", "__qualname__", "__doc__", "__members__", "__module__", "__slots__", "__wrapped__"))
"""Dunder attributes that may be read, on anything. `__set__` of a slot sets it past whatever guards its object."""

STORABLE = frozenset(("__name__", "__qualname__", "__doc__"))
"""Dunder attributes that may be set on anything."""

ASSIGNABLE = (OPERATORS - {"__exit__", "__aexit__"}) | frozenset(("__hash__", "__doc__"))
"""Dunder names that a class body may assign to, beside `__slots__`, whose names are held to the same rule."""

MODULE_NAMES = frozenset(("__all__", "__version__", "__author__", "__license__", "__date__", "__email__", "__status__"))
"""Dunder names that a module may assign to and read, beside `__name__` and `__doc__`."""


def attribute_is_open(name: str) -> bool:
    """Whether an attribute whose name is known at run time only (`getattr(x, name)`) may be read or set."""
    if name.startswith("_"):
        return name in PRIVATE_METHODS or name in READABLE or (_is_private(name) and name not in ESCAPES)
    return name not in FRAMES and name not in GUARDED


def is_private(name: str) -> bool:
    """Whether a name that is open belongs to whoever wrote the class: for a program, its own classes only."""
    return name.startswith("_") and not name.startswith("__") and name not in PRIVATE_METHODS


def _is_private(name: str) -> bool:
    return not name.startswith("__") and not name.startswith("_stelp_")
