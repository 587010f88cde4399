"""A release in DCAT (W3C Data Catalog Vocabulary 3, with what DCAT-AP asks for), as JSON-LD."""

from collections.abc import Mapping
from typing import Any

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

MEDIA_TYPES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


def dcat(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The dataset and a distribution for each file; addresses are relative to where the folder is published."""
    said, release_id = manifest["publication"], manifest["release_id"]
    licence = said["licence"] if "://" in said["licence"] else f"https://spdx.org/licenses/{said['licence']}"
    return {
        "@context": CONTEXT,
        "@id": f"urn:pantau:release:{release_id}",
        "@type": "dcat:Dataset",
        "dct:title": {"@value": manifest["title"], "@language": "en"},
        "dct:description": {"@value": manifest["description"], "@language": "en"},
        "dct:identifier": release_id,
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": said["publisher"]},
        "dcat:contactPoint": {
            "@type": ["vcard:Kind", "vcard:Organization"],
            "vcard:fn": said["publisher"],
            "vcard:hasEmail": {"@id": f"mailto:{said['contact']}"},
        },
        "dct:spatial": {"@type": "dct:Location", "dct:title": said["region"]},
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _day(manifest["period"]["first"]),
            "dcat:endDate": _day(manifest["period"]["last"]),
        },
        "dct:license": {"@id": licence, "@type": "dct:LicenseDocument"},
        **({"dct:issued": _day(said["issued"])} if said["issued"] else {}),
        **({"dcat:landingPage": {"@id": said["url"], "@type": "foaf:Document"}} if said["url"] else {}),
        "dcat:distribution": [
            _distribution(name, one, said["url"], licence) for name, one in sorted(manifest["files"].items())
        ],
    }


def _distribution(name: str, one: Mapping[str, Any], url: str, licence: str) -> dict[str, Any]:
    place = f"{url.rstrip('/')}/{name}" if url else f"urn:sha256:{one['sha256']}"
    return {
        "@id": f"urn:sha256:{one['sha256']}#distribution",
        "@type": "dcat:Distribution",
        "dct:title": {"@value": name, "@language": "en"},
        "dcat:accessURL": {"@id": place},
        "dcat:mediaType": {
            "@id": f"https://www.iana.org/assignments/media-types/{MEDIA_TYPES[name.rpartition('.')[2]]}",
            "@type": "dct:MediaType",
        },
        "dcat:byteSize": {"@value": str(one["bytes"]), "@type": "xsd:nonNegativeInteger"},
        "dct:license": {"@id": licence, "@type": "dct:LicenseDocument"},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256", "@type": "spdx:ChecksumAlgorithm"},
            "spdx:checksumValue": {"@value": one["sha256"], "@type": "xsd:hexBinary"},
        },
    }


def _day(day: str) -> dict[str, str]:
    return {"@value": day, "@type": "xsd:date"}
