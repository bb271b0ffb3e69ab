import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { idFromUuid } from '@eyrie/contracts';
import { openEventStream } from '@eyrie/realtime';
import type { TestPerson } from './app.ts';
import { frameRecord, telemetryRecord, type TestSite } from './fleet.ts';

export interface Traffic {
  /** What did not go as it must, in words. */
  readonly failures: string[];
  /** Counted by what was answered. */
  readonly done: { frames: number; telemetry: number; reads: number; events: number };
  stop(): Promise<void>;
}

/**
 * Devices that report, people who read and a stream at each replica, without a pause until it is stopped.
 * Nothing is tried twice, so that nothing that fails is smoothed over.
 */
export function startTraffic(
  urls: readonly string[],
  { person, site }: { person: TestPerson; site: TestSite },
): Traffic {
  const stopping = new AbortController();
  const failures: string[] = [];
  const done = { frames: 0, telemetry: 0, reads: 0, events: 0 };
  const isOver = () => stopping.signal.aborted;

  const answered = async (what: string, request: Promise<Response>): Promise<boolean> => {
    try {
      const response = await request;
      const text = await response.text();
      if (response.ok) return true;
      failures.push(`${what}: ${response.status} ${text.slice(0, 300)}`);
    } catch (error) {
      failures.push(`${what}: ${String((error as Error).cause ?? error)}`);
    }
    return false;
  };

  const report = async (url: string): Promise<void> => {
    const bootEpoch = randomUUID();
    for (let sequence = 1; !isOver(); sequence += 2) {
      const records = [
        frameRecord({ bootEpoch, sequence }, site),
        telemetryRecord({ bootEpoch, sequence: sequence + 1 }),
      ].map((record) => ({ deviceId: idFromUuid('device', site.workerId), record }));
      const request = site.at(url)('/edge/v1/records', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ records }),
      });
      if (await answered('records', request)) {
        done.frames += 1;
        done.telemetry += 1;
      }
      await delay(15);
    }
  };

  const pages = [
    '/v1/sites',
    '/v1/devices',
    '/v1/cameras',
    `/v1/cameras/${idFromUuid('camera', site.cameraId)}/frames`,
    '/v1/timelapses',
    '/v1/audit',
  ];
  const read = async (url: string): Promise<void> => {
    for (let n = 0; !isOver(); n += 1) {
      const page = pages[n % pages.length] ?? '';
      const headers = { cookie: person.cookie };
      if (await answered(page, fetch(`${url}${page}`, { headers }))) done.reads += 1;
      await delay(15);
    }
  };

  const streams = urls.map((url) => {
    let last = 0;
    return openEventStream({
      url: `${url}/events`,
      headers: { cookie: person.cookie },
      transports: ['sse'],
      onEvent: (_event, cursor) => {
        const seq = Number(cursor.split(':')[1]);
        if (last !== 0 && seq !== last + 1) failures.push(`stream: ${seq} after ${last}`);
        last = seq;
        done.events += 1;
      },
      onReset: ({ reason }) => failures.push(`stream: reset ${reason}`),
      onGap: ({ from, to }) => failures.push(`stream: gap ${from}-${to}`),
    });
  });
  const loops = urls.flatMap((url) => [report(url), read(url), read(url)]);
  return {
    failures,
    done,
    stop: async () => {
      stopping.abort();
      await Promise.all(loops);
      for (const stream of streams) stream.close();
    },
  };
}
