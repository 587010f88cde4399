"""A release in Croissant 1.0 with the fields of responsible AI (docs.mlcommons.org/croissant), as JSON-LD."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from pantau.schemas.column import TIMESTAMP, Column
from pantau.schemas.release import RELEASE_TABLES

TYPES = {
    pa.string(): "sc:Text",
    pa.int64(): "sc:Integer",
    pa.float64(): "sc:Float",
    pa.bool_(): "sc:Boolean",
    TIMESTAMP: "sc:DateTime",
    pa.date32(): "sc:Date",
    pa.list_(pa.string()): "sc:Text",
}

CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The context that the specification recommends, word for word."""

RESPONSIBLE = {
    "rai:dataCollection": "Counted by pantau from archived recordings of the cameras of service counters.",
    "rai:dataCollectionType": ["Physical Data Collection", "Software Collection"],
    "rai:dataCollectionMissingData": "Time that was not observed is unknown, never zero: see observed_hours.",
    "rai:dataPreprocessingProtocol": ["Detection, tracking and service sessions by pantau; see METHOD.md."],
    "rai:dataLimitations": (
        "Contact time is not permit time. Nobody is identified, so somebody served twice counts twice. Cells of few "
        "visits or counters are withheld. Figures of different observers must not be added up."
    ),
    "rai:dataBiases": (
        "Busy offices are published in finer cells than small ones. Where footage is cut, long durations are cut more "
        "often; medians are Kaplan-Meier estimates for that reason."
    ),
    "rai:personalSensitiveInformation": (
        "None: no frames, exact times, counters, cameras or people. Counters stand for officers and are protected as "
        "they are."
    ),
    "rai:dataUseCases": ["Waiting and service times of public offices by period and time of day."],
    "rai:dataSocialImpact": "Not to be used to judge single officers; an officer away may be working elsewhere.",
    "rai:dataReleaseMaintenancePlan": "A release is never changed. A corrected one has another name.",
}

OF_LEVEL = {
    "aggregates": {},
    "visits": {
        "rai:dataCollectionMissingData": "Time that was not observed is not here; what was seen in part is marked.",
        "rai:dataLimitations": (
            "Contact time is not permit time. Nobody is identified, so somebody served twice counts twice. Durations, "
            "periods and times of day are ranges. Rows of different observers must not be added up."
        ),
        "rai:dataBiases": "Ranges are wider where visits are few, or where their length would tell the counter.",
        "rai:dataUseCases": ["Service and waiting times together, visit by visit, as interval-censored data."],
    },
    "noisy": {
        "rai:dataPreprocessingProtocol": [
            "Detection, tracking and service sessions by pantau; counts bounded by counter and date, and noise of the "
            "discrete Laplace law added to each; see METHOD.md."
        ],
        "rai:dataLimitations": (
            "No count is exact: each has an interval, and sums have the noise of all that is added. Contact time is "
            "not permit time. Figures of different observers must not be added up."
        ),
        "rai:dataBiases": "Visits of a counter's date beyond the bound are left out, so very busy counters count less.",
        "rai:personalSensitiveInformation": (
            "None: no frames, times, counters, cameras or people. What was at a counter on a date is protected by "
            "differential privacy; what an officer did over many dates is not."
        ),
        "rai:dataUseCases": ["How busy public offices are by period and time of day, with known error."],
    },
    "synthetic": {
        "rai:dataCollection": "Not collected: played by a queue that fits published numbers. These days never were.",
        "rai:dataCollectionType": ["Simulation"],
        "rai:dataCollectionMissingData": "None is missing: nothing was observed.",
        "rai:dataPreprocessingProtocol": ["A queue with one line and several counters; see METHOD.md."],
        "rai:dataLimitations": "Synthetic. Conclude nothing about the office from it.",
        "rai:dataBiases": "No breaks, no slow officers, no busy days.",
        "rai:personalSensitiveInformation": "None: nobody in it ever was.",
        "rai:dataUseCases": ["Writing and testing code that an office then runs on its own tables."],
        "rai:dataSocialImpact": "Not to be used as evidence of anything.",
    },
}
"""What is otherwise for a level."""


def croissant(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The release's metadata; records are read from the CSV files."""
    said = manifest["publication"]
    licence = said["licence"] if "://" in said["licence"] else f"https://spdx.org/licenses/{said['licence']}"
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": ["http://mlcommons.org/croissant/1.0", "http://mlcommons.org/croissant/RAI/1.0"],
        "name": manifest["name"],
        "identifier": manifest["release_id"],
        "description": manifest["description"],
        "license": licence,
        "creator": {"@type": "sc:Organization", "name": said["publisher"], "email": said["contact"]},
        "publisher": {"@type": "sc:Organization", "name": said["publisher"]},
        "spatialCoverage": said["region"],
        "temporalCoverage": f"{manifest['period']['first']}/{manifest['period']['last']}",
        "version": "1.0.0",
        "citeAs": manifest["citation"],
        **({"url": said["url"]} if said["url"] else {}),
        **({"datePublished": said["issued"]} if said["issued"] else {}),
        **RESPONSIBLE | OF_LEVEL[manifest["level"]],
        "distribution": [_file(name, one) for name, one in sorted(manifest["files"].items())],
        "recordSet": [_records(name, columns) for name, columns in RELEASE_TABLES[manifest["level"]].items()],
    }


def _file(name: str, one: Mapping[str, Any]) -> dict[str, Any]:
    form = "text/csv" if name.endswith(".csv") else "application/x-parquet"
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "contentUrl": name,
        "contentSize": f"{one['bytes']} B",
        "encodingFormat": form,
        "sha256": one["sha256"],
    }


def _records(name: str, columns: tuple[Column, ...]) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{name}/{column.name}",
                "name": column.name,
                "description": f"{column.english} / {column.indonesian}",
                # A whole number that may be missing is read as a real one: there is no whole number that is none.
                "dataType": "sc:Float" if column.nullable and column.type == pa.int64() else TYPES[column.type],
                "source": {"fileObject": {"@id": f"{name}.csv"}, "extract": {"column": column.name}},
            }
            for column in columns
        ],
    }
