import type { AuditEntry } from '@eyrie/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { auditQuery } from '../api/people-queries.ts';
import { Failure, Skeleton } from '../elements/answer.tsx';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Empty } from '../elements/empty.tsx';
import { Differences } from '../elements/differences.tsx';
import { Button, Pill } from '../elements/form.tsx';
import { SettingsTabs } from '../settings/settings-tabs.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { type AuditSearch, toAuditQuery } from './audit-search.ts';
import { changedValues } from './changed-values.ts';

/** Who changed what, newest first, out of the organisation's hash chain. */
export function AuditPage({ search }: { search: AuditSearch }) {
  const audit = useInfiniteQuery(auditQuery(toAuditQuery(search).toString()));
  const entries = audit.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <SettingsTabs />
      <SectionTitle aside="eyrie audit verify checks the chain">Audit</SectionTitle>
      <AuditFilters search={search} />
      <p className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-ink-soft">
        <span>The whole chain, oldest first:</span>
        <ExportLink format="csv">CSV for spreadsheets</ExportLink>
        <ExportLink format="ndjson">NDJSON to verify</ExportLink>
      </p>
      {audit.isPending ? <Skeleton className="h-96" /> : null}
      {audit.isError ? <Failure error={audit.error} retry={() => void audit.refetch()} /> : null}
      {audit.isSuccess && entries.length === 0 ? <Empty title="Nothing of that kind." /> : null}
      {entries.length > 0 ? (
        <Card className="overflow-hidden">
          <ol className="divide-y divide-line">
            {entries.map((entry) => (
              <EntryRow key={entry.sequence} entry={entry} search={search} />
            ))}
          </ol>
        </Card>
      ) : null}
      {audit.hasNextPage ? (
        <div className="mt-4 flex justify-center">
          <Button disabled={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
            {audit.isFetchingNextPage ? 'Loading…' : 'Older'}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function ExportLink({ format, children }: { format: 'csv' | 'ndjson'; children: string }) {
  return (
    <a
      href={`/v1/audit/export?limit=5000&format=${format}`}
      download={`audit.${format}`}
      className="inline-flex min-h-11 items-center gap-1.5 font-medium text-accent hover:underline"
    >
      <Download aria-hidden className="size-4" /> {children}
    </a>
  );
}

function EntryRow({ entry, search }: { entry: AuditEntry; search: AuditSearch }) {
  const { actor, object } = entry;
  const changes = changedValues(entry.before, entry.after);
  return (
    <li>
      <details className="group">
        <summary className="grid cursor-pointer list-none gap-x-4 gap-y-1 px-5 py-3 hover:bg-sunken md:grid-cols-[9.5rem_1fr_minmax(0,1fr)] md:items-center">
          <time dateTime={entry.at} className="numbers text-xs text-ink-faint">
            {new Date(entry.at).toLocaleString([], { dateStyle: 'short', timeStyle: 'medium' })}
          </time>
          <span className="flex min-w-0 items-center gap-2">
            <code className="truncate text-sm font-medium">{entry.operation}</code>
            {entry.refusal === null ? null : <Pill tone="plain">refused</Pill>}
            {actor.kind === 'person' ? null : <Pill tone="plain">{actor.kind}</Pill>}
          </span>
          <span className="truncate text-sm text-ink-soft">
            {actor.name ?? 'Eyrie'}
            {object?.id ? <span className="text-ink-faint"> · {object.kind}</span> : null}
          </span>
        </summary>
        <dl className="numbers grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1.5 border-t border-line bg-sunken px-5 py-4 text-xs">
          {factsOf(entry, changes === null).map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-ink-faint">{name}</dt>
              <dd className="break-words whitespace-pre-wrap">{value}</dd>
            </div>
          ))}
        </dl>
        {changes === null ? null : (
          <div className="border-t border-line bg-sunken px-5 py-2">
            <Differences changes={changes} empty="Nothing that is told here was changed." />
          </div>
        )}
        <p className="flex flex-wrap gap-x-4 border-t border-line bg-sunken px-5 text-xs">
          {actor.id === null ? null : (
            <OnlyLink search={{ ...search, actor: actor.id }}>
              All that {actor.name ?? 'it'} did
            </OnlyLink>
          )}
          {object?.id ? (
            <OnlyLink search={{ ...search, object: object.id }}>
              All that was done to this {object.kind}
            </OnlyLink>
          ) : null}
        </p>
      </details>
    </li>
  );
}

function OnlyLink({ search, children }: { search: AuditSearch; children: ReactNode }) {
  return (
    <Link
      to="/audit"
      search={search}
      className="inline-flex min-h-11 items-center font-medium text-accent hover:underline"
    >
      {children}
    </Link>
  );
}

/** `withValues`: also what was before and after, where they are not shown as differences. */
function factsOf(entry: AuditEntry, withValues: boolean): [string, string][] {
  const { actor, object } = entry;
  const facts: [string, string | null][] = [
    ['Who', [actor.name, actor.role, actor.id].filter(Boolean).join(' · ') || 'Eyrie itself'],
    ['With', actor.credential],
    ['From', entry.address],
    ['What', object ? [object.kind, object.id].filter(Boolean).join(' ') : null],
    ['Refused', refusalOf(entry)],
    ['Before', withValues ? textOf(entry.before) : null],
    ['After', withValues ? textOf(entry.after) : null],
    ['Request', entry.request_id],
    ['Link', `${entry.sequence} · ${entry.hash.slice(0, 16)}…`],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== null);
}

function textOf(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value, null, 2);
}

function refusalOf({ refusal }: AuditEntry): string | null {
  if (refusal === null) return null;
  const { code, attempts, until } = refusal;
  return attempts === 1 ? code : `${code} · ${attempts} times until ${until}`;
}
