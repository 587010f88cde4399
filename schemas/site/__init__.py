"""The site file: who serves where and when, which camera sees it, and what counts as what. Everything is dated."""

from schemas.site.load import SiteFileError, load_site, parse_site
from schemas.site.site import Site

__all__ = ["Site", "SiteFileError", "load_site", "parse_site"]
