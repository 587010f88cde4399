"""What Beam finds out anew dozens of times a run, though it never changes: here it finds it out once a process.

Most of what a short run costs is this. That runs are the same without it is tested wherever one is started in a process
of its own.
"""

import copy
from argparse import Namespace
from types import FunctionType, MethodType, SimpleNamespace

import pytest
from apache_beam import DoFn
from apache_beam.internal import cloudpickle_pickler, pickler
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.transforms import core, userstate
from apache_beam.typehints.decorators import IOTypeHints


def known_to_beam(patched: pytest.MonkeyPatch) -> None:
    """Has Beam look at the methods of each step's class, and read the same arguments as the same kind, once."""
    patched.setattr(userstate, "get_dofn_specs", _once_a_class(userstate.get_dofn_specs))
    patched.setattr(core, "get_function_args_defaults", _once_a_method(core.get_function_args_defaults))
    patched.setattr(core, "_check_fn_use_yield_and_return", _once_a_method(core._check_fn_use_yield_and_return))
    patched.setattr(PipelineOptions, "__init__", _read_once())
    patched.setattr(PipelineOptions, "_visible_option_list", _listed_once())
    patched.setattr(IOTypeHints, "from_callable", _once_a_method(IOTypeHints.from_callable))
    # Where a type hint was made is told with an error alone; and all of a graph is pickled once more before it runs.
    patched.setattr(IOTypeHints, "_make_origin", staticmethod(lambda bases, tb=True, msg=(): list(msg)))
    patched.setattr(pickler, "roundtrip", lambda given: given)
    # What is pickled stays within the process.
    as_it_is = SimpleNamespace(compress=lambda content, compresslevel: content, decompress=lambda content: content)
    patched.setattr(cloudpickle_pickler, "bz2", as_it_is)


def _once_a_class(inspect):
    found = {}

    def inspected(dofn: DoFn) -> object:
        kind = type(dofn)
        if kind not in found:
            found[kind] = inspect(dofn)
        return found[kind]

    return inspected


def _once_a_method(inspect):
    found = {}

    def inspected(method: object) -> object:
        function = getattr(method, "__func__", None)
        if not isinstance(method, MethodType) or not isinstance(function, FunctionType):
            return inspect(method)
        if function not in found:
            found[function] = inspect(method)
        return copy.copy(found[function])

    return inspected


def _read_once():
    """Options are views: each asks argparse about all arguments, and Beam makes five views for each step."""
    read, found = PipelineOptions.__init__, {}

    def init(options: PipelineOptions, flags: list[str] | None = None, **given: object) -> None:
        if not isinstance(flags, list):
            read(options, flags, **given)
            return
        key = type(options), tuple(flags)
        if key not in found:
            read(options, flags)
            found[key] = _own(options._visible_options)
        options._flags = flags
        options._visible_options = _own(found[key])
        options._all_options = {**vars(options._visible_options), **given}

    return init


def _own(read: Namespace) -> Namespace:
    """Options that can be changed without the others': values are immutable, or lists of such."""
    return Namespace(
        **{name: copy.copy(value) if isinstance(value, list) else value for name, value in vars(read).items()}
    )


def _listed_once():
    """What options a class has; Beam lists the names of an object's attributes for it, and sorts them."""
    found = {}

    def visible(options: PipelineOptions) -> list[str]:
        names = vars(options._visible_options)
        key = type(options), len(names)
        if key not in found:
            found[key] = sorted(name for name in names if not name.startswith("_"))
        return found[key]

    return visible
