import { describe, expect, it } from 'vitest';
import { dryRunRequest as schema } from '../../../shared/access-admin.schema.ts';
import { CHANGE_KINDS, changeExample, dryRunRequest, questionsExample } from './dry-run-form.ts';

describe('the form of a dry run', () => {
  it.each(CHANGE_KINDS)('begins with an example of %s that the server takes', (kind) => {
    expect(schema.safeParse(dryRunRequest(changeExample(kind), '')).error).toBeUndefined();
    expect(schema.safeParse(dryRunRequest(changeExample(kind), questionsExample())).error).toBeUndefined();
  });

  it.each([
    ['', ''],
    ['{', ''],
    ['{}', '['],
  ])('asks nothing while %j and %j cannot be sent', (change, questions) => {
    expect(dryRunRequest(change, questions)).toBeUndefined();
  });
});
