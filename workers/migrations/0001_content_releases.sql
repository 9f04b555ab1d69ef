-- Which question sets were published, when, and with which digest. A version is published once: the primary key keeps
-- a second, different body from taking its number, so a round under way always finds the set that it began with.
CREATE TABLE content_releases (
  version INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL,
  tracks INTEGER NOT NULL,
  published_at TEXT NOT NULL
) STRICT;
