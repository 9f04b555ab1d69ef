/**
 * The catalogue: one model for all its sources. Texts are a stranger's and are shown as text; addresses are claims that are
 * judged before anything calls them.
 */
import * as z from 'zod';
import {
  CATALOGUE_PAGE_SIZE,
  CATALOGUE_PAGE_SIZE_MAX,
  CATALOGUE_PAGES_MAX,
  CATALOGUE_SOURCES,
  CATALOGUE_WARNINGS,
  ENTRY_STATUSES,
  QUERY_CHARS_MAX,
  TRANSPORTS,
} from './catalogue.vocabulary.ts';

export const catalogueSource = z.enum(CATALOGUE_SOURCES);

/** A value that whoever installs gives: an environment variable, a header, a part of an address. */
export const catalogueInput = z.strictObject({
  name: z.string().max(200),
  description: z.string().max(1000).optional(),
  is_required: z.boolean(),
  /** Belongs in a vault: the form takes a reference and no value. */
  is_secret: z.boolean(),
  format: z.enum(['string', 'number', 'boolean', 'filepath']),
  /** Not to be changed by whoever installs; may hold `{placeholders}`. */
  value: z.string().max(2000).optional(),
  default: z.string().max(2000).optional(),
  placeholder: z.string().max(500).optional(),
  choices: z.array(z.string().max(500)).max(100).optional(),
});
export type CatalogueInput = z.infer<typeof catalogueInput>;

export const catalogueArgument = catalogueInput.extend({
  /** Absent for a value that stands by itself. */
  flag: z.string().max(200).optional(),
});
export type CatalogueArgument = z.infer<typeof catalogueArgument>;

/** A way to run the server as a container. */
export const catalogueImage = z.strictObject({
  /** With tag or digest, such as `docker.io/vendor/server:1.2.3`. */
  image: z.string().max(512),
  transport: z.enum(TRANSPORTS),
  /** Where it takes messages inside the container, for those that speak HTTP. */
  port: z.int().min(1).max(65_535).optional(),
  path: z.string().max(500).optional(),
  environment: z.array(catalogueInput).max(100),
  arguments: z.array(catalogueArgument).max(100),
  /** As the source says them, `host:container`; nothing is mounted unless whoever installs says so. */
  volumes: z.array(z.string().max(500)).max(20),
});
export type CatalogueImage = z.infer<typeof catalogueImage>;

/** A server that somebody runs already. */
export const catalogueRemote = z.strictObject({
  transport: z.enum(TRANSPORTS),
  /** May hold `{placeholders}`, which `inputs` describe. */
  url: z.string().max(2048),
  headers: z.array(catalogueInput).max(50),
  inputs: z.array(catalogueInput).max(50),
});
export type CatalogueRemote = z.infer<typeof catalogueRemote>;

/** A way to install it that this console cannot go, named so that nobody searches for it. */
export const cataloguePackage = z.strictObject({
  registry: z.string().max(50),
  identifier: z.string().max(512),
  version: z.string().max(255).optional(),
});

const summary = {
  source: catalogueSource,
  /** Unique within its source. */
  name: z.string().max(200),
  title: z.string().max(200),
  description: z.string().max(2000),
  category: z.string().max(60).nullable(),
  version: z.string().max(255).nullable(),
  status: z.enum(ENTRY_STATUSES),
  updated_at: z.string().nullable(),
  /** The image that runs it as a container on a Docker host; null when there is none. */
  image: z.string().max(512).nullable(),
  /** Whether somebody runs it already. */
  has_remote: z.boolean(),
};

export const catalogueSummary = z.strictObject(summary);
export type CatalogueSummary = z.infer<typeof catalogueSummary>;

export const catalogueEntry = z.strictObject({
  ...summary,
  status_message: z.string().max(500).optional(),
  website: z.string().max(2048).optional(),
  repository: z.string().max(2048).optional(),
  tags: z.array(z.string().max(60)).max(30),
  images: z.array(catalogueImage).max(20),
  remotes: z.array(catalogueRemote).max(20),
  packages: z.array(cataloguePackage).max(30),
});
export type CatalogueEntry = z.infer<typeof catalogueEntry>;

export const catalogueVersion = z.strictObject({
  version: z.string().max(255),
  status: z.enum(ENTRY_STATUSES),
  published_at: z.string().nullable(),
  is_latest: z.boolean(),
});
export type CatalogueVersion = z.infer<typeof catalogueVersion>;

/** How the copy of a source stands. */
export const catalogueSourceState = z.strictObject({
  source: catalogueSource,
  entries: z.int(),
  /** When the source was last asked and answered. */
  refreshed_at: z.iso.datetime().nullable(),
  /** Seconds since then. */
  age_seconds: z.int().nullable(),
  /** False until the whole source has been read once. */
  is_complete: z.boolean(),
  is_refreshing: z.boolean(),
  /** What the last refresh came up against. */
  warning: z.enum(CATALOGUE_WARNINGS).nullable(),
  /** Entries of the last full walk that could not be read. */
  dropped: z.int(),
});
export type CatalogueSourceState = z.infer<typeof catalogueSourceState>;

const wholeNumber = (max: number, whenAbsent: number) =>
  z
    .string()
    .regex(/^[1-9][0-9]{0,5}$/, 'must be a whole number from 1')
    .transform(Number)
    .refine((value) => value <= max, `at most ${max}`)
    .default(whenAbsent);

const paging = {
  page: wholeNumber(CATALOGUE_PAGES_MAX, 1),
  page_size: wholeNumber(CATALOGUE_PAGE_SIZE_MAX, CATALOGUE_PAGE_SIZE),
};

export const catalogueQuery = z.strictObject({ source: catalogueSource.optional(), ...paging });
export const catalogueSearchQuery = z.strictObject({
  q: z.string().max(QUERY_CHARS_MAX).default(''),
  category: z.string().max(60).optional(),
  source: catalogueSource.optional(),
  ...paging,
});
export type CatalogueSearch = z.output<typeof catalogueSearchQuery>;

export const catalogueReply = z.strictObject({
  servers: z.array(catalogueSummary),
  total: z.int(),
  page: z.int(),
  page_size: z.int(),
  /** Categories of what was searched, whatever category was chosen. */
  categories: z.array(z.strictObject({ name: z.string(), count: z.int() })),
  /** True when what is shown is a copy: it always is, `sources` says how old. */
  cached: z.literal(true),
  sources: z.array(catalogueSourceState),
});
export type CatalogueReply = z.infer<typeof catalogueReply>;

export const catalogueEntryReply = z.strictObject({
  entry: catalogueEntry,
  versions: z.array(catalogueVersion),
  /** `unavailable`: the source does not say now. `none`: it has no versions. */
  versions_state: z.enum(['fresh', 'stale', 'unavailable', 'none']),
});
export type CatalogueEntryReply = z.infer<typeof catalogueEntryReply>;

export const refreshRequest = z.strictObject({ source: catalogueSource });
export const refreshReply = z.strictObject({ source: catalogueSource, planned: z.literal(true) });

export const forgetReply = z.strictObject({ success: z.literal(true), message: z.string() });
