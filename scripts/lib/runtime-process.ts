/**
 * The process that `runtime.ts` starts: Miniflare with the workerd below it, and nothing else. It gets its options as
 * the first message, since arguments are visible to every user of the machine, and it does not outlive who started it.
 */
import { convertV4MiniflareOptions, Miniflare, type V4MiniflareOptions } from 'miniflare';

/** The one message that comes back. */
export type RuntimeReport = { readonly ready: true } | { readonly failure: string };

const report = (message: RuntimeReport): boolean | undefined => process.send?.(message);

// The process leads a group, so this ends workerd too.
process.once('disconnect', () => process.kill(-process.pid, 'SIGKILL'));

process.once('message', (options: V4MiniflareOptions) => {
  const miniflare = new Miniflare(convertV4MiniflareOptions(options));
  miniflare.ready.then(
    () => report({ ready: true }),
    (error: unknown) =>
      report({ failure: error instanceof Error ? `${error.message}\n${error.stack}` : String(error) }),
  );
});
