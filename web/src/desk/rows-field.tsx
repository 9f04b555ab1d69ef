/** A list of equal rows of fields: one can be added at the end and any removed. The focus follows. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { focusOn } from './focus.ts';

interface RowsFieldProps<Item> {
  readonly legend: string;
  readonly hint?: string;
  readonly items: readonly Item[];
  readonly blank: Item;
  readonly max: number;
  readonly onChange: (items: readonly Item[]) => void;
  readonly add: string;
  readonly remove: (position: string) => string;
  readonly row: (item: Item, change: (item: Item) => void) => ComponentChildren;
}

export function RowsField<Item>({ legend, hint, items, blank, max, onChange, add, remove, row }: RowsFieldProps<Item>) {
  const addId = useId();
  const replace = (at: number, item: Item): void => onChange(items.with(at, item));
  const drop = (at: number): void => {
    onChange(items.toSpliced(at, 1));
    focusOn(addId);
  };
  return (
    <fieldset class="field rows-field">
      <legend>{legend}</legend>
      {hint !== undefined && <p class="quiet">{hint}</p>}
      {items.map((item, at) => (
        // Rows have no identity of their own: what stands in the third row is the third item.
        <div key={String(at)} class="form-line rows-field-row">
          {row(item, (changed) => replace(at, changed))}
          <button
            type="button"
            class="button button-quiet button-square"
            aria-label={remove(String(at + 1))}
            onClick={() => drop(at)}
          >
            <span aria-hidden="true">✕</span>
          </button>
        </div>
      ))}
      {items.length < max && (
        <button id={addId} type="button" class="button button-quiet" onClick={() => onChange([...items, blank])}>
          {add}
        </button>
      )}
    </fieldset>
  );
}
