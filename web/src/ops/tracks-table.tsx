/** How well each track is known, in the order of the reader's choice. */
import { useState } from 'preact/hooks';
import { language, shownNumber } from '../preferences.ts';
import { Bar } from '../ui/bar.tsx';
import { shownShare } from '../ui/shown-share.ts';
import { inOrder, type TrackNumbers, type TrackOrder } from './figures.ts';
import { opsText } from './ops-texts.ts';

export function TracksTable({ tracks }: { readonly tracks: readonly TrackNumbers[] }) {
  const t = opsText.value;
  const [order, setOrder] = useState<TrackOrder>('answers');
  return (
    <section class="stack-tight" aria-labelledby="accuracy-by-track">
      <h2 id="accuracy-by-track">{t.tracks}</h2>
      {tracks.length === 0 ? (
        <p class="quiet">{t.noTracks}</p>
      ) : (
        <>
          <label class="ops-order">
            <span>{t.order}</span>
            <select
              value={order}
              onChange={(event) => setOrder(event.currentTarget.value === 'accuracy' ? 'accuracy' : 'answers')}
            >
              <option value="answers">{t.byAnswers}</option>
              <option value="accuracy">{t.byAccuracy}</option>
            </select>
          </label>
          <table class="ops-table" aria-labelledby="accuracy-by-track">
            <thead>
              <tr>
                <th scope="col">{t.track}</th>
                <th scope="col">{t.answers}</th>
                <th scope="col">{t.accuracy}</th>
              </tr>
            </thead>
            <tbody>
              {inOrder(tracks, order).map((row) => (
                <TrackRow key={row.track} {...row} />
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}

function TrackRow({ track, title, game, answers, wrong, timeout, skip, accuracy }: TrackNumbers) {
  const t = opsText.value;
  return (
    <tr>
      <th scope="row">
        {title === null ? <code>{track}</code> : <span lang="en">{title}</span>}
        <small>{game === null ? t.unknownTrack : <span lang="en">{game}</span>}</small>
        <small>{t.otherwise(shownNumber(wrong), shownNumber(timeout), shownNumber(skip))}</small>
      </th>
      <td>{shownNumber(answers)}</td>
      <td>
        {shownShare(accuracy, language.value) ?? t.none} <Bar share={accuracy ?? 0} />
      </td>
    </tr>
  );
}
