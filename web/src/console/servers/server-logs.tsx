/** What a server writes, as it comes. It can be held still, cleared and taken along. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { LogLine } from '../../../../shared/servers.schema.ts';
import { shownNumber } from '../../preferences.ts';
import { serversApi } from './servers-api.ts';
import { serversText } from './servers-texts.ts';

/** Lines that are kept: a page must not grow without end. */
const LINES_MAX = 2000;
/** Milliseconds in which lines are gathered before they are drawn. */
const DRAW_MS = 150;
const TITLE_ID = 'server-log-title';

interface Shown {
  readonly nth: number;
  readonly line: LogLine;
}

export function ServerLogs({ id, name }: { readonly id: string; readonly name: string }) {
  const t = serversText.value;
  const [reading, setReading] = useState(0);
  const { lines, state, clear } = useLogLines(id, reading);
  const [held, setHeld] = useState<readonly Shown[]>();
  const box = useRef<HTMLPreElement>(null);
  const shown = held ?? lines;
  useEffect(() => {
    if (held === undefined && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [shown]);
  const since = held === undefined ? 0 : lines.filter(({ nth }) => nth > (held.at(-1)?.nth ?? 0)).length;
  return (
    <section class="stack-tight" aria-labelledby={TITLE_ID}>
      <h3 id={TITLE_ID}>{t.logs}</h3>
      <div class="actions">
        <button
          type="button"
          class="button button-quiet"
          onClick={() => setHeld(held === undefined ? lines : undefined)}
        >
          {held === undefined ? t.pause : t.follow}
        </button>
        <button
          type="button"
          class="button button-quiet"
          onClick={() => {
            clear();
            setHeld(undefined);
          }}
        >
          {t.clear}
        </button>
        <button type="button" class="button button-quiet" onClick={() => download(name, shown)}>
          {t.download}
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard. */}
      <pre ref={box} class="log-box" role="log" aria-live="off" aria-label={t.logsOf(name)} tabIndex={0}>
        {shown.length === 0 ? (
          <span class="quiet">{t.noLogs}</span>
        ) : (
          shown.map(({ nth, line }) => (
            <div key={nth} class={line.stream === 'stderr' ? 'log-error' : undefined}>
              {line.at !== undefined && <time dateTime={line.at}>{timeOfDay(line.at)}</time>} {line.text}
            </div>
          ))
        )}
      </pre>
      <p class="quiet" role="status">
        {held !== undefined && t.paused(shownNumber(since))}
        {held === undefined && state === 'over' && t.logsOver}
        {held === undefined && state === 'broken' && t.logsBroken}
      </p>
      {state !== 'open' && (
        <div class="actions">
          <button type="button" class="button button-quiet" onClick={() => setReading(reading + 1)}>
            {t.logsAgain}
          </button>
        </div>
      )}
    </section>
  );
}

/** In the reader's own zone, in a form that does not jump: all lines are equally long. */
const clockFace = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

function timeOfDay(at: string): string {
  return clockFace.format(new Date(at));
}

function useLogLines(id: string, reading: number) {
  const [lines, setLines] = useState<readonly Shown[]>([]);
  const [state, setState] = useState<'open' | 'over' | 'broken'>('open');
  useEffect(() => {
    setLines([]);
    setState('open');
    let nth = 0;
    let waiting: Shown[] = [];
    const stream = new EventSource(serversApi.logsAddress(id));
    stream.addEventListener('line', ({ data }: MessageEvent<string>) => {
      nth += 1;
      waiting.push({ nth, line: JSON.parse(data) as LogLine });
    });
    stream.addEventListener('over', () => {
      stream.close();
      setState('over');
    });
    stream.addEventListener('error', () => {
      // While it is only broken off the browser goes on where it was.
      if (stream.readyState === EventSource.CLOSED) setState('broken');
    });
    const timer = setInterval(() => {
      if (waiting.length === 0) return;
      const come = waiting;
      waiting = [];
      setLines((before) => [...before, ...come].slice(-LINES_MAX));
    }, DRAW_MS);
    return () => {
      stream.close();
      clearInterval(timer);
    };
  }, [id, reading]);
  return { lines, state, clear: () => setLines([]) };
}

function download(name: string, shown: readonly Shown[]): void {
  const text = shown.map(({ line: { at = '', stream, text: words } }) => `${at} ${stream} ${words}\n`).join('');
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${name}.log`;
  link.click();
  URL.revokeObjectURL(address);
}
