import { type Presence, settingsDefaults } from '@eyrie/contracts';

/** How often a device tells the cloud that it is well where nobody says otherwise, in seconds. */
export const heartbeatSecondsDefault = settingsDefaults.telemetry.heartbeat_seconds;
/** How often a leader reports on its site, in seconds. */
export const reportSeconds = 5;

/** Coordinators send no heartbeats: their leader says of each report whom it reaches. */
export const coordinatorSeconds = 2 * reportSeconds;

const offlineMsMin = 90_000;

export interface Heard {
  lastSeenAt: Date | null;
  /** What the site's leader said last about its connection; null where it said nothing. */
  connected: boolean | null;
}

export interface PresenceView {
  presence: Presence;
  reason: string | null;
}

/**
 * Online within two and a half intervals; offline after 90 s (or four intervals, where they are so
 * long), or as soon as it is late and gone.
 */
export function presenceOf(heard: Heard, now: Date, intervalSeconds: number): PresenceView {
  if (heard.lastSeenAt === null) return { presence: 'new', reason: null };
  const silentMs = now.getTime() - heard.lastSeenAt.getTime();
  if (silentMs <= intervalSeconds * 2_500) return { presence: 'online', reason: null };
  const silence = `Not heard for ${Math.round(silentMs / 1000)} s.`;
  if (silentMs >= Math.max(offlineMsMin, intervalSeconds * 4_000))
    return { presence: 'offline', reason: silence };
  if (heard.connected === false) {
    return { presence: 'offline', reason: `${silence} Its site's leader has lost it too.` };
  }
  return { presence: 'late', reason: silence };
}
