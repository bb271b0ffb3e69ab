import { createHash } from 'node:crypto';
import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from './run.ts';
import type { What } from './slot-state.ts';

/** Debian's archive of security updates, and nothing else: as little as possible changes on a mountain. */
const securityLine = /^deb\s.*\s\S+-security\s/;
const label = 'Debian-Security';
const newPackage = /^Inst (\S+) (?:\[[^\]]*\] )?\((\S+) ([^)]*)\)/;

/** What the archive has; its lists and packages are on the data partition, which has room for them. */
export class SecurityArchive {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  get lists(): string {
    return path.join(this.folder, 'lists');
  }

  get packages(): string {
    return path.join(this.folder, 'archives');
  }

  /**
   * What there is that this system has not. Nothing is changed but lists.
   * @throws where the archive cannot be reached, or is not who it should be
   */
  async look(): Promise<What | null> {
    await this.prepare();
    await this.apt('update', '--error-on=any');
    const plan = await this.apt('upgrade', '--with-new-pkgs', '--simulate', '--quiet');
    return whatOf(plan);
  }

  /** Brings the packages here. @throws where one cannot be had, or is not what the archive says */
  async fetch(): Promise<void> {
    await this.apt('upgrade', '--with-new-pkgs', '--download-only', '--yes', '--quiet');
  }

  /** Packages are of no use once they are installed. */
  async clean(): Promise<void> {
    await rm(this.packages, { recursive: true, force: true });
  }

  private async prepare(): Promise<void> {
    const user = Number((await run('id', ['-u', '_apt'])).trim());
    for (const folder of [this.lists, this.packages]) {
      await mkdir(path.join(folder, 'partial'), { recursive: true, mode: 0o755 });
      await chown(path.join(folder, 'partial'), user, 0);
    }
    const all = await readFile('/etc/apt/sources.list', 'utf8');
    const lines = all.split('\n').filter((line) => securityLine.test(`${line} `));
    if (lines.length === 0) throw new Error('/etc/apt/sources.list names no security archive.');
    await writeFile(path.join(this.folder, 'sources.list'), `${lines.join('\n')}\n`);
  }

  private apt(command: string, ...words: string[]): Promise<string> {
    const settings = [
      `Dir::State::Lists=${this.lists}`,
      `Dir::Cache::Archives=${this.packages}`,
      'Dir::Cache::PkgCache=',
      'Dir::Cache::SrcPkgCache=',
      `Dir::Etc::SourceList=${path.join(this.folder, 'sources.list')}`,
      'Dir::Etc::SourceParts=/dev/null',
      'Acquire::Retries=2',
      'Acquire::http::Timeout=60',
    ];
    const options = settings.flatMap((setting) => ['-o', setting]);
    return run('apt-get', [...options, command, ...words]);
  }
}

/**
 * Out of what `apt-get --simulate` says; null where nothing is new.
 * @throws where a package is not of the security archive
 */
export function whatOf(plan: string): What | null {
  const items: string[] = [];
  for (const line of plan.split('\n')) {
    const [, name, version, from = ''] = newPackage.exec(line) ?? [];
    if (name === undefined) continue;
    if (!from.includes(label)) throw new Error(`${name} would come from ${from}, not ${label}.`);
    items.push(`${name}=${version}`);
  }
  if (items.length === 0) return null;
  items.sort();
  const mark = createHash('sha256').update(items.join('\n')).digest('hex').slice(0, 16);
  return { mark, items };
}
