import {
  longOperationSchema,
  operationPageSchema,
  type LongOperation,
  type OperationState,
} from '@eyrie/contracts';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { ask } from './http.ts';

/** Events tell of each step; those whose rights end at some sites are not told, so it asks as well. */
const every = (isOpen: boolean | undefined) => (isOpen ? 5_000 : 60_000);

export const operationsQuery = (state: OperationState | undefined) =>
  infiniteQueryOptions({
    queryKey: ['operations', 'list', state ?? 'all'],
    queryFn: ({ pageParam }) => {
      const query = new URLSearchParams({ page_size: '30' });
      if (state !== undefined) query.set('state', state);
      if (pageParam !== null) query.set('page_token', pageParam);
      return ask(`/v1/operations?${query.toString()}`, operationPageSchema);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_page_token,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) =>
      every(data?.pages.some(({ items }) => items.some(({ done }) => !done))),
  });

export const operationQuery = (operationId: string) =>
  queryOptions({
    queryKey: ['operation', operationId],
    queryFn: () => ask(`/v1/operations/${operationId}`, longOperationSchema),
    refetchInterval: ({ state: { data } }) => every(data !== undefined && !data.done),
  });

/** How many wait or run, for the mark in the head of every page. */
export const openOperationsQuery = queryOptions({
  queryKey: ['operations', 'open'],
  queryFn: async () => {
    const pages = await Promise.all(
      ['waiting', 'running'].map((state) =>
        ask(`/v1/operations?state=${state}&page_size=20`, operationPageSchema),
      ),
    );
    return pages.reduce((sum, { items }) => sum + items.length, 0);
  },
  refetchInterval: ({ state }) => every((state.data ?? 0) > 0),
});

export const cancelOperation = (operationId: string): Promise<LongOperation> =>
  ask(`/v1/operations/${operationId}/cancel`, longOperationSchema, { method: 'POST' });
