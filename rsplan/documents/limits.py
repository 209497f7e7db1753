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

#: Unpacked bytes of a DOCX, pictures aside: those of a plan are one or two megabytes.
MOST_UNPACKED_DOCUMENT = 10_000_000

#: Unpacked bytes of a workbook: read as cells they take thirty times as much memory, and more is a database, no table.
MOST_UNPACKED_WORKBOOK = 15_000_000
