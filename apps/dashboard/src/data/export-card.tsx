import type { OrganisationExport } from '@eyrie/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Archive, Download } from 'lucide-react';
import { useEffect } from 'react';
import { beginExport, exportOperationsQuery, exportsQuery } from '../api/data-queries.ts';
import { formatBytes } from '../elements/bytes.ts';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Button, Refusal } from '../elements/form.tsx';
import { OperationProgress } from '../operations/operation-progress.tsx';

/** Archives of everything: made, watched while they are made, downloaded. */
export function ExportCard() {
  const cache = useQueryClient();
  const exports = useQuery(exportsQuery);
  const operations = useQuery(exportOperationsQuery);
  const running = operations.data?.items.filter(({ done }) => !done) ?? [];
  const begin = useMutation({
    mutationFn: beginExport,
    onSuccess: () => cache.invalidateQueries({ queryKey: exportOperationsQuery.queryKey }),
  });
  const count = running.length;
  useEffect(() => {
    void cache.invalidateQueries({ queryKey: exportsQuery.queryKey });
  }, [cache, count]);
  const made = exports.data?.items.filter(({ download_url }) => download_url !== null) ?? [];
  const failed = operations.data?.items[0]?.state === 'failed' ? operations.data.items[0] : null;
  return (
    <section>
      <SectionTitle aside="kept for two days">Export</SectionTitle>
      <Card className="space-y-4 p-5">
        <p className="text-sm text-ink-soft">
          One archive (tar) with every row as NDJSON, pictures and videos, the audit log as eyrie
          audit verify reads it, and a manifest with hashes. Keys and passwords are not in it.
        </p>
        {running.map((operation) => (
          <div key={operation.id} className="space-y-2">
            <OperationProgress operation={operation} />
            <Link
              to="/operations/$operationId"
              params={{ operationId: operation.id }}
              className="inline-block text-sm font-medium text-accent hover:underline"
            >
              Follow it, or cancel it
            </Link>
          </div>
        ))}
        {failed?.error ? (
          <p role="alert" className="rounded-xl bg-bad-ground px-3.5 py-2.5 text-sm text-bad">
            {failed.error.detail ?? failed.error.title}
          </p>
        ) : null}
        <Refusal error={begin.error} />
        <div className="flex flex-wrap gap-3">
          <Button
            tone="primary"
            disabled={count > 0 || begin.isPending}
            onClick={() => begin.mutate(true)}
          >
            <Archive aria-hidden className="size-4" /> Export everything
          </Button>
          <Button disabled={count > 0 || begin.isPending} onClick={() => begin.mutate(false)}>
            Without pictures and videos
          </Button>
        </div>
        {made.length > 0 ? (
          <ul className="divide-y divide-line border-t border-line">
            {made.map((one) => (
              <Made key={one.id} made={one} />
            ))}
          </ul>
        ) : null}
      </Card>
    </section>
  );
}

function Made({ made }: { made: OrganisationExport }) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 py-3">
      <span className="numbers text-sm">
        {new Date(made.created_at).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })}
        <span className="block text-xs text-ink-faint">
          {formatBytes(made.bytes ?? 0)} · {(made.rows ?? 0).toLocaleString()} rows ·{' '}
          {made.with_media ? `${(made.files ?? 0).toLocaleString()} files` : 'without files'}
        </span>
      </span>
      <a
        href={made.download_url ?? undefined}
        download
        className="inline-flex min-h-11 items-center gap-2 rounded-xl border border-line bg-surface px-4 text-sm font-medium hover:bg-sunken"
      >
        <Download aria-hidden className="size-4" /> Download
      </a>
    </li>
  );
}
