/**
 * JSON of a caller's own making (properties, context), bounded in depth and size without recursion: whatever comes, the
 * check costs no more than the bounds allow. A member called `__proto__` is refused, so nothing later can mistake it.
 */
import * as z from 'zod';
import { JSON_LEVELS_MAX, JSON_NAME_CHARS_MAX, JSON_TEXT_CHARS_MAX, JSON_VALUES_MAX } from './access-admin.limits.ts';

type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/** An object of JSON values within the bounds. The value is passed on as it came. */
export const boundedProperties = z
  .unknown()
  .superRefine((value, context) => {
    const message = faultOf(value);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  })
  .transform((value) => value as Readonly<Record<string, JsonValue>>)
  .meta({ type: 'object' });

function faultOf(root: unknown): string | undefined {
  if (typeof root !== 'object' || root === null || Array.isArray(root)) return 'expected object';
  let level: unknown[] = [root];
  let values = 0;
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > JSON_LEVELS_MAX) return `at most ${JSON_LEVELS_MAX} levels of nesting`;
    const inner: unknown[] = [];
    for (const holder of level as object[]) {
      for (const [name, value] of Object.entries(holder)) {
        values += 1;
        if (values > JSON_VALUES_MAX) return `at most ${JSON_VALUES_MAX} values`;
        if (name === '__proto__') return 'a name is not allowed';
        if (name.length > JSON_NAME_CHARS_MAX) return `at most ${JSON_NAME_CHARS_MAX} characters in a name`;
        if (typeof value === 'string' && value.length > JSON_TEXT_CHARS_MAX) {
          return `at most ${JSON_TEXT_CHARS_MAX} characters in a text`;
        }
        if (typeof value === 'number' && !Number.isFinite(value)) return 'expected a finite number';
        if (typeof value === 'object' && value !== null) inner.push(value);
      }
    }
    level = inner;
  }
  return undefined;
}
