/** A list that comes in pages, for as long as its part is shown. */
import { useState } from 'preact/hooks';
import type { ApiError } from '../../../shared/client.ts';
import { type Action, useAction } from '../desk/use-action.ts';

export interface Pages<Item> extends Pick<Action, 'isBusy' | 'error'> {
  /** undefined until the first page is there. */
  readonly items: readonly Item[] | undefined;
  readonly hasMore: boolean;
  first(): void;
  more(): void;
}

export interface Page<Item, Cursor> {
  readonly items: readonly Item[];
  /** Where the next page begins; null after the last one. */
  readonly next: Cursor | null;
}

export function usePages<Item, Cursor>(
  fetchPage: (cursor: Cursor | undefined) => Promise<Page<Item, Cursor>>,
  onError: (error: ApiError) => void,
): Pages<Item> {
  const [shown, setShown] = useState<Page<Item, Cursor>>();
  const { isBusy, error, run } = useAction(onError);
  return {
    items: shown?.items,
    hasMore: shown !== undefined && shown.next !== null,
    isBusy,
    error,
    first: () => void run(() => fetchPage(undefined), setShown),
    more: () => {
      if (shown === undefined || shown.next === null) return;
      const { items, next } = shown;
      void run(
        () => fetchPage(next),
        (page) => setShown({ items: [...items, ...page.items], next: page.next }),
      );
    },
  };
}
