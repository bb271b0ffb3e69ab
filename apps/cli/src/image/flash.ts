import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { DeviceRole } from '@eyrie/contracts';
import type { CreatedProvisioningToken, Eyrie, Site } from '@eyrie/sdk';
import { openCloud, type CloudOptions } from '../access/cloud-access.ts';
import { siteNamed } from '../cloud/named.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { cardPartitionOffset, putCardFiles } from './card-image.ts';
import { cardLabels } from './card-labels.ts';
import { runCards } from './card-run.ts';
import { hostNameOf, provisionText } from './provision-text.ts';

export interface FlashOptions extends CloudOptions {
  image: string;
  count: number;
  site?: string;
  role: DeviceRole;
  name: string;
  days: number;
  cloud?: string;
  settings?: string;
  ca?: string;
  out?: string;
  device?: string;
  labels?: string | false;
}

/** One card after the other, each with a claim that is good for one device once. */
export async function flash(options: FlashOptions): Promise<void> {
  const { image, out, device } = options;
  if ((out === undefined) === (device === undefined)) {
    throw new CommandFailure('Where to? Either --out FOLDER or --device DEVICE.', exitCodes.usage);
  }
  if (!existsSync(image)) {
    throw new CommandFailure(`There is no ${image}: eyrie image build makes it.`);
  }
  cardPartitionOffset(image);
  const shared = options.settings === undefined ? '' : readFileSync(options.settings, 'utf8');
  const authority = options.ca === undefined ? null : readFileSync(options.ca, 'utf8');
  if (device !== undefined) refuseOtherDevices(device);
  const cloud = await openCloud(options, process.env);
  const url = options.cloud ?? cloud.url;
  if (!url.startsWith('https://')) {
    const message = `A Pi would not speak to ${url}: --cloud https://… says where it finds the cloud.`;
    throw new CommandFailure(message, exitCodes.usage);
  }
  // Everything that can be wrong was looked at: from here on there are claims.
  const site = await siteNamed(cloud.eyrie, options.site);
  const claims = await makeClaims(cloud.eyrie, site, options);
  // Before the cards, so that each gets its label as it comes out.
  if (options.labels !== false) {
    const file = options.labels ?? path.join(out ?? '.', 'labels.pdf');
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    const { labelSheet, unwritable } = await import('./label-sheet.ts');
    const labels = cardLabels(claims, site, url);
    writeFileSync(file, await labelSheet(labels));
    const odd = unwritable(labels);
    if (odd.length > 0) {
      console.error(
        `No font here has all letters of ${odd.slice(0, 3).join(', ')}: "?" stands for them ` +
          '(the package fonts-dejavu-core has Greek and Cyrillic ones).',
      );
    }
    console.error(`A label for each card: ${file}`);
  }
  await runCards({
    claims,
    revoke: (claim) => cloud.eyrie.provisioning.deleteToken(claim.id).then(() => undefined),
    say: (text) => console.error(text),
    write: async (claim, index, signal) => {
      const hostName = hostNameOf(claim.device_name);
      const caFile = authority === null ? null : 'authority.pem';
      const card = { url, claim: claim.secret, role: options.role, hostName, caFile };
      const files = {
        'provision.txt': provisionText(shared, card),
        ...(authority === null ? {} : { 'authority.pem': authority }),
      };
      const what = `${index + 1} of ${claims.length}, ${claim.device_name}`;
      const target =
        out === undefined
          ? await nextCard(device ?? '', what, signal)
          : path.join(out, `${hostName}.img`);
      if (out !== undefined) mkdirSync(out, { recursive: true, mode: 0o700 });
      await copyImage(image, target, { isDevice: out === undefined, signal });
      const read = putCardFiles(target, files);
      if (read['provision.txt'] !== files['provision.txt']) {
        throw new CommandFailure(
          `${target} does not give back what was written: try another card.`,
        );
      }
      console.log(`${claim.device_name}\t${target}`);
    },
  });
}

async function makeClaims(
  eyrie: Eyrie,
  { id }: Site,
  options: FlashOptions,
): Promise<readonly CreatedProvisioningToken[]> {
  return eyrie.provisioning.createClaims({
    site_id: id,
    role: options.role,
    name_prefix: options.name,
    count: options.count,
    expires_in_seconds: options.days * 86_400,
  });
}

/** Holes stay holes: most of an image is empty. A card is written from its first byte, and to its end. */
async function copyImage(
  image: string,
  target: string,
  { isDevice, signal }: { isDevice: boolean; signal: AbortSignal },
): Promise<void> {
  const words = isDevice
    ? ['bs=4M', 'oflag=direct', 'conv=fsync', 'status=none']
    : ['bs=4M', 'conv=sparse,fsync', 'status=none'];
  const dd = spawn('dd', [`if=${image}`, `of=${target}`, ...words], {
    stdio: ['ignore', 'inherit', 'pipe'],
    // Ctrl-C reaches all that runs in the terminal: it is told by the signal, once.
    detached: true,
  });
  let said = '';
  dd.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const stop = (): void => void dd.kill('SIGKILL');
  signal.addEventListener('abort', stop);
  try {
    const [code] = (await once(dd, 'close')) as [number | null];
    signal.throwIfAborted();
    if (code !== 0) throw new CommandFailure(`${target} was not written: ${said.trim()}`);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** A whole disk that nothing is mounted from; anything else may be the machine's own. @throws CommandFailure */
function refuseOtherDevices(device: string): void {
  if (!existsSync(device) || !statSync(device).isBlockDevice()) {
    throw new CommandFailure(`${device} is not a block device.`, exitCodes.usage);
  }
  const { blockdevices } = JSON.parse(
    execFileSync('lsblk', ['--json', '--output', 'TYPE,MOUNTPOINTS', device], { encoding: 'utf8' }),
  ) as { blockdevices: BlockDevice[] };
  const [disk] = blockdevices;
  if (disk?.type !== 'disk') {
    throw new CommandFailure(`${device} is not a whole disk.`, exitCodes.usage);
  }
  if ([disk, ...(disk.children ?? [])].some(({ mountpoints }) => mountpoints.some(Boolean))) {
    throw new CommandFailure(`Something of ${device} is mounted: unmount it first.`);
  }
}

interface BlockDevice {
  readonly type: string;
  readonly mountpoints: readonly (string | null)[];
  readonly children?: readonly BlockDevice[];
}

/** The person puts a card in and says so by the device's name: all of it is overwritten. */
async function nextCard(device: string, what: string, signal: AbortSignal): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const question = `Card ${what}: put it in. Everything on ${device} will be lost; type ${device} to write it: `;
    terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    if ((await terminal.question(question, { signal })).trim() !== device) {
      throw new CommandFailure('This card was not written.');
    }
  } finally {
    terminal.close();
  }
  refuseOtherDevices(device);
  return device;
}
