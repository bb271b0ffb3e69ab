import type { ConfigurationDifference } from '@eyrie/contracts';
import { ArrowRight } from 'lucide-react';
import { valueText } from './value-text.ts';

/** What was and what will be, value by value. */
export function Differences({
  changes,
  empty,
}: {
  changes: readonly ConfigurationDifference[];
  empty: string;
}) {
  if (changes.length === 0) return <p className="text-sm text-ink-faint">{empty}</p>;
  return (
    <ul className="divide-y divide-line text-sm">
      {changes.map(({ path, before, after }) => (
        <li key={path} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
          <code className="min-w-0 grow text-xs break-all text-ink-soft">{path}</code>
          <span className="numbers flex items-center gap-2">
            <del className="rounded-md bg-bad-ground px-1.5 py-0.5 text-bad no-underline">
              <span className="sr-only">before </span>
              {valueText(before)}
            </del>
            <ArrowRight aria-label="becomes" className="size-3.5 text-ink-faint" />
            <ins className="rounded-md bg-good-ground px-1.5 py-0.5 text-good no-underline">
              {valueText(after)}
            </ins>
          </span>
        </li>
      ))}
    </ul>
  );
}
