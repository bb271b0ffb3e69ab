import { deviceCountsSchema, devicePageSchema, type Device, type Presence } from '@eyrie/contracts';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { ask } from './http.ts';

export interface DeviceWish {
  readonly siteId: string | undefined;
  readonly presence: Presence | undefined;
  /** Empty: any. */
  readonly text: string;
}

function filterOf({ siteId, text }: Omit<DeviceWish, 'presence'>): URLSearchParams {
  const query = new URLSearchParams();
  if (siteId !== undefined) query.set('site_id', siteId);
  if (text !== '') query.set('q', text);
  return query;
}

function listPage({ presence, ...filter }: DeviceWish, token: string | null) {
  const query = filterOf(filter);
  query.set('page_size', '200');
  if (presence !== undefined) query.set('presence', presence);
  if (token !== null) query.set('page_token', token);
  return ask(`/v1/devices?${query.toString()}`, devicePageSchema);
}

/** The list as the cloud filters it, page by page. */
export const deviceListQuery = (wish: DeviceWish) =>
  infiniteQueryOptions({
    queryKey: ['devices', 'list', wish],
    queryFn: ({ pageParam }) => listPage(wish, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_page_token,
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });

/** How many there are of each presence, under the same filter. */
export const deviceCountsQuery = (filter: Omit<DeviceWish, 'presence'>) =>
  queryOptions({
    queryKey: ['devices', 'counts', filter],
    queryFn: () => ask(`/v1/devices/counts?${filterOf(filter).toString()}`, deviceCountsSchema),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });

/** The most devices whose names are looked up where only their ids are known. */
const namesMax = 2_000;

/** For names: every device, as many as one bulk request can be about several times over. */
export const allDevicesQuery = queryOptions({
  queryKey: ['device-names'],
  queryFn: async (): Promise<Device[]> => {
    const devices: Device[] = [];
    let token: string | null = null;
    do {
      const page: { items: Device[]; next_page_token: string | null } = await listPage(
        { siteId: undefined, presence: undefined, text: '' },
        token,
      );
      devices.push(...page.items);
      token = page.next_page_token;
    } while (token !== null && devices.length < namesMax);
    return devices;
  },
  staleTime: 60_000,
});
