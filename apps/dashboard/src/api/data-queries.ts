import {
  analyticsSchema,
  captureAccountSchema,
  erasureStateSchema,
  longOperationSchema,
  operationPageSchema,
  organisationExportPageSchema,
  retentionPreviewSchema,
  retentionSchema,
  type RetentionPolicy,
} from '@eyrie/contracts';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { ask, asJson } from './http.ts';

export const analyticsQuery = (days: number, by: 'site' | 'device') =>
  queryOptions({
    queryKey: ['analytics', days, by],
    queryFn: () => ask(`/v1/analytics?days=${days}&by=${by}`, analyticsSchema),
    // The cloud works them out anew after five minutes.
    staleTime: 60_000,
    refetchInterval: 300_000,
    placeholderData: keepPreviousData,
  });

export const captureAccountQuery = (
  days: number,
  { siteId, cameraId }: { siteId?: string | undefined; cameraId?: string | undefined },
) => {
  const query = new URLSearchParams({ days: String(days) });
  if (siteId !== undefined) query.set('site_id', siteId);
  if (cameraId !== undefined) query.set('camera_id', cameraId);
  return queryOptions({
    queryKey: ['capture-account', query.toString()],
    queryFn: () => ask(`/v1/analytics/captures?${query.toString()}`, captureAccountSchema),
    staleTime: 60_000,
    refetchInterval: 300_000,
  });
};

export const retentionQuery = queryOptions({
  queryKey: ['retention'],
  queryFn: () => ask('/v1/retention', retentionSchema),
});

export const retentionPreviewQuery = (policy: RetentionPolicy) =>
  queryOptions({
    queryKey: ['retention', 'preview', policy],
    queryFn: () => ask('/v1/retention/preview', retentionPreviewSchema, asJson('POST', policy)),
    staleTime: 10_000,
  });

export const exportsQuery = queryOptions({
  queryKey: ['exports'],
  queryFn: () => ask('/v1/organisation/exports', organisationExportPageSchema),
});

/** Archives that are being made. */
export const exportOperationsQuery = queryOptions({
  queryKey: ['operations', 'organisation.export'],
  queryFn: () => ask('/v1/operations?kind=organisation.export&page_size=5', operationPageSchema),
  refetchInterval: (query) => (query.state.data?.items.some(({ done }) => !done) ? 1_000 : false),
});

export const beginExport = (withMedia: boolean) =>
  ask('/v1/organisation/exports', longOperationSchema, {
    ...asJson('POST', { with_media: withMedia }),
  });

export const erasureQuery = queryOptions({
  queryKey: ['erasure'],
  queryFn: () => ask('/v1/organisation/erasure', erasureStateSchema),
});
