/** Rounds by day: totals above, a row for each day, newest first. */
import type { TelemetryNumbers } from '../../../shared/telemetry-numbers.schema.ts';
import { language, shownNumber } from '../preferences.ts';
import { Bar } from '../ui/bar.tsx';
import { shownShare } from '../ui/shown-share.ts';
import { shownDay } from './figures.ts';
import { opsText } from './ops-texts.ts';

export function DaysTable({ numbers: { total, days } }: { readonly numbers: TelemetryNumbers }) {
  const t = opsText.value;
  const most = Math.max(1, ...days.map(({ started }) => started));
  const share = (value: number | null) => shownShare(value, language.value) ?? t.none;
  return (
    <section class="stack-tight" aria-labelledby="rounds-by-day">
      <h2 id="rounds-by-day">{t.rounds}</h2>
      <p class="quiet">{t.zone}</p>
      <dl class="facts">
        <div>
          <dt>{t.started}</dt>
          <dd>{shownNumber(total.started)}</dd>
        </div>
        <div>
          <dt>{t.completed}</dt>
          <dd>{shownNumber(total.completed)}</dd>
        </div>
        <div>
          <dt>{t.completion}</dt>
          <dd>{share(total.completion)}</dd>
        </div>
      </dl>
      <table class="ops-table" aria-labelledby="rounds-by-day">
        <thead>
          <tr>
            <th scope="col">{t.day}</th>
            <th scope="col">{t.started}</th>
            <th scope="col">{t.completed}</th>
            <th scope="col">{t.completion}</th>
          </tr>
        </thead>
        <tbody>
          {days.toReversed().map(({ date, started, completed, completion }) => (
            <tr key={date}>
              <th scope="row">
                <time dateTime={date}>{shownDay(date, language.value)}</time>
              </th>
              <td>
                {shownNumber(started)} <Bar share={started / most} />
              </td>
              <td>{shownNumber(completed)}</td>
              <td>{share(completion)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
