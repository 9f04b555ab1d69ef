/** The three facets and the length of the round as form fields. */
import type { Manifest } from '../../../shared/rounds.schema.ts';
import { type Difficulty, type Era, MIXED } from '../../../shared/rounds.vocabulary.ts';
import { firstYearOf } from '../i18n/era-years.ts';
import { seriesName } from '../i18n/series-names.ts';
import { language, shownNumber, text } from '../preferences.ts';
import { RadioField } from '../ui/radio-field.tsx';
import { type FilterChoice, offeredSeries, ROUND_SIZES, toggleSeries } from './filter-choice.ts';

interface FilterFieldsProps {
  readonly manifest: Manifest;
  readonly choice: FilterChoice;
  readonly onChange: (choice: FilterChoice) => void;
}

export function FilterFields({ manifest, choice, onChange }: FilterFieldsProps) {
  const t = text.value;
  const difficultyName = (id: Difficulty | typeof MIXED) => t.facets[id];
  const eraName = (id: Era | typeof MIXED) => (id === MIXED ? t.facets.mixed : t.facets.decade(firstYearOf(id)));
  return (
    <>
      <RadioField
        legend={t.start.difficulty}
        name="difficulty"
        value={choice.difficulty}
        options={openFirst(manifest.facets.difficulty).map((value) => ({ value, label: difficultyName(value) }))}
        onChange={(difficulty) => onChange({ ...choice, difficulty })}
      />
      <RadioField
        legend={t.start.era}
        name="era"
        value={choice.era}
        options={openFirst(manifest.facets.era).map((value) => ({ value, label: eraName(value) }))}
        onChange={(era) => onChange({ ...choice, era })}
      />
      <SeriesField manifest={manifest} choice={choice} onChange={onChange} />
      <RadioField
        legend={t.start.size}
        name="size"
        value={choice.size}
        options={ROUND_SIZES.map((value) => ({ value, label: t.start.sizeOption(shownNumber(value)) }))}
        onChange={(size) => onChange({ ...choice, size })}
      />
    </>
  );
}

function SeriesField({ manifest, choice, onChange }: FilterFieldsProps) {
  const t = text.value.start;
  return (
    <fieldset class="field" aria-describedby="series-hint">
      <legend>{t.series}</legend>
      <p class="quiet" id="series-hint">
        {t.seriesHint}
      </p>
      <div class="pills">
        {offeredSeries(manifest).map((series) => (
          <label key={series} class="pill">
            <input
              type="checkbox"
              name="series"
              value={series}
              checked={choice.series.includes(series)}
              onChange={() => onChange(toggleSeries(choice, series))}
            />
            <span>{seriesName(series, language.value)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** "All" first, because it is where a player begins. */
function openFirst<T extends string>(values: readonly T[]): readonly T[] {
  return values.toSorted((left, right) => Number(right === MIXED) - Number(left === MIXED));
}
