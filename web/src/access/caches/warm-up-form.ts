/** From lines of text to the subjects and questions to warm the caches with. Pure. */
import type { WarmUpRequest } from '../../../../shared/cache-admin.contract.ts';

/**
 * @param subjects A line for each: `type:id`.
 * @param questions A line for each: action, type and id of the resource, with spaces between; an id may hold spaces.
 * @returns undefined while there are no lines, or one that cannot be read.
 */
export function warmUpRequest(subjects: string, questions: string): WarmUpRequest | undefined {
  const read = {
    subjects: linesOf(subjects).map(readSubject),
    questions: linesOf(questions).map(readQuestion),
  };
  return isWhole(read.subjects) && isWhole(read.questions)
    ? { subjects: read.subjects, questions: read.questions }
    : undefined;
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function readSubject(line: string): WarmUpRequest['subjects'][number] | undefined {
  const at = line.indexOf(':');
  if (at < 1 || at === line.length - 1) return undefined;
  return { type: line.slice(0, at), id: line.slice(at + 1) };
}

function readQuestion(line: string): WarmUpRequest['questions'][number] | undefined {
  const [, action, type, id] = /^(\S+)\s+(\S+)\s+(.+)$/.exec(line) ?? [];
  if (action === undefined || type === undefined || id === undefined) return undefined;
  return { action, resource_type: type, resource_id: id };
}

function isWhole<Item>(items: readonly (Item | undefined)[]): items is Item[] {
  return items.length > 0 && items.every((item) => item !== undefined);
}
