/** What is searched for. Words count when they are sent, a choice at once. */
import { useState } from 'preact/hooks';
import type { CatalogueReply } from '../../../../shared/catalogue.schema.ts';
import { CATALOGUE_SOURCES, QUERY_CHARS_MAX } from '../../../../shared/catalogue.vocabulary.ts';
import { SelectField, TextField } from '../../desk/fields.tsx';
import { shownNumber } from '../../preferences.ts';
import { type Search, search, searchFor } from './catalogue-state.ts';
import { catalogueText } from './catalogue-texts.ts';

export function SearchForm({ categories }: Pick<CatalogueReply, 'categories'>) {
  const t = catalogueText.value;
  const { q, category, source } = search.value;
  const [words, setWords] = useState(q);
  // The one that is chosen may have nothing to show: it stays to be seen.
  const shown = category === '' || categories.some(({ name }) => name === category);
  const all = shown ? categories : [...categories, { name: category, count: 0 }];
  return (
    <search>
      <form
        class="stack-tight"
        onSubmit={(event) => {
          event.preventDefault();
          searchFor({ q: words });
        }}
      >
        <div class="form-line">
          <TextField label={t.words} value={words} maxLength={QUERY_CHARS_MAX} onInput={setWords} />
          <SelectField
            label={t.source}
            value={source}
            onInput={(value) => searchFor({ source: value as Search['source'], category: '' })}
            options={[
              { value: '', label: t.allSources },
              ...CATALOGUE_SOURCES.map((value) => ({ value, label: t.sources[value] })),
            ]}
          />
          {all.length > 0 && (
            <SelectField
              label={t.category}
              value={category}
              onInput={(value) => searchFor({ category: value })}
              options={[
                { value: '', label: t.allCategories },
                ...all.map(({ name, count }) => ({ value: name, label: t.counted(name, shownNumber(count)) })),
              ]}
            />
          )}
        </div>
        <div class="actions">
          <button type="submit" class="button">
            {t.search}
          </button>
        </div>
      </form>
    </search>
  );
}
