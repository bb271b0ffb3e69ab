import { readFile, readdir } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import { run } from './run.ts';
import type { Health } from './slot-state.ts';
import type { SiteSeen } from './when.ts';

const askMsMax = 10_000;
/** A frame of the present, and not of the day before: at night many cameras take none. */
const framesFreshMs = 20 * 60_000;

export interface HealthPlaces {
  /** A file for each role that this Pi has. */
  readonly roles: string;
  /** Has a folder for each service. */
  readonly services: string;
  readonly cloudUrl: string | null;
}

interface ServiceStatus {
  readonly state?: string;
  readonly lastFrame?: { readonly capturedAt: string } | null;
  readonly render?: object | null;
}

/** How the system is now. What does not answer is not well. */
export async function healthOf(places: HealthPlaces, now: Date): Promise<Health> {
  const roles = await rolesOf(places);
  const up = await Promise.all(roles.map((role) => isUp(role)));
  const services = roles.filter((_, index) => up[index]).sort();
  const worker = await statusOf(places, 'worker');
  const capturedAt = Date.parse(worker?.lastFrame?.capturedAt ?? '');
  return {
    services,
    isCloudReached: await isReached(places.cloudUrl),
    hasFrames: now.getTime() - capturedAt < framesFreshMs,
  };
}

/** What was well before and is not now, in one sentence; null where nothing. */
export function whatIsWorse(before: Health, now: Health): string | null {
  const down = before.services.filter((name) => !now.services.includes(name));
  if (down.length > 0) return `Not up: ${down.join(', ')}.`;
  if (before.isCloudReached && !now.isCloudReached) return 'The cloud is not reached.';
  if (before.hasFrames && !now.hasFrames) return 'The worker takes no frames.';
  return null;
}

/** Whether the worker makes a video now: that costs hours, and is not to be begun again. */
export async function isRendering(places: HealthPlaces): Promise<boolean> {
  const status = await statusOf(places, 'worker');
  return status?.render !== undefined && status.render !== null;
}

/** How the coordinator sees its site; null where this Pi has none. @throws where it does not answer */
export async function siteSeen(places: HealthPlaces): Promise<SiteSeen | null> {
  const roles = await rolesOf(places);
  if (!roles.includes('coordinator')) return null;
  return (await askCoordinator(places, 'GET', '/v1/site')) as SiteSeen;
}

/** Another coordinator leads from then on. @throws where none takes it */
export async function handOver(places: HealthPlaces): Promise<void> {
  await askCoordinator(places, 'POST', '/v1/site/transfer', { nodeId: null });
}

function rolesOf({ roles }: HealthPlaces): Promise<string[]> {
  return readdir(roles).catch((): string[] => []);
}

async function isUp(role: string): Promise<boolean> {
  const unit = `eyrie-${role}.service`;
  // A service says itself when it is ready, and is ended where it is not fed: active means both.
  return (await run('systemctl', ['is-active', unit], { good: [0, 3, 4] })).trim() === 'active';
}

async function statusOf({ services }: HealthPlaces, role: string): Promise<ServiceStatus | null> {
  try {
    const text = await readFile(path.join(services, role, 'runtime.json'), 'utf8');
    const { opsPort } = JSON.parse(text) as { opsPort: number };
    const signal = AbortSignal.timeout(askMsMax);
    const answer = await fetch(`http://127.0.0.1:${opsPort}/status`, { signal });
    return (await answer.json()) as ServiceStatus;
  } catch {
    return null;
  }
}

/** Any answer is one: whether the cloud is well is not this Pi's doing. */
async function isReached(url: string | null): Promise<boolean> {
  if (url === null) return false;
  try {
    await (await fetch(url, { signal: AbortSignal.timeout(askMsMax) })).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

function askCoordinator(
  { services }: HealthPlaces,
  method: string,
  pathname: string,
  body?: object,
): Promise<unknown> {
  const socketPath = path.join(services, 'coordinator', 'admin.sock');
  return new Promise((resolve, reject) => {
    const asking = request(
      { socketPath, method, path: pathname, signal: AbortSignal.timeout(askMsMax) },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (part: string) => (text += part));
        answer.on('error', reject);
        answer.on('end', () => {
          if (answer.statusCode === 200) resolve(JSON.parse(text));
          else reject(new Error(`The coordinator answers ${answer.statusCode}: ${text.trim()}`));
        });
      },
    );
    asking.on('error', reject);
    asking.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
