"""The site file: who serves where and when, which camera sees it, and what counts as what. Everything is dated."""

from pantau.schemas.site.load import SiteFileError, load_site, parse_site, site_content, site_in
from pantau.schemas.site.site import Site

__all__ = ["Site", "SiteFileError", "load_site", "parse_site", "site_content", "site_in"]
