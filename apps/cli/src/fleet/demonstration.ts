import { localDayOf, sunDay, type Place } from '@eyrie/schedule';
import type { FleetDefinition } from './fleet-definition.ts';

const place: Place = { latitude: 47.2494, longitude: 9.3432, timeZone: 'Europe/Zurich' };

/** Scene minutes per wall minute: a whole day passes in 24 minutes. */
const timeScale = 60;

const always = {
  name: 'always',
  enabled: true,
  priority: 0,
  type: 'interval' as const,
  intervalSeconds: 5,
};

/**
 * The fleet of a newcomer's first look: a mountain top with three coordinators and two workers,
 * whose simulated skies run sixty times faster than time and begin at dawn.
 */
export function demonstrationFleet(nowMs: number): FleetDefinition {
  const anchorAt = new Date(anchorFor(nextDawn(nowMs), nowMs)).toISOString();
  const sky = {
    type: 'simulated-sky' as const,
    widthPx: 1920,
    heightPx: 1080,
    timeScale,
    anchorAt,
  };
  const timelapse = { windowSeconds: 120, fps: 12, crf: 23 };
  return {
    organisation: 'Alpine Rescue Cameras',
    site: { name: 'Säntis summit', place },
    coordinators: ['coordinator-1', 'coordinator-2', 'coordinator-3'],
    workers: [
      {
        name: 'worker-1',
        cameras: [
          {
            name: 'East ridge',
            driver: { ...sky, seed: 'east-ridge', facingDeg: 110 },
            schedules: [always],
            timelapse,
          },
        ],
      },
      {
        name: 'worker-2',
        cameras: [
          {
            name: 'West terrace',
            driver: { ...sky, seed: 'west-terrace', facingDeg: 250 },
            schedules: [
              always,
              {
                name: 'sunset',
                enabled: true,
                priority: 10,
                type: 'solar_relative',
                anchor: 'sunset',
                offsetMinutes: -30,
                durationMinutes: 60,
                intervalSeconds: 3,
              },
            ],
            timelapse,
          },
        ],
      },
    ],
  };
}

function nextDawn(nowMs: number): number {
  for (const day of [0, 1, 2]) {
    const { events } = sunDay(place, localDayOf(place, nowMs + day * 86_400_000));
    const dawn = events.get('civil_dawn') ?? null;
    if (dawn !== null && dawn > nowMs) return dawn;
  }
  return nowMs;
}

/**
 * Scene and wall time agree at the anchor and part from there by the scale, so the anchor lies just
 * so far back that the scene has reached `sceneMs` at `nowMs`.
 */
function anchorFor(sceneMs: number, nowMs: number): number {
  return nowMs - (sceneMs - nowMs) / (timeScale - 1);
}
