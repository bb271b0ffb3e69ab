import type { ReactNode } from 'react';

/** One sentence, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="flex flex-col items-center rounded-2xl border border-dashed border-line px-6 py-14 text-center">
      <svg aria-hidden viewBox="0 0 120 60" className="mb-4 w-32 text-line">
        <circle cx="86" cy="16" r="8" fill="currentColor" />
        <path d="M4 58 L38 16 L56 40 L68 27 L116 58 Z" fill="currentColor" />
      </svg>
      <p className="font-medium">{title}</p>
      {children ? <div className="mt-1 max-w-md text-sm text-ink-soft">{children}</div> : null}
    </div>
  );
}
