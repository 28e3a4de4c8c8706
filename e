ridgeline: error: there are no results in '/nonexistent'; --reuse takes a folder in which a sweep was run
