"""Functions about functions and types: itertools, functools, operator, contextlib, asyncio, abc, typing."""

from .listing import listing

FUNCTIONS = {
    "itertools": listing(
        classes="accumulate batched chain combinations combinations_with_replacement compress count cycle dropwhile "
        "filterfalse groupby islice pairwise permutations product repeat starmap takewhile zip_longest",
        calls="tee",
    ),
    # `wraps` and `update_wrapper` copy attributes by name, `singledispatch` evaluates annotations that are text,
    # `partialmethod` keeps what a function is bound to, and `cached_property` reads an object's names, or those of
    # `object` itself, by a name that can be set.
    "functools": listing(
        calls="cache cmp_to_key lru_cache reduce total_ordering",
        classes="partial",
        wrapped="cached_property partialmethod singledispatch update_wrapper wraps",
    ),
    # Without attrgetter and methodcaller, which read attributes by name. The ones that make large results are bounded.
    "operator": listing(
        calls="abs add and_ call concat contains countOf delitem eq floordiv ge getitem gt iadd iand iconcat ifloordiv "
        "imatmul imod index indexOf inv invert ior is_ is_not isub itruediv ixor le length_hint lt matmul mod ne neg "
        "not_ or_ pos rshift irshift setitem sub truediv truth xor",
        classes="itemgetter",
        wrapped="ilshift imul ipow lshift mul pow",
    ),
    "contextlib": listing(
        calls="asynccontextmanager contextmanager",
        classes="AbstractAsyncContextManager AbstractContextManager AsyncContextDecorator AsyncExitStack "
        "ContextDecorator ExitStack aclosing closing nullcontext suppress",
    ),
    # A loop of our own: the real one holds sockets, signals, threads and the objects that run them.
    "asyncio": listing(
        wrapped="CancelledError Event Lock Queue QueueEmpty QueueFull Semaphore TimeoutError create_task gather "
        "iscoroutine iscoroutinefunction run sleep wait_for",
    ),
    # The real ABCMeta makes a class of any names when it is called; the one handed out serves class statements.
    "abc": listing(
        calls="abstractmethod",
        classes="ABC abstractclassmethod abstractproperty abstractstaticmethod",
        wrapped="ABCMeta",
    ),
    # Without get_type_hints and ForwardRef, which evaluate text. `Type` as a base class would be `type` itself.
    "typing": listing(
        calls="assert_never assert_type cast dataclass_transform final get_args get_origin get_overloads "
        "is_protocol is_typeddict no_type_check overload override runtime_checkable",
        classes="AbstractSet Annotated Any AnyStr AsyncContextManager AsyncGenerator AsyncIterable AsyncIterator "
        "Awaitable ByteString Callable ChainMap ClassVar Collection Concatenate Container ContextManager Coroutine "
        "Counter DefaultDict Deque Dict Final FrozenSet Generator Generic Hashable ItemsView Iterable Iterator "
        "KeysView List Literal LiteralString Mapping MappingView MutableMapping MutableSequence MutableSet NamedTuple "
        "Never NewType NoReturn NotRequired Optional OrderedDict ParamSpec Protocol ReadOnly Required Reversible Self "
        "Sequence Set Sized SupportsAbs SupportsBytes SupportsComplex SupportsFloat SupportsIndex SupportsInt "
        "SupportsRound Text Tuple TypeAlias TypeAliasType TypeGuard TypeIs TypeVar TypeVarTuple TypedDict Union "
        "Unpack ValuesView",
        constants="TYPE_CHECKING",
        wrapped="Type",
    ),
}
