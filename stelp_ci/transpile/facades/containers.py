"""Containers and classes: collections, heapq, bisect, array, queue, copy, enum, dataclasses, types."""

from .listing import listing

CONTAINERS = {
    # Without UserString, whose `format` is that of `str`. The real `namedtuple` takes `module=`, by which a class would
    # claim to come from elsewhere.
    "collections": listing(
        classes="ChainMap Counter OrderedDict UserDict UserList defaultdict deque",
        wrapped="namedtuple",
    ),
    "collections.abc": listing(
        classes="AsyncGenerator AsyncIterable AsyncIterator Awaitable Buffer ByteString Callable Collection Container "
        "Coroutine Generator Hashable ItemsView Iterable Iterator KeysView Mapping MappingView MutableMapping "
        "MutableSequence MutableSet Reversible Sequence Set Sized ValuesView",
    ),
    "heapq": listing(
        calls="heapify heappop heappush heappushpop heapreplace merge nlargest nsmallest",
    ),
    "bisect": listing(calls="bisect bisect_left bisect_right insort insort_left insort_right"),
    "array": listing(classes="ArrayType array", constants="typecodes"),
    "queue": listing(classes="Empty Full LifoQueue PriorityQueue Queue ShutDown SimpleQueue"),
    "copy": listing(calls="copy deepcopy replace", classes="Error"),
    # The functional form of `Enum` sets names that it is given as text; the metaclass that is handed out checks them.
    "enum": listing(
        classes="auto member nonmember property EnumCheck FlagBoundary verify",
        calls="unique",
        constants="CONFORM CONTINUOUS EJECT KEEP NAMED_FLAGS STRICT UNIQUE",
        wrapped="Enum Flag IntEnum IntFlag StrEnum",
    ),
    # The real ones put the names of fields, which a program can alter, into source text and into getattr.
    "dataclasses": listing(
        calls="asdict astuple is_dataclass replace",
        classes="FrozenInstanceError InitVar",
        constants="KW_ONLY MISSING",
        wrapped="dataclass field fields",
    ),
    "types": listing(
        classes="EllipsisType MappingProxyType NoneType NotImplementedType SimpleNamespace UnionType",
        wrapped="BuiltinFunctionType FunctionType GeneratorType GenericAlias LambdaType MethodType",
    ),
}
