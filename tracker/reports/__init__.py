"""The papers of the plan: made once as rows and numbers, and drawn alike on screen, on paper and in a workbook."""
