/** Reads the progress of a pull: JSON objects, one on a line, until the stream ends. */
import * as z from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import { LAYERS_MAX, PROGRESS_INTERVAL_MS, PROGRESS_LINE_BYTES_MAX } from './docker.constants.ts';
import type { PullProgress } from './engine.ts';
import { EngineError, pullFaultOf } from './engine-error.ts';

const line = z.object({
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
    const parsed = line.safeParse(parseJson(text));
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
  let text = '';
  for await (const chunk of body) {
    const lines = (text + decoder.decode(chunk, { stream: true })).split('\n');
    text = lines.pop() ?? '';
    for (const whole of lines) if (whole.trim() !== '') yield whole;
    if (text.length > PROGRESS_LINE_BYTES_MAX) throw new EngineError('not_an_engine', 'a line of progress has no end');
  }
  if (text.trim() !== '') yield text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
