import type { AuditEntry } from '@eyrie/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { auditQuery } from '../api/people-queries.ts';
import { Failure, Skeleton } from '../elements/answer.tsx';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Empty } from '../elements/empty.tsx';
import { Button, Choice, Pill } from '../elements/form.tsx';
import { SettingsTabs } from '../settings/settings-tabs.tsx';

const kinds = [
  { value: '', text: 'Everything' },
  { value: 'people.', text: 'People' },
  { value: 'invitations.', text: 'Invitations' },
  { value: 'api-keys.', text: 'API keys' },
  { value: 'session.', text: 'Log-ins' },
  { value: 'account.', text: 'Accounts' },
  { value: 'sites.', text: 'Sites' },
  { value: 'cameras.', text: 'Cameras' },
  { value: 'configurations.', text: 'Configuration' },
  { value: 'commands.', text: 'Commands' },
  { value: 'provisioning-tokens.', text: 'Provisioning' },
  { value: 'edge.enrol', text: 'Enrolments' },
] as const;

/** Who changed what, newest first, out of the organisation's hash chain. */
export function AuditPage() {
  const [kind, setKind] = useState<(typeof kinds)[number]['value']>('');
  const audit = useInfiniteQuery(auditQuery(kind));
  const entries = audit.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <SettingsTabs />
      <SectionTitle aside="eyrie audit verify checks the chain">Audit</SectionTitle>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <div className="w-full sm:w-60">
          <Choice
            label="What to show"
            isLabelHidden
            value={kind}
            options={kinds}
            onChoose={setKind}
          />
        </div>
        <a
          href="/v1/audit/export?limit=5000"
          className="inline-flex min-h-11 items-center gap-2 rounded-xl border border-line bg-surface px-4 text-sm font-medium hover:bg-sunken"
        >
          <Download aria-hidden className="size-4" /> Export
        </a>
      </div>
      {audit.isPending ? <Skeleton className="h-96" /> : null}
      {audit.isError ? <Failure error={audit.error} retry={() => void audit.refetch()} /> : null}
      {audit.isSuccess && entries.length === 0 ? <Empty title="Nothing of that kind yet." /> : null}
      {entries.length > 0 ? (
        <Card>
          <ol className="divide-y divide-line">
            {entries.map((entry) => (
              <EntryRow key={entry.sequence} entry={entry} />
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

function EntryRow({ entry }: { entry: AuditEntry }) {
  const { actor, object } = entry;
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
          {factsOf(entry).map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-ink-faint">{name}</dt>
              <dd className="break-words whitespace-pre-wrap">{value}</dd>
            </div>
          ))}
        </dl>
      </details>
    </li>
  );
}

function factsOf(entry: AuditEntry): [string, string][] {
  const { actor, object } = entry;
  const facts: [string, string | null][] = [
    ['Who', [actor.name, actor.role, actor.id].filter(Boolean).join(' · ') || 'Eyrie itself'],
    ['With', actor.credential],
    ['From', entry.address],
    ['What', object ? [object.kind, object.id].filter(Boolean).join(' ') : null],
    ['Refused', refusalOf(entry)],
    ['Before', textOf(entry.before)],
    ['After', textOf(entry.after)],
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
