/** Patterns of permissions: an exact text, or one that ends in `*` for "begins with". Compared by code unit, case counts. */
import type { Permission } from './model.ts';

const ANY = '*';

export function isPattern(text: string): boolean {
  return text.endsWith(ANY);
}

export function matches(pattern: string, text: string): boolean {
  return isPattern(pattern) ? text.startsWith(pattern.slice(0, -ANY.length)) : pattern === text;
}

/** Whether a permission is about a resource; the action is looked up by `ActionIndex`. */
export function coversResource(
  { resourceType, resourceId }: Permission,
  resource: { readonly type: string; readonly id: string },
): boolean {
  return matches(resourceType, resource.type) && matches(resourceId, resource.id);
}

/** Things with a permission, found by the name of an action without looking at all of them. */
export class ActionIndex<Item extends { readonly permission: Permission }> {
  readonly #exact = new Map<string, Item[]>();
  readonly #patterns: Item[] = [];

  constructor(items: Iterable<Item>) {
    for (const item of items) {
      const { action } = item.permission;
      const exact = this.#exact.get(action);
      if (isPattern(action)) this.#patterns.push(item);
      else if (exact === undefined) this.#exact.set(action, [item]);
      else exact.push(item);
    }
  }

  /** What covers this action on this resource. */
  find(action: string, resource: { readonly type: string; readonly id: string }): Item[] {
    const found = (this.#exact.get(action) ?? []).filter(({ permission }) => coversResource(permission, resource));
    for (const item of this.#patterns) {
      if (matches(item.permission.action, action) && coversResource(item.permission, resource)) found.push(item);
    }
    return found;
  }
}
