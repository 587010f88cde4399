"""The site file as it is now, for pages that change it."""

from dataclasses import replace

from starlette.requests import Request

from pantau.desk.editing.site_file import SiteText, read_site
from pantau.desk.pages.posted import Refused
from pantau.desk.pages.rendering import texts_of
from pantau.desk.settings import DeskSettings
from pantau.schemas.site import SiteFileError


def site_now(request: Request) -> SiteText | None:
    """Reads the site file anew, and shows the whole desk by it from now on; None where the desk was given none.

    Raises:
        Refused: it cannot be read or is not valid; the desk goes on by what it knew.
    """
    settings: DeskSettings = request.app.state.settings
    if settings.site_path is None:
        return None
    try:
        now = read_site(settings.site_path)
    except SiteFileError as error:
        raise Refused("site_not_valid", 409, reason=error.told_in(texts_of(request).language)) from error
    if now.site != settings.site:
        request.app.state.settings = replace(settings, site=now.site)
    return now
