import type { Device } from '@eyrie/contracts';
import { formatBytes } from '../elements/bytes.ts';
import { Card, SectionTitle } from '../elements/card.tsx';
import { formatAge } from '../freshness/age.ts';

type Storage = NonNullable<NonNullable<Device['health']>['storage']>;

const yearSeconds = 365 * 86_400;

const kinds = [
  ['pictures', 'Pictures'],
  ['thumbnails', 'Small pictures'],
  ['videos', 'Videos'],
  ['quarantine', 'Set aside'],
] as const;

const cardWords: Record<Storage['card'], string | null> = {
  well: null,
  full: 'The card is full to the last bytes.',
  stalled: 'The card does not answer.',
  failed: 'The card takes no writes.',
};

/** What a device keeps, and how long that goes well. */
export function StorageCard({ storage }: { storage: Storage }) {
  const trouble = cardWords[storage.card];
  return (
    <Card className="p-5">
      <SectionTitle aside={`${formatBytes(storage.bytes_per_hour)} an hour lately`}>
        Storage
      </SectionTitle>
      {trouble ? (
        <p className="mb-4 rounded-xl bg-bad-ground px-4 py-3 text-sm text-bad">
          {trouble} New pictures are kept in memory ({formatBytes(storage.memory_bytes)}) until the
          cloud has them; a power cut would lose them.
        </p>
      ) : null}
      {storage.loss_in_seconds === null ? null : (
        <p className="mb-4 rounded-xl bg-late-ground px-4 py-3 text-sm text-late">
          {storage.loss_in_seconds === 0
            ? 'There is no room left for what the cloud has not.'
            : `In ${formatAge(storage.loss_in_seconds * 1000)} there is no room left for what the cloud has not.`}
        </p>
      )}
      <table className="numbers w-full text-sm">
        <thead>
          <tr className="text-left text-xs text-ink-faint">
            <th className="pb-2 font-medium">Kind</th>
            <th className="pb-2 text-right font-medium">Files</th>
            <th className="pb-2 text-right font-medium">Bytes</th>
            <th className="pb-2 pl-4 font-medium">Oldest</th>
          </tr>
        </thead>
        <tbody>
          {kinds.map(([kind, text]) => {
            const { files, bytes, oldest_at } = storage[kind];
            return (
              <tr key={kind} className="border-t border-line">
                <th scope="row" className="py-2 text-left font-medium">
                  {text}
                </th>
                <td className="py-2 text-right">{files.toLocaleString()}</td>
                <td className="py-2 text-right whitespace-nowrap">{formatBytes(bytes)}</td>
                <td className="py-2 pl-4 text-ink-soft">
                  {oldest_at ? new Date(oldest_at).toLocaleDateString() : '–'}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className="mt-3 text-sm text-ink-soft">
        {storage.early_in_seconds === null || storage.early_in_seconds > yearSeconds
          ? 'Nothing has to go before its time within a year.'
          : storage.early_in_seconds === 0
            ? 'The oldest hours go before their time already.'
            : `The oldest hours go before their time in ${formatAge(storage.early_in_seconds * 1000)}.`}
        {storage.locked_bytes > 0 ? ` ${formatBytes(storage.locked_bytes)} are locked.` : ''}
      </p>
    </Card>
  );
}
