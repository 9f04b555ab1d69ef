/** Runs a command in a container and collects what it says, within bounds. */
import { EXEC_BYTES_MAX, TIMED_OUT_EXIT_CODE } from './docker.constants.ts';
import type { ExecRequest, ExecResult, OutputPart } from './engine.ts';
import type { EngineCaller } from './engine-call.ts';
import { execCreated, execState } from './engine-replies.ts';
import { unframed } from './output-frames.ts';

export async function runExec(caller: EngineCaller, containerId: string, request: ExecRequest): Promise<ExecResult> {
  const { command, env = {}, workingFolder, timeoutMs, outputBytesMax, signal } = request;
  const { Id: id } = await caller.read(
    {
      method: 'POST',
      path: `/containers/${encodeURIComponent(containerId)}/exec`,
      body: {
        AttachStdout: true,
        AttachStderr: true,
        Cmd: command,
        Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
        ...(workingFolder === undefined ? {} : { WorkingDir: workingFolder }),
      },
      signal,
    },
    execCreated,
  );
  const late = AbortSignal.timeout(timeoutMs);
  const output = new Output(outputBytesMax);
  try {
    const response = await caller.send({
      method: 'POST',
      path: `/exec/${id}/start`,
      body: { Detach: false, Tty: false },
      // Ours ends it first, so that what was said until then is kept.
      timeoutMs: timeoutMs * 2,
      bytesMax: EXEC_BYTES_MAX,
      streams: true,
      signal: signal === undefined ? late : AbortSignal.any([late, signal]),
    });
    await output.collect((response.body ?? new ReadableStream()).pipeThrough(unframed()), late, signal);
  } catch (error) {
    signal?.throwIfAborted();
    if (!late.aborted) throw error;
  }
  if (late.aborted) return { ...output.result(), exitCode: TIMED_OUT_EXIT_CODE, isTimedOut: true };
  const { ExitCode } = await caller.read({ method: 'GET', path: `/exec/${id}/json`, signal }, execState);
  return { ...output.result(), exitCode: ExitCode ?? -1, isTimedOut: false };
}

class Output {
  readonly #max: number;
  readonly #kept: Record<OutputPart['stream'], Uint8Array[]> = { stdout: [], stderr: [] };
  #bytes = 0;
  #isTruncated = false;

  constructor(max: number) {
    this.#max = max;
  }

  /** Reads on after the bound, so that the command can end and its exit code is known. */
  async collect(parts: ReadableStream<OutputPart>, late: AbortSignal, signal: AbortSignal | undefined): Promise<void> {
    const reader = parts.getReader();
    const ended = Promise.withResolvers<never>();
    ended.promise.catch(() => undefined);
    for (const ending of [late, signal]) {
      if (ending?.aborted) ended.reject(ending.reason);
      ending?.addEventListener('abort', () => ended.reject(ending.reason), { once: true });
    }
    try {
      for (;;) {
        const { done, value } = await Promise.race([reader.read(), ended.promise]);
        if (done) return;
        const bytes = value.bytes.subarray(0, Math.max(0, this.#max - this.#bytes));
        if (bytes.byteLength < value.bytes.byteLength) this.#isTruncated = true;
        if (bytes.byteLength > 0) this.#kept[value.stream].push(bytes);
        this.#bytes += bytes.byteLength;
      }
    } finally {
      reader.cancel().catch(() => undefined);
    }
  }

  result(): Pick<ExecResult, 'stdout' | 'stderr' | 'isTruncated'> {
    return { stdout: joined(this.#kept.stdout), stderr: joined(this.#kept.stderr), isTruncated: this.#isTruncated };
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
