"""A plan's figures and names looked up in the text of its document, and the document's in the plan."""
