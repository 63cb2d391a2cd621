"""Files that leave the service: workbooks, papers for print, packs."""
