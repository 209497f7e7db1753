"""Size limits of foreign files, each with its reason; what exceeds one is refused before it takes time or memory.

Two cities' plans are the measure: fewer than 20,000 characters, some 55 KB of text.
"""

#: Bytes of any file: a table kept by hand has a few thousand rows, and a document with pictures some tens of megabytes.
MOST_BYTES = 100_000_000

#: Bytes of a plain text or a web page, which contain no pictures: a page is its text and many times as much markup.
MOST_TEXT_BYTES = 5_000_000

#: Characters and lines of a document, empty cells included: the time of look-ups grows with both.
MOST_CHARACTERS, MOST_LINES = 150_000, 50_000

#: Paragraphs of a DOCX, empty ones included, which are not among its lines.
MOST_PARAGRAPHS = 50_000

#: Columns that a single cell may take up: a few cells that span more would soon make a million empty ones.
WIDEST_CELL = 50

#: Elements of a web page that contain each other. Pages nest some dozens; without a limit the parser's search for the
#: element that an end tag closes takes a time that grows with the square of the page.
MOST_NESTED_ELEMENTS = 256

#: Start tags and comments of a web page, and lines of a plain text, most of them without any text.
MOST_TAGS, MOST_TEXT_LINES = 200_000, 500_000

#: Unpacked bytes of a DOCX, pictures aside: those of a plan are one or two megabytes.
MOST_UNPACKED_DOCUMENT = 10_000_000

#: Unpacked bytes of a workbook, pictures aside, and its files: more is a database, no table.
MOST_UNPACKED_WORKBOOK = 15_000_000
MOST_PACKED_FILES = 10_000

#: Cells of a table as text.
MOST_CELLS = 1_000_000

#: Cells of a workbook, empty ones with a format included, and so many rows and texts: openpyxl makes an object of each,
#: and a full one takes 3 to 4 s.
MOST_WORKBOOK_CELLS = 200_000

#: Parts of cells: their values, formulas and pieces of formatted text.
MOST_CELL_PARTS = 1_000_000

#: Cells in merged areas, links and comments, and ranges of rules: openpyxl makes an object of each, in 20 microseconds.
MOST_AREA = 100_000

#: Merged areas times links: for each link openpyxl goes through all of them.
MOST_MERGED_LINKS = 1_000_000

#: Other elements of a workbook: its formats, of which spreadsheets allow 65,490, drawings, settings.
MOST_OTHER_ELEMENTS = 200_000

#: Bytes and lines of a table as text, and columns, as many as spreadsheets have.
MOST_TABLE_BYTES = 20_000_000
MOST_TABLE_LINES, MOST_COLUMNS = 200_000, 16_384

#: Pages of a PDF, and bytes of what draws them: reading them takes a second per megabyte.
MOST_PAGES, MOST_DRAWING = 1_000, 20_000_000
