import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { workspaceDirectory } from '../workspace.ts';

/** The folders and files of one local fleet. Everything it keeps lies under `root`. */
export class FleetHome {
  constructor(readonly root: string) {}

  /** `EYRIE_HOME`, else `.eyrie` in the workspace. */
  static fromEnvironment(environment: NodeJS.ProcessEnv): FleetHome {
    return new FleetHome(
      path.resolve(environment['EYRIE_HOME'] ?? path.join(workspaceDirectory, '.eyrie')),
    );
  }

  /** Makes the root. Others may enter it, since Postgres runs as a user of its own under root. */
  create(): void {
    mkdirSync(this.root, { recursive: true });
    chmodSync(this.root, 0o755);
    mkdirSync(this.logs, { recursive: true });
  }

  readonly data = (processName: string): string => path.join(this.root, processName);
  readonly logFile = (processName: string): string => path.join(this.logs, `${processName}.log`);

  get logs(): string {
    return path.join(this.root, 'logs');
  }
  /** What would be sent if there were a mail server. */
  get mails(): string {
    return path.join(this.root, 'mails');
  }
  /** Who runs this fleet, and how to reach it: pid, control port and its token. */
  get fleetFile(): string {
    return path.join(this.root, 'fleet.json');
  }
  /** Devices that were added to the definition, or taken from it, while the fleet ran. */
  get changesFile(): string {
    return path.join(this.root, 'changes.json');
  }
  get loginFile(): string {
    return path.join(this.root, 'login.json');
  }
  get masterKeyFile(): string {
    return path.join(this.root, 'master.key');
  }
  get passwordFile(): string {
    return path.join(this.root, 'owner.password');
  }
}

/** Writes a file that only its owner may read, whole or not at all. */
export function writePrivateFile(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, file);
}

/** The text of a file, or null where there is none. */
export function readFileIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
