import {
  configurationChangeSchema,
  configurationDiffSchema,
  configurationLayerSchema,
  configurationRolloutSchema,
  configurationVersionPageSchema,
  effectiveConfigurationSchema,
  type ConfigurationChange,
  type SettingsLayer,
} from '@eyrie/contracts';
import { queryOptions } from '@tanstack/react-query';
import { asJson, ask } from '../api/http.ts';

/** All of them begin with `configurations`: an event of a change asks for them again. */
const key = (targetId: string, part: string) => ['configurations', targetId, part] as const;

export const layerQuery = (targetId: string) =>
  queryOptions({
    queryKey: key(targetId, 'layer'),
    queryFn: () => ask(`/v1/configurations/${targetId}`, configurationLayerSchema),
  });

export const effectiveQuery = (targetId: string) =>
  queryOptions({
    queryKey: key(targetId, 'effective'),
    queryFn: () => ask(`/v1/configurations/${targetId}/effective`, effectiveConfigurationSchema),
  });

export const versionsQuery = (targetId: string) =>
  queryOptions({
    queryKey: key(targetId, 'versions'),
    queryFn: () =>
      ask(`/v1/configurations/${targetId}/versions?page_size=20`, configurationVersionPageSchema),
  });

export const diffQuery = (targetId: string, from: number, to: number) =>
  queryOptions({
    queryKey: [...key(targetId, 'diff'), from, to],
    queryFn: () =>
      ask(`/v1/configurations/${targetId}/diff?from=${from}&to=${to}`, configurationDiffSchema),
    // Versions never change.
    staleTime: Infinity,
  });

/** Quick while workers are awaited: that is what somebody is looking at. */
export const rolloutQuery = (targetId: string) =>
  queryOptions({
    queryKey: key(targetId, 'rollout'),
    queryFn: () => ask(`/v1/configurations/${targetId}/rollout`, configurationRolloutSchema),
    refetchInterval: ({ state }) => (state.data?.devices_waiting ? 1_500 : 10_000),
  });

/** What somebody wants: a layer of his own, or an old version again. */
export type Wish =
  | { readonly kind: 'change'; readonly settings: SettingsLayer }
  | { readonly kind: 'rollback'; readonly version: number };

/** Tries a wish or fulfils it. Throws `ApiProblem`, with 412 where somebody else was quicker. */
export function sendWish(
  targetId: string,
  wish: Wish,
  how: { seenVersion: number; reason: string; isTrial: boolean },
): Promise<ConfigurationChange> {
  const trial = how.isTrial ? '?dry_run=true' : '';
  const { kind, ...body } = wish;
  const method = kind === 'change' ? 'PUT' : 'POST';
  const address = `/v1/configurations/${targetId}${kind === 'change' ? '' : '/rollback'}${trial}`;
  const request = asJson(method, { ...body, reason: how.reason }, how.seenVersion);
  return ask(address, configurationChangeSchema, request);
}
