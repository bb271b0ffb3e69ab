import type { Place } from '@eyrie/schedule';
import { useQuery } from '@tanstack/react-query';
import { siteQuery } from '../api/queries.ts';

/** Where a site is, whose sun and clock its schedules go by; null until it is known. */
export function usePlace(siteId: string): Place | null {
  const site = useQuery(siteQuery(siteId)).data;
  if (!site) return null;
  return { latitude: site.latitude, longitude: site.longitude, timeZone: site.time_zone };
}
