import { spawn } from 'node:child_process';
import { CommandFailure, exitCodes } from '../failure.ts';

/** `user@host`, `host` or what the ssh configuration calls it; never something that ssh takes for an option. */
const hostPattern = /^[A-Za-z0-9_][\w.@:%-]{0,252}$/;

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** The system's own ssh and scp, with the user's keys, agent and configuration. Nothing is asked. */
export class Ssh {
  readonly #options: readonly string[];

  /** `configuration`: a file in place of ~/.ssh/config. @throws CommandFailure for what is no host */
  constructor(
    readonly host: string,
    configuration: string | undefined,
  ) {
    if (!hostPattern.test(host)) {
      throw new CommandFailure(`${host} is no host: say user@host.`, exitCodes.usage);
    }
    const file = configuration === undefined ? [] : ['-F', configuration];
    this.#options = [...file, '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=15'];
  }

  /**
   * Runs a script of ours there, by a shell that reads it from its input: nothing of it passes through another
   * shell's words. Returns what it prints. @throws CommandFailure
   */
  async run(script: string, { asRoot = false } = {}): Promise<string> {
    return this.#remote(asRoot ? `${rootPrefix} sh -s` : 'sh -s', script);
  }

  /** Writes a file of root's, that nobody else may read. `file` is ours, and no word of a user's. */
  async writePrivate(file: string, text: string): Promise<void> {
    const folder = file.slice(0, file.lastIndexOf('/'));
    const write = `umask 077; mkdir -p -m 755 ${folder}; cat > ${file}.next; mv ${file}.next ${file}`;
    await this.#remote(`${rootPrefix} sh -c '${write}'`, text);
  }

  /** Copies a file of this machine into a folder of its own there; returns where it lies. */
  async copy(file: string): Promise<string> {
    const folder = (await this.run('mktemp -d /tmp/eyrie-install.XXXXXXXX')).trim();
    if (!/^\/tmp\/eyrie-install\.\w{8}$/.test(folder)) {
      throw new CommandFailure(`${this.host} made no folder for the package: it said "${folder}".`);
    }
    const target = `${folder}/eyrie-edge.deb`;
    const words = [...this.#options, '-q', '--', file, `${bracketed(this.host)}:${target}`];
    const ended = await finished('scp', words, '');
    if (ended.code !== 0) throw this.#failure(ended);
    return target;
  }

  async #remote(command: string, input: string): Promise<string> {
    const ended = await finished('ssh', [...this.#options, '--', this.host, command], input);
    if (ended.code !== 0) throw this.#failure(ended);
    return ended.out;
  }

  #failure({ code, error }: Ended): CommandFailure {
    const last = error.trim().split('\n').at(-1)?.trim() ?? '';
    // 255 is ssh's own; everything else was said by what ran there.
    const advice = code === 255 ? adviceFor(error) : null;
    if (advice !== null) return new CommandFailure(`${this.host}: ${advice} (ssh says: ${last})`);
    return new CommandFailure(`${this.host} failed: ${last === '' ? `code ${code}` : last}`);
  }
}

/** Root as it is logged in, else by sudo, which must not ask. */
const rootPrefix = '$([ "$(id -u)" = 0 ] || echo sudo -n)';

/** What a person can do where ssh itself fails; null where only its own words help. */
export function adviceFor(error: string): string | null {
  const known: readonly (readonly [RegExp, string])[] = [
    [
      /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/i,
      'its key is not known here, or is another than it was. Log in once by ssh and compare it.',
    ],
    [
      /Permission denied/i,
      'it takes no key of yours. Put one there by ssh-copy-id; a password is not asked for.',
    ],
    [
      /Could not resolve hostname|Name or service not known/i,
      'that name leads nowhere. Is it spelt as it is, and in this network?',
    ],
    [
      /Connection refused/i,
      'it is there, but nothing answers ssh. Switch SSH on: sudo raspi-config, Interface Options.',
    ],
    [
      /timed out|No route to host|Network is unreachable/i,
      'it does not answer. Is it switched on, and in this network?',
    ],
  ];
  return known.find(([pattern]) => pattern.test(error))?.[1] ?? null;
}

/** scp takes what is before the first colon for the host, but for brackets. */
function bracketed(host: string): string {
  if (!host.includes(':')) return host;
  const at = host.lastIndexOf('@') + 1;
  return `${host.slice(0, at)}[${host.slice(at)}]`;
}

function finished(program: string, words: readonly string[], input: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'] });
    let [out, error] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()));
    child.once('error', (cause) => {
      const message = `${program} is not there: install the package openssh-client.`;
      reject(new CommandFailure(message, undefined, { cause }));
    });
    child.once('close', (code) => resolve({ code, out, error }));
    // One that refuses reads nothing.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
