"""Tests mirror the code.

A checker of PDFs brings lxml, and with it openpyxl would parse without defusedxml: told here, before anybody loads it,
as the reader of workbooks tells its child process.
"""

import os

os.environ.setdefault("OPENPYXL_LXML", "False")
