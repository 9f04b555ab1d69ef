/**
 * Writes plain data as YAML that a person can read. Text is always quoted: as in JSON, which YAML takes as it is, or in
 * single quotes when it holds double ones, as expressions do.
 */

export type Yaml = string | number | boolean | null | readonly Yaml[] | { readonly [key: string]: Yaml };

export function toYaml(value: Yaml, indent = ''): string {
  if (typeof value !== 'object' || value === null) return ` ${scalar(value)}\n`;
  const inner = `${indent}  `;
  if (isList(value)) {
    if (value.length === 0) return ' []\n';
    return `\n${value.map((item) => `${indent}-${inline(toYaml(item, inner), inner)}`).join('')}`;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return ' {}\n';
  return `\n${entries.map(([key, item]) => `${indent}${key}:${toYaml(item, inner)}`).join('')}`;
}

/** Lets the first line of a block stand beside its dash. */
function inline(block: string, indent: string): string {
  return block.startsWith('\n') ? ` ${block.slice(1 + indent.length)}` : block;
}

function isList(value: Yaml): value is readonly Yaml[] {
  return Array.isArray(value);
}

function scalar(value: string | number | boolean | null): string {
  const isQuoting = typeof value === 'string' && value.includes('"') && !/[^\x20-\x7e]|\\/.test(value);
  return isQuoting ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value);
}
