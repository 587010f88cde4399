"""The site file as it is now, for pages that change it."""

from dataclasses import replace

from starlette.requests import Request

from pantau.desk.editing.site_file import SiteText, read_site
from pantau.desk.settings import DeskSettings


def site_now(request: Request) -> SiteText | None:
    """Reads the site file anew, and shows the whole desk by it from now on; None where the desk was given none.

    Raises:
        SiteFileError: it cannot be read or is not valid; the desk goes on by what it knew.
    """
    settings: DeskSettings = request.app.state.settings
    if settings.site_path is None:
        return None
    now = read_site(settings.site_path)
    if now.site != settings.site:
        request.app.state.settings = replace(settings, site=now.site)
    return now
