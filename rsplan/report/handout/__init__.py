"""The report that is handed on: one value made from the survey, written as HTML, XLSX, DOCX and Markdown."""
