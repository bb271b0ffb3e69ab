import { restorableDays } from '@eyrie/contracts';
import type { QueryClient } from '@tanstack/react-query';

/** A camera or a site, as far as putting it away is concerned. */
export interface ArchivedThing {
  readonly kind: 'camera' | 'site';
  readonly id: string;
  readonly name: string;
  readonly revision: number;
}

export const pathOf = ({ kind, id }: ArchivedThing): string => `/v1/${kind}s/${id}`;

export const restorableUntil = (archivedAt: string): Date =>
  new Date(Date.parse(archivedAt) + restorableDays * 86_400_000);

/** Whatever shows it is asked for again. */
export async function forgetThing(cache: QueryClient, { kind, id }: ArchivedThing): Promise<void> {
  await Promise.all(
    [['sites'], ['site'], ['cameras'], ['devices'], [kind, id]].map((queryKey) =>
      cache.invalidateQueries({ queryKey }),
    ),
  );
}
