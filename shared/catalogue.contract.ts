/** Finding servers to install. */
import { apiText } from './api-text.ts';
import {
  catalogueEntryReply,
  catalogueQuery,
  catalogueReply,
  catalogueSearchQuery,
  forgetReply,
  refreshReply,
  refreshRequest,
} from './catalogue.schema.ts';
import { CONSOLE_ERRORS, CONSOLE_LIMITS } from './console.contract.ts';
import type { RouteContract } from './contract.ts';

export const catalogueContract = {
  method: 'GET',
  path: '/api/catalog',
  id: 'listCatalogue',
  tag: 'console',
  summary: apiText('List the catalogue of MCP servers'),
  description: apiText(
    'Answers out of our own copy, which is refreshed about every hour while it is used. `sources` says how old it is and ' +
      'whether it is all that the source has.',
  ),
  query: catalogueQuery,
  reply: catalogueReply,
  limits: CONSOLE_LIMITS,
  errors: CONSOLE_ERRORS,
} as const satisfies RouteContract;

export const catalogueSearchContract = {
  method: 'GET',
  path: '/api/catalog/search',
  id: 'searchCatalogue',
  tag: 'console',
  summary: apiText('Search the catalogue'),
  description: apiText('An entry is found when every word of `q` stands in its name, title, description or tags.'),
  query: catalogueSearchQuery,
  reply: catalogueReply,
  limits: CONSOLE_LIMITS,
  errors: CONSOLE_ERRORS,
} as const satisfies RouteContract;

export const catalogueEntryContract = {
  method: 'GET',
  path: '/api/catalog/entries/:source/:entry',
  id: 'getCatalogueEntry',
  tag: 'console',
  summary: apiText('Look at one server of the catalogue: its versions and how it is installed'),
  reply: catalogueEntryReply,
  limits: CONSOLE_LIMITS,
  errors: [...CONSOLE_ERRORS, 'not_found'],
} as const satisfies RouteContract;

export const refreshCatalogueContract = {
  method: 'POST',
  path: '/api/catalog/refresh',
  id: 'refreshCatalogue',
  tag: 'console',
  summary: apiText('Ask a source what is new, now'),
  description: apiText(
    'The source is asked in the background; `sources` of the list says how it goes. Once a minute at most.',
  ),
  request: refreshRequest,
  reply: refreshReply,
  replyStatuses: [202],
  limits: CONSOLE_LIMITS,
  errors: [...CONSOLE_ERRORS, 'rate_limited'],
} as const satisfies RouteContract;

export const forgetCatalogueContract = {
  method: 'DELETE',
  path: '/api/catalog/cache',
  id: 'forgetCatalogue',
  tag: 'console',
  summary: apiText('Read all sources anew from the beginning'),
  description: apiText('What is there stays and is shown until all was read again.'),
  reply: forgetReply,
  limits: CONSOLE_LIMITS,
  errors: [...CONSOLE_ERRORS, 'rate_limited'],
} as const satisfies RouteContract;
