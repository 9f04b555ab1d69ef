/**
 * Attributes of a request, for conditions. A path goes through the request as AuthZEN writes it: `subject.id`,
 * `resource.properties.owner`, `context.channel`. Only own members of plain objects count, so neither a prototype nor the
 * length of a list is an attribute, and what the store knows of a subject stands before what a request says of it.
 */

import type { AttributePath, DecisionRequest, Json, Properties, SubjectFacts } from './model.ts';
import { COMPARED_LEVELS_MAX } from './policies.constants.ts';

type AttributeCondition = { readonly operator: string; readonly value: Json | { readonly path: AttributePath } };
type Comparison = 'equals' | 'not_equals' | 'in' | 'contains' | 'less' | 'greater';

/** @returns undefined when there is no such attribute. */
export function attributeAt(
  [root, ...names]: AttributePath,
  request: DecisionRequest,
  facts: SubjectFacts,
): Json | undefined {
  if (root === 'context') return walk(request.context, names);
  const [first, ...rest] = names;
  if (first !== 'properties')
    return rest.length === 0 && first !== undefined ? identity(root, first, request) : undefined;
  const [property, ...inside] = rest;
  if (property === undefined) return undefined;
  const isKept = root === 'subject' && Object.hasOwn(facts.properties, property);
  return walk(own(isKept ? facts.properties : request[root].properties, property), inside);
}

/**
 * Compares two values. Values of different types never compare, neither as equal nor as different, and only numbers are
 * less or greater.
 */
export function compares(left: Json | undefined, operator: Comparison, right: Json | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  switch (operator) {
    case 'equals':
      return isEqual(left, right);
    case 'not_equals':
      return typeOf(left) === typeOf(right) && !isEqual(left, right);
    case 'in':
      return Array.isArray(right) && right.some((item: Json) => isEqual(left, item));
    case 'contains':
      return Array.isArray(left) && left.some((item: Json) => isEqual(item, right));
    case 'less':
      return typeof left === 'number' && typeof right === 'number' && left < right;
    case 'greater':
      return typeof left === 'number' && typeof right === 'number' && left > right;
  }
}

/** Whether a condition compares with another attribute instead of a value of its own. */
export function isReference(value: AttributeCondition['value']): value is { readonly path: AttributePath } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, 'path');
}

/** The members beside `properties`: type and id, or the name of an action. */
function identity(root: 'subject' | 'action' | 'resource', name: string, request: DecisionRequest): Json | undefined {
  if (root === 'action') return name === 'name' ? request.action.name : undefined;
  return name === 'type' || name === 'id' ? request[root][name] : undefined;
}

function walk(from: Json | undefined, names: readonly string[]): Json | undefined {
  let value = from;
  for (const name of names) value = own(value, name);
  return value;
}

function own(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as Properties)[name] : undefined;
}

function typeOf(value: Json): string {
  return value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
}

/** Beyond some levels of nesting nothing is equal: a hostile request must not exhaust the stack. */
function isEqual(left: Json, right: Json, levels = COMPARED_LEVELS_MAX): boolean {
  if (left === right) return true;
  if (levels === 0 || typeof left !== 'object' || typeof right !== 'object' || left === null || right === null)
    return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => {
    const other = Object.hasOwn(right, name) ? (right as Properties)[name] : undefined;
    return other !== undefined && isEqual((left as Properties)[name] as Json, other, levels - 1);
  });
}
