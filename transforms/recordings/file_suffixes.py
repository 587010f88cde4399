"""Suffixes that recorders give to video, with the containers (FFmpeg demuxers) that such a name promises."""

_MP4 = frozenset({"mov,mp4,m4a,3gp,3g2,mj2"})
_MATROSKA = frozenset({"matroska,webm"})
_MPEG = frozenset({"mpeg", "mpegvideo", "mpegts"})
_MPEG_TS = frozenset({"mpegts"})
_ASF = frozenset({"asf", "asf_o"})
_H264 = frozenset({"h264"})
_HEVC = frozenset({"hevc"})
# FFmpeg takes JPEG files after one another (JFIF) for a pipe of pictures
_MJPEG = frozenset({"mjpeg", "mpjpeg", "mjpeg_2000", "jpeg_pipe"})

CONTAINERS = {
    ".264": _H264,
    ".265": _HEVC,
    ".3gp": _MP4,
    ".asf": _ASF,
    ".avi": frozenset({"avi"}),
    # Dahua's own container; some recorders write a bare stream under this name
    ".dav": frozenset({"dhav", "h264", "hevc"}),
    ".flv": frozenset({"flv"}),
    ".h264": _H264,
    ".h265": _HEVC,
    ".hevc": _HEVC,
    ".ifv": frozenset({"ifv"}),
    ".m2ts": _MPEG_TS,
    ".m4v": _MP4 | {"m4v"},
    ".mjpeg": _MJPEG,
    ".mjpg": _MJPEG,
    ".mkv": _MATROSKA,
    ".mov": _MP4,
    # Hikvision writes MPEG program streams under this name
    ".mp4": _MP4 | {"mpeg"},
    ".mpeg": _MPEG,
    ".mpg": _MPEG,
    ".mts": _MPEG_TS,
    ".mxf": frozenset({"mxf"}),
    ".ps": _MPEG,
    ".ts": _MPEG_TS,
    ".vob": _MPEG,
    ".webm": _MATROSKA,
    ".wmv": _ASF,
}
