/**
 * AuthZEN messages turned into questions and answers: defaults of a batch, the three semantics, and errors that concern one
 * question only. Whatever cannot be answered is denied.
 */
import {
  type DecisionReply,
  type EvaluationItem,
  type EvaluationOptions,
  type EvaluationsRequest,
  evaluationItem,
} from '../../../shared/authzen.schema.ts';
import { ERROR_CATALOGUE } from '../../../shared/errors.ts';
import { AppError, toAppError } from '../../kernel/errors.ts';
import { parseRevisionToken } from '../freshness/revision-token.ts';
import type { DecisionRequest } from '../policies/model.ts';
import type { Consistency } from './consistency.ts';
import type { Evaluate, Evaluated } from './decisions.service.ts';

/** What is told of a decision beyond yes and no. */
export type Tell = (evaluated: Evaluated) => DecisionReply;

/** @throws AppError `bad_request` for a revision token that is none of ours: less freshness than asked for is no answer. */
export function consistencyOf(options: EvaluationOptions | undefined): Consistency {
  const { consistency = 'bounded', at_least_as_fresh: token } = options ?? {};
  const revision = token === undefined ? undefined : parseRevisionToken(token);
  if (token !== undefined && revision === undefined) {
    throw new AppError('bad_request', {
      message: 'This is not a revision token.',
      details: { pointer: '/options/at_least_as_fresh' },
    });
  }
  return consistency === 'strict' || revision === undefined ? consistency : { atLeastAsFresh: revision };
}

/**
 * The question of a request. The caller is trusted to say where the person is, in `context.ip`.
 *
 * @throws AppError `bad_request` naming what is missing.
 */
export function questionOf({ subject, action, resource, context }: EvaluationItem): DecisionRequest {
  if (subject === undefined || action === undefined || resource === undefined) {
    const missing = subject === undefined ? 'subject' : action === undefined ? 'action' : 'resource';
    throw new AppError('bad_request', { message: `The request is not valid: the ${missing} is needed.` });
  }
  const address = typeof context?.ip === 'string' ? context.ip : undefined;
  return { subject, action, resource, context, address };
}

/**
 * Answers a batch.
 *
 * @returns One reply for each question that was executed, in order.
 * @throws AppError when every question failed for a reason that is ours: the caller may try again.
 */
export async function evaluateBatch(
  request: EvaluationsRequest,
  evaluate: Evaluate,
  tell: Tell,
): Promise<DecisionReply[]> {
  const { evaluations = [], options } = request;
  const semantic = options?.evaluations_semantic ?? 'execute_all';
  const faults: AppError[] = [];
  const answer = async (item: unknown): Promise<DecisionReply> => {
    try {
      return tell(await evaluate(questionOf(withDefaults(item, request))));
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.status >= 500) faults.push(error);
      return denialOf(error);
    }
  };
  const replies: DecisionReply[] = [];
  if (semantic === 'execute_all') replies.push(...(await Promise.all(evaluations.map(answer))));
  else {
    const last = semantic === 'permit_on_first_permit';
    for (const item of evaluations) {
      const reply = await answer(item);
      replies.push(reply);
      if (reply.decision === last) break;
    }
  }
  const [fault] = faults;
  if (fault !== undefined && faults.length === replies.length) throw fault;
  return replies;
}

/** A member that a question has replaces the default as a whole (§7.1.1). */
function withDefaults(item: unknown, defaults: EvaluationItem): EvaluationItem {
  const parsed = evaluationItem.safeParse(item);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.map(String).join('.').slice(0, 100) ?? '';
    throw new AppError('bad_request', {
      message: where === '' ? 'The request is not valid.' : `The request is not valid at ${where}.`,
    });
  }
  const { subject, action, resource, context } = parsed.data;
  return {
    subject: subject ?? defaults.subject,
    action: action ?? defaults.action,
    resource: resource ?? defaults.resource,
    context: context ?? defaults.context,
  };
}

function denialOf({ code, status, message }: AppError): DecisionReply {
  const { retryable } = ERROR_CATALOGUE[code];
  return { decision: false, context: { error: { status, code, message, retryable } } };
}
