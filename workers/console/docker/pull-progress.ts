/** Reads the progress of a pull: JSON objects, one on a line, until the stream ends. */
import * as z from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import { LAYERS_MAX, PROGRESS_INTERVAL_MS, PROGRESS_LINE_CHARS_MAX } from './docker.constants.ts';
import type { PullProgress } from './engine.ts';
import { EngineError, pullFaultOf } from './engine-error.ts';

const message = z.object({
  id: z.string().max(128).nullish(),
  error: z.string().nullish(),
  progressDetail: z
    .object({ current: z.int().nonnegative().nullish(), total: z.int().nonnegative().nullish() })
    .nullish(),
});

/** @throws EngineError when the stream says that the pull has failed, or is no such stream. */
export async function readPull(
  body: ReadableStream<Uint8Array>,
  told: (progress: PullProgress) => Promise<void>,
  clock: Clock,
  signal?: AbortSignal,
): Promise<void> {
  const layers = new Map<string, PullProgress>();
  let toldAtMs = 0;
  for await (const text of linesOf(body)) {
    signal?.throwIfAborted();
    const parsed = message.safeParse(parseJson(text));
    if (!parsed.success) throw new EngineError('not_an_engine', 'a line of progress is broken');
    const { id, error, progressDetail } = parsed.data;
    if (error) throw new EngineError(pullFaultOf(error));
    const { current, total } = progressDetail ?? {};
    if (!id || !total || (layers.size >= LAYERS_MAX && !layers.has(id))) continue;
    layers.set(id, { doneBytes: Math.min(current ?? 0, total), totalBytes: total });
    if (clock.nowMs() - toldAtMs < PROGRESS_INTERVAL_MS) continue;
    toldAtMs = clock.nowMs();
    await told(sumOf(layers.values()));
  }
  if (layers.size > 0) await told(sumOf(layers.values()));
}

function sumOf(layers: Iterable<PullProgress>): PullProgress {
  let [doneBytes, totalBytes] = [0, 0];
  for (const layer of layers) {
    doneBytes += layer.doneBytes;
    totalBytes += layer.totalBytes;
  }
  return { doneBytes, totalBytes };
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  /** Grows by what comes and is looked through once it has ended: a line may come in any number of pieces. */
  let line = '';
  for await (const chunk of body) {
    const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n');
    line += first;
    for (const next of others) {
      if (line.trim() !== '') yield line;
      line = next;
    }
    if (line.length > PROGRESS_LINE_CHARS_MAX) throw new EngineError('not_an_engine', 'a line of progress has no end');
  }
  if (line.trim() !== '') yield line;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
