import type { ReactNode } from 'react';

/** A number with its name, for the row of figures at the head of a page. */
export function Figure({
  label,
  value,
  note,
  tone = 'text-ink',
}: {
  label: string;
  value: ReactNode;
  note?: ReactNode;
  tone?: string;
}) {
  return (
    <div className="min-w-0 rounded-2xl border border-line bg-surface px-4 py-3 shadow-card">
      <dt className="truncate text-xs font-medium text-ink-faint">{label}</dt>
      <dd
        className={`numbers mt-0.5 truncate text-xl sm:text-2xl font-semibold tracking-tight ${tone}`}
      >
        {value}
      </dd>
      {note ? <dd className="truncate text-xs text-ink-faint">{note}</dd> : null}
    </div>
  );
}
