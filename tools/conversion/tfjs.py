"""Reads TensorFlow.js graph models: a JSON file with the graph, and its weights in binary shards."""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ITEM_TYPES = {"float32": np.dtype("<f4"), "int32": np.dtype("<i4"), "float16": np.dtype("<f2")}


@dataclass(frozen=True)
class Operation:
    """One node of the graph; `inputs` name tensors, `name` or `name:k` for the k-th output of an operation."""

    name: str
    kind: str
    inputs: tuple[str, ...]
    attributes: dict[str, object]


@dataclass(frozen=True)
class GraphModel:
    """Operations in an order in which every input comes before its use, and constants by name.

    Float constants that the model stores as float16 stay float16, so that nothing is lost or invented.
    """

    operations: tuple[Operation, ...]
    constants: dict[str, np.ndarray]


def read_graph_model(path: Path) -> GraphModel:
    """The graph model whose JSON file is `path`; the shards are read from beside it.

    Raises ValueError when weights are quantised other than to float16, or a shard's size does not fit the manifest.
    """
    document = json.loads(path.read_text(encoding="utf-8"))
    constants: dict[str, np.ndarray] = {}
    for group in document["weightsManifest"]:
        data = b"".join((path.parent / shard).read_bytes() for shard in group["paths"])
        constants |= dict(_weights(group["weights"], data, path))
    nodes = {node["name"]: node for node in document["modelTopology"]["node"]}
    operations = tuple(_operation(nodes[name]) for name in _sorted(nodes) if nodes[name]["op"] != "Const")
    return GraphModel(operations, constants)


def _weights(entries: list[dict], data: bytes, path: Path) -> Iterator[tuple[str, np.ndarray]]:
    offset = 0
    for entry in entries:
        stored_as = entry.get("quantization", {"dtype": entry["dtype"]})["dtype"]
        if stored_as not in ITEM_TYPES:
            raise ValueError(f"{path.name}: weight {entry['name']} is stored as {stored_as}; known: {list(ITEM_TYPES)}")
        count = int(np.prod(entry["shape"], dtype=np.int64))
        array = np.frombuffer(data, ITEM_TYPES[stored_as], count, offset).reshape(entry["shape"])
        offset += array.nbytes
        yield entry["name"], array
    if offset != len(data):
        raise ValueError(f"{path.name}: its weights take {offset} bytes by the manifest, its shards hold {len(data)}")


def _sorted(nodes: dict[str, dict]) -> list[str]:
    """Names with inputs before uses; the file's own order breaks ties, so the result never varies."""
    order: dict[str, None] = {}
    for wanted in nodes:
        pending = [wanted]
        while pending:
            name = pending[-1]
            missing = [i for i in _sources(nodes[name]) if i not in order]
            pending.extend(reversed(missing))
            if not missing:
                order[pending.pop()] = None
    return list(order)


def _sources(node: dict) -> list[str]:
    return [name.split(":")[0] for name in node.get("input", [])]


def _operation(node: dict) -> Operation:
    attributes = {key: _attribute(value) for key, value in node.get("attr", {}).items()}
    return Operation(node["name"], node["op"], tuple(node.get("input", [])), attributes)


def _attribute(value: dict) -> object:
    kind, content = next(iter(value.items()), ("none", None))
    if kind == "s":
        return base64.b64decode(content).decode()
    if kind == "i":
        return int(content)
    if kind == "list":
        return [_attribute({item: element}) for item, elements in content.items() for element in elements]
    return content
