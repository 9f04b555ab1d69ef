/** The facts of one track as a description list: labelled, or in one line where the labels go without saying. */
import type { Reveal } from '../../../shared/rounds.schema.ts';
import { seriesName } from '../i18n/series-names.ts';
import { language, text } from '../preferences.ts';

interface TrackFactsProps {
  readonly reveal: Reveal;
  /** One line; readers still hear the labels. */
  readonly inline?: boolean;
}

export function TrackFacts({ reveal, inline = false }: TrackFactsProps) {
  const t = text.value.facts;
  const rows: readonly (readonly [string, string])[] = [
    [t.composer, reveal.composer],
    [t.year, String(reveal.year)],
    [t.platform, reveal.platform],
    [t.series, seriesName(reveal.series, language.value)],
  ];
  return (
    <dl class={inline ? 'facts-line' : 'facts'}>
      {rows.map(([label, value]) => (
        <div key={label}>
          <dt class={inline ? 'visually-hidden' : undefined}>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
