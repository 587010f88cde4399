"""Service times, staffing and review candidates from the archived CCTV recordings of public-service counters.

`pantau.pipelines` and `pantau.transforms` make the tables, `pantau.schemas` says what their columns mean, `pantau.sql`
asks. In a checkout these packages are the folders beside this one; `setup.py` puts them below `pantau`.
"""
