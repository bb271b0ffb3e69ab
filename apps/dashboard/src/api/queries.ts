import {
  cameraPageSchema,
  cameraSchema,
  commandPageSchema,
  commandSchema,
  deviceSchema,
  devicePageSchema,
  framePageSchema,
  frameSchema,
  pendingEnrolmentPageSchema,
  sessionSchema,
  sitePageSchema,
  siteSchema,
  siteTrustViewSchema,
  timelapsePageSchema,
  timelapseSchema,
  type Frame,
  type Session,
} from '@eyrie/contracts';
import { queryOptions } from '@tanstack/react-query';
import { isAwaited, isOpen } from '../commands/command-words.ts';
import { ApiProblem, ask } from './http.ts';

/**
 * Every question the dashboard asks, with the key it is cached under. Events keep the answers
 * fresh (live/apply-event.ts), so the slow poll is only there for what no event tells.
 */
const slowly = { refetchInterval: 30_000 };

/** Null when nobody is logged in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Session | null> => {
    try {
      return await ask('/v1/session', sessionSchema);
    } catch (error) {
      if (error instanceof ApiProblem && error.problem.status === 401) return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

export const sitesQuery = queryOptions({
  queryKey: ['sites'],
  queryFn: () => ask('/v1/sites?page_size=200', sitePageSchema),
  ...slowly,
});

export const siteQuery = (siteId: string) =>
  queryOptions({
    queryKey: ['site', siteId],
    queryFn: () => ask(`/v1/sites/${siteId}`, siteSchema),
    ...slowly,
  });

export const devicesQuery = (siteId?: string) =>
  queryOptions({
    queryKey: ['devices', siteId ?? 'all'],
    queryFn: () => ask(`/v1/devices?page_size=200${siteFilter(siteId)}`, devicePageSchema),
    ...slowly,
  });

export const deviceQuery = (deviceId: string) =>
  queryOptions({
    queryKey: ['device', deviceId],
    queryFn: () => ask(`/v1/devices/${deviceId}`, deviceSchema),
    ...slowly,
  });

/** The latest commands of a device. Events tell of each step, but not when a file has arrived. */
export const commandsQuery = (deviceId: string) =>
  queryOptions({
    queryKey: ['commands', deviceId],
    queryFn: () => ask(`/v1/devices/${deviceId}/commands?page_size=10`, commandPageSchema),
    refetchInterval: ({ state }) => (state.data?.items.some(isAwaited) ? 2_000 : 30_000),
  });

/** One command, until its last word; an event tells of each of its steps. */
export const commandQuery = (commandId: string) =>
  queryOptions({
    queryKey: ['command', commandId],
    queryFn: () => ask(`/v1/commands/${commandId}`, commandSchema),
    refetchInterval: ({ state }) => (state.data && !isOpen(state.data) ? false : 2_000),
  });

/** Devices that wait for a person; an event tells of each. */
export const waitingDevicesQuery = queryOptions({
  queryKey: ['enrolment-requests', 'pending'],
  queryFn: () =>
    ask('/v1/enrolment-requests?state=pending&page_size=200', pendingEnrolmentPageSchema),
  ...slowly,
});

/** A site's authority. While it is replaced the devices come over one by one. */
export const siteTrustQuery = (siteId: string) =>
  queryOptions({
    queryKey: ['site-trust', siteId],
    queryFn: () => ask(`/v1/sites/${siteId}/ca-rotation`, siteTrustViewSchema),
    refetchInterval: ({ state }) =>
      state.data?.rotation && state.data.rotation.phase !== 'done' ? 3_000 : 60_000,
  });

export const camerasQuery = (siteId?: string) =>
  queryOptions({
    queryKey: ['cameras', siteId ?? 'all'],
    queryFn: () => ask(`/v1/cameras?page_size=200${siteFilter(siteId)}`, cameraPageSchema),
    ...slowly,
  });

export const archivedSitesQuery = queryOptions({
  queryKey: ['sites', 'archived'],
  queryFn: () => ask('/v1/sites?state=archived&page_size=200', sitePageSchema),
});

export const archivedCamerasQuery = (siteId: string) =>
  queryOptions({
    queryKey: ['cameras', siteId, 'archived'],
    queryFn: () =>
      ask(`/v1/cameras?state=archived&page_size=200${siteFilter(siteId)}`, cameraPageSchema),
  });

export const cameraQuery = (cameraId: string) =>
  queryOptions({
    queryKey: ['camera', cameraId],
    queryFn: () => ask(`/v1/cameras/${cameraId}`, cameraSchema),
    ...slowly,
  });

export const framesQuery = (cameraId: string) =>
  queryOptions({
    queryKey: ['frames', cameraId],
    queryFn: () => ask(`/v1/cameras/${cameraId}/frames?page_size=120`, framePageSchema),
  });

/** Null while the cloud does not have it yet: its record comes after the word of who took it. */
export const frameQuery = (frameId: string) =>
  queryOptions({
    queryKey: ['frame', frameId],
    queryFn: async (): Promise<Frame | null> => {
      try {
        return await ask(`/v1/frames/${frameId}`, frameSchema);
      } catch (error) {
        if (error instanceof ApiProblem && error.problem.status === 404) return null;
        throw error;
      }
    },
    refetchInterval: ({ state }) => (state.data?.thumbnail_url ? false : 1_000),
  });

export const timelapsesQuery = (cameraId?: string) =>
  queryOptions({
    queryKey: ['timelapses', cameraId ?? 'all'],
    queryFn: () =>
      ask(
        `/v1/timelapses?page_size=60${cameraId ? `&camera_id=${cameraId}` : ''}`,
        timelapsePageSchema,
      ),
    ...slowly,
  });

export const timelapseQuery = (timelapseId: string) =>
  queryOptions({
    queryKey: ['timelapse', timelapseId],
    queryFn: () => ask(`/v1/timelapses/${timelapseId}`, timelapseSchema),
  });

function siteFilter(siteId: string | undefined): string {
  return siteId ? `&site_id=${siteId}` : '';
}
