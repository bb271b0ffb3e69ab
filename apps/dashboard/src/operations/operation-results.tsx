import { bulkResultSchema, type BulkItem, type LongOperation } from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleAlert, CircleCheck } from 'lucide-react';
import { allDevicesQuery } from '../api/device-queries.ts';
import { Card, SectionTitle } from '../elements/card.tsx';

/** What became of each part, as far as it is known: all of it at the end, failures at once. */
export function OperationResults({ operation }: { operation: LongOperation }) {
  const result = bulkResultSchema.safeParse(operation.result);
  const items: BulkItem[] = result.success
    ? result.data.items
    : operation.partial_failures.map(({ item, problem }) => ({
        device_id: item,
        ok: false,
        command_id: null,
        problem,
      }));
  if (items.length === 0) return null;
  const failed = items.filter(({ ok }) => !ok).length;
  return (
    <section className="mt-8">
      <SectionTitle aside={failed === 0 ? 'all of them' : `${failed} not`}>
        {result.success ? 'What became of each' : 'What failed so far'}
      </SectionTitle>
      <Card>
        <BulkItems items={items} saysOk={okText(operation.kind)} />
      </Card>
    </section>
  );
}

function okText(kind: string): string {
  if (kind === 'devices.revoke') return 'Revoked';
  if (kind === 'devices.decommission') return 'Decommissioned';
  return 'Command given';
}

/** Devices with what was, or would be, done with each; those that it was not done with first. */
export function BulkItems({ items, saysOk }: { items: readonly BulkItem[]; saysOk: string }) {
  const devices = useQuery(allDevicesQuery).data;
  const nameOf = (id: string) => devices?.find((device) => device.id === id)?.name ?? id;
  const inOrder = [...items].sort((a, b) => Number(a.ok) - Number(b.ok));
  return (
    <ul className="max-h-96 divide-y divide-line overflow-y-auto" tabIndex={0}>
      {inOrder.map((item) => (
        <li key={item.device_id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-5 py-3">
          {item.ok ? (
            <CircleCheck aria-hidden className="size-4 shrink-0 text-good" />
          ) : (
            <CircleAlert aria-hidden className="size-4 shrink-0 text-bad" />
          )}
          <Link
            to="/devices/$deviceId"
            params={{ deviceId: item.device_id }}
            className="min-w-0 flex-1 basis-40 text-sm font-medium break-words hover:underline"
          >
            {nameOf(item.device_id)}
          </Link>
          <span className={`text-sm break-words ${item.ok ? 'text-ink-soft' : 'text-bad'}`}>
            {item.ok ? saysOk : (item.problem?.detail ?? item.problem?.title ?? 'It failed.')}
          </span>
        </li>
      ))}
    </ul>
  );
}
