/** Where the round stands: number of the question, score so far, and a bar of what is answered. */
import { shownNumber, text } from '../preferences.ts';
import type { RoundSnapshot } from '../round/round.types.ts';
import { scoreOf } from '../round/score.ts';

export function RoundProgress({ held, index }: { readonly held: RoundSnapshot; readonly index: number }) {
  const t = text.value.play;
  const { history, round } = held;
  const label = t.progress(shownNumber(index), shownNumber(round.total));
  return (
    <div class="progress">
      <p>
        <span>{label}</span>
        <span class="score">{t.score(shownNumber(scoreOf(history)))}</span>
      </p>
      <progress aria-label={label} value={history.length} max={round.total} />
    </div>
  );
}
