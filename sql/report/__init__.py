"""The nightly report: answers of the shipped questions on one self-contained HTML page."""

from pantau.sql.report.page import newest_day, report_html

__all__ = ["newest_day", "report_html"]
