import { formatAge } from './age.ts';
import { useNow } from './use-now.ts';

/** "4 min ago" that keeps counting; the exact time on hover. */
export function AgeText({ since, prefix = '' }: { since: string | null; prefix?: string }) {
  const now = useNow();
  if (since === null) return <span className="text-ink-faint">never</span>;
  const age = formatAge(now - Date.parse(since));
  return (
    <time dateTime={since} title={new Date(since).toLocaleString()} className="numbers">
      {prefix}
      {age === 'now' ? 'now' : `${age} ago`}
    </time>
  );
}
