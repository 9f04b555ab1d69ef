/** The routes of the rounds API, each with its schemas and the errors of its own. */
import { apiText } from './api-text.ts';
import type { RouteContract } from './contract.ts';
import {
  availabilityReply,
  availabilityRequest,
  manifestReply,
  nextReply,
  nextRequest,
  receiptVerifyReply,
  receiptVerifyRequest,
  startReply,
  startRequest,
} from './rounds.schema.ts';
import { ROUTES } from './routes.ts';

const tag = 'rounds';

export const manifestContract = {
  ...ROUTES.manifest,
  id: 'getManifest',
  tag,
  summary: apiText('Modes, filters and features'),
  description: apiText(
    'Changes only when new questions are published; send the ETag back and get 304, which is not limited.',
  ),
  reply: manifestReply,
  errors: ['no_questions'],
  limits: { policies: ['manifest', 'address'], charged: 'by-handler' },
  conditional: true,
} as const satisfies RouteContract;

export const availabilityContract = {
  ...ROUTES.availability,
  id: 'countQuestions',
  tag,
  summary: apiText('How many questions the filters allow'),
  request: availabilityRequest,
  reply: availabilityReply,
  errors: ['not_found', 'no_questions'],
  limits: { policies: ['address'], charged: 'first' },
} as const satisfies RouteContract;

export const startContract = {
  ...ROUTES.roundsStart,
  id: 'startRound',
  tag,
  summary: apiText('Start a round'),
  description: apiText('Answers with the first question and the token that carries the round on. The body may be {}.'),
  request: startRequest,
  reply: startReply,
  errors: ['not_found', 'insufficient_inventory', 'no_questions'],
  limits: { policies: ['start', 'address'], charged: 'first' },
} as const satisfies RouteContract;

export const nextContract = {
  ...ROUTES.roundsNext,
  id: 'answerQuestion',
  tag,
  summary: apiText('Answer the question and get the next one'),
  description: apiText(
    'Safe to repeat: the same token with the same answer has the same result. With another answer it is 409.',
  ),
  request: nextRequest,
  reply: nextReply,
  errors: ['invalid_token', 'token_expired', 'already_answered', 'no_questions'],
  limits: { policies: ['next'], charged: 'by-handler' },
} as const satisfies RouteContract;

export const receiptVerifyContract = {
  ...ROUTES.receiptVerify,
  id: 'verifyReceipt',
  tag,
  summary: apiText('Confirm a score receipt'),
  request: receiptVerifyRequest,
  reply: receiptVerifyReply,
  errors: ['invalid_token', 'token_expired'],
} as const satisfies RouteContract;
