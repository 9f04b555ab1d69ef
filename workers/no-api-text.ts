/**
 * Stands in for `shared/api-text.ts` when the Worker is bundled. Calls of an empty function are left out with the texts that
 * they are given.
 */
export function apiText(_text: string): undefined {}
