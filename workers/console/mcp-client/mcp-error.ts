/** Why a server could not be spoken with. What the server said stays out: it is a stranger's text. */
import { AppError } from '../../kernel/errors.ts';
import { OutboundError } from '../../kernel/outbound-error.ts';

export type McpFault =
  /** Nothing answers there, or the connection broke. */
  | 'unreachable'
  | 'timeout'
  | 'too_large'
  /** It wants a credential, or refuses the one it was given. */
  | 'unauthorized'
  /** Something answers that does not speak MCP over streamable HTTP. */
  | 'not_mcp'
  | 'version_not_supported'
  /** A status of 4xx or 5xx. */
  | 'http_error'
  /** It forgot the session. */
  | 'session_lost'
  /** It answered with an error of its own. */
  | 'refused'
  /** It leads somewhere else: that is never followed. */
  | 'redirect';

export class McpError extends Error {
  override readonly name = 'McpError';
  readonly fault: McpFault;
  /** Status of the answer, where there was one. */
  readonly status: number | undefined;
  /** Of the JSON-RPC error, where there was one. */
  readonly rpcCode: number | undefined;
  /** The `WWW-Authenticate` of a 401, for who signs in to remote servers. */
  readonly challenge: string | undefined;

  constructor(
    fault: McpFault,
    more: {
      readonly status?: number;
      readonly rpcCode?: number;
      readonly challenge?: string;
      readonly cause?: unknown;
    } = {},
  ) {
    super(`the MCP server: ${fault}`, { cause: more.cause });
    this.fault = fault;
    this.status = more.status;
    this.rpcCode = more.rpcCode;
    this.challenge = more.challenge;
  }
}

/** What failed below the protocol. An address that is refused stays what it is. */
export function asMcpError(thrown: unknown): McpError | AppError {
  if (thrown instanceof McpError || thrown instanceof AppError) return thrown;
  if (thrown instanceof OutboundError) {
    return new McpError(thrown.fault === 'content_type' ? 'not_mcp' : thrown.fault, { cause: thrown });
  }
  return new McpError('unreachable', { cause: thrown });
}

const MESSAGES: Readonly<Record<McpFault, string>> = {
  unreachable: 'The server cannot be reached.',
  timeout: 'The server did not answer in time.',
  too_large: 'The server answered with more than is read.',
  unauthorized: 'The server asks for a credential.',
  not_mcp: 'What answers there does not speak MCP over streamable HTTP.',
  version_not_supported: 'The server speaks another version of MCP.',
  http_error: 'The server answered with an error status.',
  session_lost: 'The server forgot the session.',
  refused: 'The server refused the request.',
  redirect: 'The server leads to another address. That is not followed.',
};

/** For routes: `upstream_failed` with `details.reason`, or the refusal of the address as it is. */
export function mcpAppError(thrown: unknown): AppError {
  const error = asMcpError(thrown);
  if (error instanceof AppError) return error;
  return new AppError('upstream_failed', {
    message: MESSAGES[error.fault],
    details: { reason: error.fault },
    cause: error,
  });
}
