export type OutboundFault = 'unreachable' | 'timeout' | 'redirect' | 'too_large' | 'content_type';

/** Why a call outside brought no answer. The cause stays inside: it may carry upstream text. */
export class OutboundError extends Error {
  override readonly name = 'OutboundError';
  readonly fault: OutboundFault;

  constructor(fault: OutboundFault, cause?: unknown) {
    super(`the call outside failed: ${fault}`, { cause });
    this.fault = fault;
  }
}
