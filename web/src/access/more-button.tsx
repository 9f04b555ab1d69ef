/** The way to the next page of a list. */
import { deskText } from '../desk/desk-texts.ts';
import { accessText } from './access-texts.ts';
import type { Pages } from './use-pages.ts';

export function MoreButton({ pages }: { readonly pages: Pages<unknown> }) {
  if (!pages.hasMore) return null;
  return (
    <button type="button" class="button button-quiet" aria-disabled={pages.isBusy} onClick={pages.more}>
      {pages.isBusy ? deskText.value.loading : accessText.value.more}
    </button>
  );
}
