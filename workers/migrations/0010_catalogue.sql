-- Our copy of the catalogue of MCP servers. All of it is public, and can be read anew from the sources.
CREATE TABLE catalogue_entries (
  source TEXT NOT NULL,
  name TEXT NOT NULL,              -- unique within the source
  title TEXT NOT NULL,
  category TEXT,
  searchable TEXT NOT NULL,        -- lower case: name, title, tags and description
  marker TEXT NOT NULL,            -- what changes when the entry does, as the source says it
  walk INTEGER NOT NULL,           -- the full walk that saw it last; those that did not are gone
  entry TEXT NOT NULL,             -- the entry as JSON, shared/catalogue.schema.ts
  PRIMARY KEY (source, name)
) STRICT;

CREATE INDEX catalogue_entries_by_title ON catalogue_entries (source, title, name);

-- How the copy of each source stands, for who reads it; the object that refreshes it writes it.
CREATE TABLE catalogue_sources (
  source TEXT NOT NULL PRIMARY KEY,
  state TEXT NOT NULL              -- JSON, workers/console/catalogue/source-state.ts
) STRICT, WITHOUT ROWID;
