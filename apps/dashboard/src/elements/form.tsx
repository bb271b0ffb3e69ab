import { useId, type ComponentProps, type ReactNode } from 'react';

const box =
  'mt-1 block h-11 w-full rounded-xl border border-line bg-ground px-3.5 text-base text-ink outline-none focus-visible:border-accent focus-visible:ring-2 focus-visible:ring-accent/40 sm:text-sm';

/** Fields above one another, and what is done with them: the page stays. */
export function Form({
  onSubmit,
  children,
  className = '',
}: {
  onSubmit: () => void;
  children: ReactNode;
  className?: string;
}) {
  return (
    <form
      className={`space-y-4 ${className}`}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
}

/** `refusal`: what is wrong with what stands in it; `help`: what it is, in a sentence. */
export function TextField({
  label,
  refusal,
  help,
  ...input
}: {
  label: string;
  refusal?: string | undefined;
  help?: string | undefined;
} & ComponentProps<'input'>) {
  const refusalId = useId();
  const helpId = useId();
  const said = [refusal === undefined ? '' : refusalId, help ? helpId : ''].join(' ').trim();
  return (
    <div className="min-w-0 text-sm">
      <label className="block font-medium">
        {label}
        <input
          className={`${box} aria-invalid:border-bad`}
          aria-invalid={refusal !== undefined}
          aria-describedby={said || undefined}
          {...input}
        />
      </label>
      {refusal === undefined ? null : (
        <p id={refusalId} className="mt-1 text-xs font-medium text-bad">
          {refusal}
        </p>
      )}
      <Help id={helpId} text={help} />
    </div>
  );
}

function Help({ id, text }: { id: string; text: string | undefined }) {
  if (!text) return null;
  return (
    <p id={id} className="mt-1 text-xs font-normal text-ink-faint">
      {text}
    </p>
  );
}

export function TextArea({ label, ...input }: { label: string } & ComponentProps<'textarea'>) {
  return (
    <label className="block min-w-0 text-sm font-medium">
      {label}
      <textarea className={`${box} h-auto py-2.5`} {...input} />
    </label>
  );
}

export function Choice<Value extends string>({
  label,
  value,
  options,
  onChoose,
  isLabelHidden = false,
  disabled = false,
  help,
}: {
  label: string;
  value: Value;
  options: readonly { value: Value; text: string }[];
  onChoose: (value: Value) => void;
  isLabelHidden?: boolean;
  disabled?: boolean;
  help?: string | undefined;
}) {
  const helpId = useId();
  const choice = (
    <label className="block min-w-0 text-sm font-medium">
      <span className={isLabelHidden ? 'sr-only' : ''}>{label}</span>
      <select
        aria-describedby={help ? helpId : undefined}
        className={`${box} ${isLabelHidden ? 'mt-0!' : ''} pr-8`}
        value={value}
        disabled={disabled}
        onChange={(event) => onChoose(event.target.value as Value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </label>
  );
  if (!help) return choice;
  return (
    <div className="min-w-0">
      {choice}
      <Help id={helpId} text={help} />
    </div>
  );
}

const tones = {
  primary: 'bg-accent text-accent-ink hover:brightness-110',
  plain: 'border border-line bg-surface hover:bg-sunken',
  danger: 'border border-line bg-surface text-bad hover:bg-bad-ground',
};

/** Of several buttons side by side: on a phone its icon stands above its words. */
export const narrowButton =
  'max-sm:flex-col max-sm:gap-1 max-sm:px-1.5 max-sm:py-2 max-sm:text-xs max-sm:whitespace-normal';

export function Button({
  tone = 'plain',
  className = '',
  ...button
}: { tone?: keyof typeof tones } & ComponentProps<'button'>) {
  return (
    <button
      type="button"
      className={`inline-flex min-h-11 items-center justify-center gap-2 rounded-xl [&>svg]:shrink-0 px-4 text-sm font-medium whitespace-nowrap transition disabled:opacity-60 ${tones[tone]} ${className}`}
      {...button}
    />
  );
}

/** Why something was refused, in the cloud's own words. */
export function Refusal({ error }: { error: Error | null }) {
  if (!error) return null;
  return (
    <p role="alert" className="rounded-xl bg-bad-ground px-3.5 py-2.5 text-sm text-bad">
      {error.message}
    </p>
  );
}

export function Pill({ children, tone }: { children: ReactNode; tone: 'good' | 'late' | 'plain' }) {
  const looks = {
    good: 'bg-good-ground text-good',
    late: 'bg-late-ground text-late',
    plain: 'bg-sunken text-ink-soft',
  };
  return (
    <span
      className={`inline-flex items-center rounded-full px-2 py-0.5 text-xs font-medium whitespace-nowrap ${looks[tone]}`}
    >
      {children}
    </span>
  );
}
