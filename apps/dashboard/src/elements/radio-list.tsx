import { useId, type ReactNode } from 'react';

export interface RadioOption<Value extends string> {
  readonly value: Value;
  readonly text: string;
  /** What it means, in a sentence. */
  readonly sentence?: string;
  readonly icon?: ReactNode;
}

/** One of several, with a sentence to each: for choices that want to be understood. */
export function RadioList<Value extends string>({
  label,
  value,
  options,
  onChoose,
  className = 'sm:grid-cols-2',
}: {
  label: string;
  value: Value;
  options: readonly RadioOption<Value>[];
  onChoose: (value: Value) => void;
  className?: string;
}) {
  const name = useId();
  return (
    <fieldset className="min-w-0">
      <legend className="text-sm font-medium">{label}</legend>
      <div className={`mt-1.5 grid gap-2 ${className}`}>
        {options.map((option) => (
          <label
            key={option.value}
            className="flex min-h-11 cursor-pointer items-start gap-3 rounded-xl border border-line px-3.5 py-2.5 text-sm hover:bg-sunken has-checked:border-accent has-checked:bg-accent/8 has-focus-visible:ring-2 has-focus-visible:ring-accent/40"
          >
            <input
              type="radio"
              name={name}
              className="mt-0.5 size-4 shrink-0 accent-accent"
              checked={option.value === value}
              aria-labelledby={`${name}-${option.value}-name`}
              aria-describedby={option.sentence ? `${name}-${option.value}` : undefined}
              onChange={() => onChoose(option.value)}
            />
            <span className="min-w-0">
              <span
                id={`${name}-${option.value}-name`}
                className="flex items-center gap-1.5 font-medium"
              >
                {option.icon}
                {option.text}
              </span>
              {option.sentence ? (
                <span id={`${name}-${option.value}`} className="mt-0.5 block text-xs text-ink-soft">
                  {option.sentence}
                </span>
              ) : null}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
