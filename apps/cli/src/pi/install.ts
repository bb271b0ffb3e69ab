import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DeviceRole } from '@eyrie/contracts';
import type { CreatedProvisioningToken, Eyrie } from '@eyrie/sdk';
import { openCloud, type CloudOptions } from '../access/cloud-access.ts';
import { siteNamed } from '../cloud/named.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { provisionText } from '../image/provision-text.ts';
import { printJson } from '../terminal/print.ts';
import { ProgressBar } from '../terminal/progress-bar.ts';
import { parseSurvey, refusal, surveyScript, type MachineSurvey } from './machine-survey.ts';
import { Ssh } from './ssh.ts';

export interface InstallOptions extends CloudOptions {
  package: string;
  site?: string;
  role: DeviceRole;
  name: string;
  cloud?: string;
  ca?: string;
  sshConfig?: string;
  minutes: number;
}

const pollMs = 2_000;

/** Looks first, changes then, and waits until the cloud has let the device in. */
export async function install(host: string, options: InstallOptions): Promise<void> {
  const ssh = new Ssh(host, options.sshConfig);
  const architecture = architectureOf(options.package);
  const authority = options.ca === undefined ? null : readFileSync(options.ca, 'utf8');
  const cloud = await openCloud(options, process.env);
  const url = reachable(options.cloud ?? cloud.url);
  const site = await siteNamed(cloud.eyrie, options.site);
  const bar = new ProgressBar(process.stderr, options.json === true);

  bar.end(`Looks at ${host}`);
  const survey = parseSurvey(await ssh.run(surveyScript(url.hostname)));
  const reason = refusal(survey, architecture);
  if (reason !== null) throw new CommandFailure(`${host} cannot have it. ${reason}`);
  for (const line of remarks(survey, options.role)) bar.end(`  ${line}`);
  bar.end(`Copies ${options.package}`);
  const file = await ssh.copy(options.package);

  // Everything that can be wrong before was looked at: from here on there is a claim.
  const claim = await cloud.eyrie.provisioning.createToken({
    site_id: site.id,
    role: options.role,
    device_name: options.name,
    uses_max: 1,
    expires_in_seconds: 86_400,
  });
  const deviceId = await withClaim(cloud.eyrie, claim, async () => {
    const caFile = authority === null ? null : 'authority.pem';
    const card = { url: url.href.replace(/\/$/, ''), claim: claim.secret, role: options.role };
    if (authority !== null) await ssh.writePrivate('/etc/eyrie/authority.pem', authority);
    const text = provisionText('', { ...card, hostName: null, caFile });
    await ssh.writePrivate('/etc/eyrie/provision.txt', text);
    bar.end('Installs it');
    await ssh.run(installScript(file), { asRoot: true });
    return enrolled(cloud.eyrie, claim.id, options, bar);
  });
  if (options.json) printJson({ host, device_id: deviceId, name: options.name, survey });
  else console.log(`${options.name}\t${deviceId}`);
}

/** Ends a claim that nobody has used when the work fails: no secret stays about. */
async function withClaim(
  eyrie: Eyrie,
  { id }: CreatedProvisioningToken,
  work: () => Promise<string>,
): Promise<string> {
  try {
    return await work();
  } catch (error) {
    await eyrie.provisioning.deleteToken(id).catch(() => undefined);
    throw error;
  }
}

/** Which architecture the package is for, by dpkg-deb or by its name. @throws CommandFailure */
function architectureOf(file: string): string {
  if (!existsSync(file)) {
    const message = `There is no ${file}: a release has it, or npm run deb:build makes it.`;
    throw new CommandFailure(message, exitCodes.usage);
  }
  try {
    const words = ['--field', file, 'Architecture'];
    return execFileSync('dpkg-deb', words, { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch (error) {
    // Not every computer has dpkg; the name is how releases call it.
    const named = /_(arm64|amd64)\.deb$/.exec(file)?.[1];
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (isMissing && named !== undefined) return named;
    throw new CommandFailure(`${file} is no package.`, exitCodes.usage, { cause: error });
  }
}

/** Where the Pi finds the cloud. In the open only on the machine itself. @throws CommandFailure */
function reachable(text: string): URL {
  const url = new URL(text);
  if (url.protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)) {
    return url;
  }
  const message = `A Pi would not speak to ${text}: --cloud https://… says where it finds the cloud.`;
  throw new CommandFailure(message, exitCodes.usage);
}

/** `file` was made by mktemp there. Its folder goes, whatever comes. */
function installScript(file: string): string {
  const folder = file.slice(0, file.lastIndexOf('/'));
  return `set -eu
trap 'rm -rf ${folder}' EXIT
# apt reads it as a user of its own.
chmod 755 ${folder}
export DEBIAN_FRONTEND=noninteractive
install='apt-get install --yes --quiet --reinstall --allow-downgrades --no-install-recommends'
# What it depends on is mostly there; else the lists may be old.
$install ${file} > /dev/null 2>&1 || { apt-get update --quiet > /dev/null; $install ${file} > /dev/null; }
`;
}

function remarks(survey: MachineSurvey, role: DeviceRole): string[] {
  const lines = [[survey.model, survey.system, survey.architecture].filter(Boolean).join(', ')];
  if (survey.installed !== '')
    lines.push(`has eyrie-edge ${survey.installed} already: it is replaced`);
  if (role === 'worker') {
    lines.push(
      survey.cameras === 0
        ? 'no camera on the ribbon is seen (rpicam-apps); others are told by their settings'
        : `${survey.cameras} camera(s) on the ribbon`,
    );
    if (!survey.hasGraphics) lines.push('no graphics processor: videos are made by the processor');
  }
  return lines;
}

/** The device's id, once the cloud has let it in by that claim. @throws CommandFailure where it takes too long */
async function enrolled(
  eyrie: Eyrie,
  claimId: string,
  { minutes, role }: InstallOptions,
  bar: ProgressBar,
): Promise<string> {
  const begun = Date.now();
  for (;;) {
    const tokens = await eyrie.provisioning.tokens({ page_size: 200 }).toArray();
    const deviceId = tokens.find(({ id }) => id === claimId)?.used_by_device_id;
    if (deviceId) {
      bar.end('It is enrolled');
      return deviceId;
    }
    const seconds = Math.round((Date.now() - begun) / 1_000);
    if (seconds > minutes * 60) {
      bar.clear();
      throw new CommandFailure(
        `It is installed, but has not enrolled within ${minutes} minutes. Its log says why: ssh there, sudo journalctl -u eyrie-${role}. Its claim is revoked; the same command makes another.`,
        exitCodes.tryAgain,
      );
    }
    bar.show(`Waits until it has enrolled, ${seconds} s`);
    await sleep(pollMs);
  }
}
