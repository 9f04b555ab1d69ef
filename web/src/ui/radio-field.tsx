/** One choice out of a few, as native radio buttons drawn like tabs of a timetable. */
interface RadioFieldProps<T extends string | number> {
  readonly legend: string;
  readonly name: string;
  readonly options: readonly { readonly value: T; readonly label: string; readonly lang?: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

export function RadioField<T extends string | number>({ legend, name, options, value, onChange }: RadioFieldProps<T>) {
  return (
    <fieldset class="field">
      <legend>{legend}</legend>
      <div class="pills">
        {options.map((option) => (
          <label key={option.value} class="pill" lang={option.lang}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
