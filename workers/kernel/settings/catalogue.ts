/** Where the catalogue of MCP servers comes from. Another registry of the same kind may stand in its place. */
import * as z from 'zod';

const URL_CHARS_MAX = 256;
const base = z
  .url({ protocol: /^https?$/ })
  .max(URL_CHARS_MAX)
  .refine((text) => !/[?#]|\/$/.test(text), 'must have no query, fragment or slash at its end');

export const catalogueSettings = {
  /** A registry that speaks the MCP registry API v0.1. */
  CATALOGUE_REGISTRY_URL: base.default('https://registry.modelcontextprotocol.io'),
  /** Folders with a `server.yaml` each, through GitHub's contents API. */
  CATALOGUE_DOCKER_URL: base.default('https://api.github.com/repos/docker/mcp-registry/contents/servers'),
} as const;
