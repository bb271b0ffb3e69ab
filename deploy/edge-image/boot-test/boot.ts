import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import type { HostCloud } from './cloud.ts';
import { eventually, Hopeless } from './eventually.ts';
import { VirtualPi } from './virtual-pi.ts';

/** Emulated on a busy machine a start takes minutes. */
export const patienceMs = 40 * 60_000;

export interface FlashedPi {
  readonly pi: VirtualPi;
  readonly site: string;
  /** Both claims; they must not be found on the card any more once it was read. */
  readonly claims: readonly string[];
}

/** A new card for a new site, with a claim for each of its two roles; `besides` are further files of its first partition. */
export async function flashPi(
  cloud: HostCloud,
  image: string,
  folder: string,
  name: string,
  besides: Readonly<Record<string, string>> = {},
): Promise<FlashedPi> {
  mkdirSync(folder, { recursive: true });
  const site = await cloud.newSite(name);
  const worker = await cloud.newClaim(site, 'worker', `${name}-worker`);
  const coordinator = await cloud.newClaim(site, 'coordinator', `${name}-coordinator`);
  const text = [
    `PROVISION_URL=${cloud.url}`,
    `PROVISION_TOKEN=${worker}`,
    `PROVISION_COORDINATOR_TOKEN=${coordinator}`,
    'ROLE=both',
    'CA_FILE=authority.pem',
    `HOST_NAME=${name}`,
    'TIME_ZONE=Europe/Zurich',
    '',
  ].join('\n');
  const files = { 'provision.txt': text, 'authority.pem': cloud.authority, ...besides };
  return { pi: new VirtualPi(image, folder, files), site, claims: [worker, coordinator] };
}

interface Listed {
  readonly id: string;
  readonly role: string;
  readonly name: string;
}

/** Waits until both devices of the card are enrolled; resolves with the worker. */
export function enrolled(cloud: HostCloud, { pi, site }: FlashedPi): Promise<Listed> {
  return eventually(`${site} has its two devices`, patienceMs, async () => {
    const { items } = await cloud.get<{ items: Listed[] }>(`/v1/devices?site_id=${site}`);
    if (pi.hasEnded) throw new Hopeless('The machine has ended by itself.');
    const worker = items.find(({ role }) => role === 'worker');
    return items.length >= 2 && worker ? worker : null;
  });
}

/**
 * Waits until both services of this start say that they are ready. They wipe their claims between their enrolment,
 * which the cloud sees, and this.
 */
export async function servicesReady({ pi }: FlashedPi): Promise<void> {
  for (const role of ['worker', 'coordinator']) {
    await eventually(`the ${role} is ready`, patienceMs, () => {
      if (pi.hasEnded) throw new Hopeless('The machine has ended by itself.');
      return pi.console.includes(`systemd[1]: Started eyrie-${role}.service`) || null;
    });
  }
}

export interface SeenFrame {
  readonly id: string;
  readonly camera: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly isJpeg: boolean;
}

/** Gives the worker a simulated camera, and waits until the cloud has a picture of it. */
export async function firstFrame(cloud: HostCloud, worker: Listed): Promise<SeenFrame> {
  const camera = await cloud.post<{ id: string }>('/v1/cameras', {
    device_id: worker.id,
    configuration: {
      name: 'Boot test',
      driver: {
        type: 'simulated-sky',
        seed: 'boot-test',
        widthPx: 320,
        heightPx: 180,
        facingDeg: 120,
        timeScale: 60,
        anchorAt: '2026-06-21T10:00:00.000Z',
      },
      // A slot waits for its picture for twice as long, at most 30 s: an emulated processor needs them.
      schedules: [{ name: 'always', type: 'interval', intervalSeconds: 15 }],
      thumbnailWidthPx: 160,
    },
  });
  return eventually('the cloud has a picture', patienceMs, async () => {
    const { items } = await cloud.get<{ items: { id: string }[] }>(
      `/v1/cameras/${camera.id}/frames`,
    );
    const [frame] = items;
    if (!frame) return null;
    const image = await cloud.image(frame.id);
    return {
      id: frame.id,
      camera: camera.id,
      bytes: image.length,
      sha256: createHash('sha256').update(image).digest('hex'),
      isJpeg: image.subarray(0, 2).equals(Buffer.from([0xff, 0xd8])),
    };
  });
}

export interface CardFindings {
  readonly wrong: string[];
  readonly notes: string[];
}

/** What must hold of a card that has enrolled, looked at while the machine is off. */
export function inspectCard({ pi, claims }: FlashedPi, { wasCut = false } = {}): CardFindings {
  const wrong: string[] = [];
  const notes: string[] = [];
  const text = pi.provisionText();
  for (const [index, claim] of claims.entries()) {
    if (text.includes(claim)) wrong.push('a claim is left in provision.txt');
    const places = pi.placesOf(claim).map((mebibytes) => mebibytes.toFixed(2));
    if (places.length === 0) continue;
    const found = `claim ${index + 1}, used, is still readable at ${places.join(', ')} MiB of the card`;
    // A file that a cut left without a name is nobody's to wipe; the claim in it is good for nothing.
    (wasCut ? notes : wrong).push(found);
  }
  const written = pi.writtenRootBytes();
  if (written > 0) wrong.push(`${written} bytes of the root were written`);
  return { wrong, notes };
}

/** Whether the cloud has let a device in by each claim: it takes none of them again. */
export async function claimsAreUsed(cloud: HostCloud, site: string): Promise<boolean> {
  const { items } = await cloud.get<{
    items: { site_id: string; used_by_device_id: string | null }[];
  }>('/v1/provisioning-tokens?page_size=100');
  const own = items.filter(({ site_id }) => site_id === site);
  return own.length === 2 && own.every(({ used_by_device_id: user }) => user !== null);
}
