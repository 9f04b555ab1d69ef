/** The address of a request, out of the path of an operation and what was filled in. Pure. */
import type { Operation } from './openapi.ts';

/** @param values By the name of the parameter. What is missing stays as the path has it, or stays out of the query. */
export function addressOf({ path, parameters }: Operation, values: ReadonlyMap<string, string>): string {
  const query = new URLSearchParams();
  let address = path;
  for (const { name, where } of parameters) {
    const value = values.get(name) ?? '';
    if (value === '') continue;
    if (where === 'query') query.append(name, value);
    else address = address.replace(`{${name}}`, () => encodeURIComponent(value));
  }
  return query.size === 0 ? address : `${address}?${query.toString()}`;
}

const REDIRECTS = ['301', '302', '303', '307', '308'];

/** Whether a page can send it: what leads a browser somewhere else is not for a request behind the page. */
export function canBeTried({ responses }: Operation): boolean {
  return !responses.some(({ status }) => REDIRECTS.includes(status));
}

/** Whether it takes a text in `Authorization`; a session comes along by itself. */
export function takesBearer({ credentials }: Operation): boolean {
  return credentials.some((name) => name !== 'session');
}
