import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import {
  createTestDatabase,
  type TestDatabase,
} from '../../../apps/cloud-api/src/testing/database.ts';
import { freePort } from '../../../apps/cloud-api/src/testing/free-port.ts';
import { composeFolder, interpolated, readCompose, readEnvironment } from './compose-file.ts';

const root = path.resolve(import.meta.dirname, '../../..');
export const domain = 'cameras.test';

export const hasGateway =
  spawnSync('nginx', ['-v']).status === 0 && spawnSync('redis-server', ['--version']).status === 0;

/**
 * The services of the Compose file as plain processes on the loopback: what `./setup` made, the file's own
 * environment, the gateway's own configuration. Only addresses and paths differ, as they do in containers.
 */
export class ComposeStack {
  readonly https = { port: 0 };
  readonly http = { port: 0 };
  private readonly running = new Map<string, ChildProcess>();

  private constructor(
    readonly folder: string,
    private readonly database: TestDatabase,
    private readonly redisPort: number,
    private readonly cloudPorts: readonly number[],
  ) {}

  static async start(): Promise<ComposeStack> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-compose-stack-'));
    // nginx gives up root for a user who has to get in.
    chmodSync(folder, 0o755);
    cpSync(composeFolder, folder, { recursive: true });
    execFileSync('./setup', ['--domain', domain, '--email', `owner@${domain}`, '--organisation', 'Alps',
      '--certificate', 'self-signed', '--monitoring', 'no', '--replicas', '3'], { cwd: folder, stdio: 'ignore', input: '' }); // prettier-ignore
    const ports = [await freePort(), await freePort(), await freePort()];
    const database = await createTestDatabase({ migrated: false, ownServer: true });
    const stack = new ComposeStack(folder, database, await freePort(), ports);
    try {
      await stack.startAll();
    } catch (error) {
      await stack.stop();
      throw error;
    }
    return stack;
  }

  get replicas(): number {
    return this.cloudPorts.length;
  }

  secret(name: string): string {
    return readFileSync(path.join(this.folder, 'secrets', name), 'utf8');
  }

  get certificate(): string {
    return readFileSync(path.join(this.folder, 'tls/live/certificate.pem'), 'utf8');
  }

  async startReplica(index: number): Promise<void> {
    const port = this.cloudPorts[index] ?? 0;
    this.run(`api-${index}`, process.execPath, ['apps/cloud-api/bin/cloud.mjs', 'serve'], {
      ...this.cloudEnvironment(),
      PORT: String(port),
    });
    await this.until(`replica ${index} is ready`, `api-${index}`, async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
      return answer.ok;
    });
  }

  /** A connection to the gateway by its certificate, from an address of its own. */
  async dial(): Promise<TLSSocket> {
    const line = connect({ host: '127.0.0.1', port: this.https.port, localAddress: '127.0.0.7' });
    const socket = connectTls({ socket: line, servername: domain, ca: this.certificate });
    socket.on('error', () => undefined);
    await once(socket, 'secureConnect');
    socket.resume();
    return socket;
  }

  /** What is answered to these bytes until the connection ends, or for two seconds. */
  async say(bytes: string): Promise<string> {
    const socket = await this.dial();
    let heard = '';
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')));
    socket.write(bytes);
    await Promise.race([once(socket, 'close'), delay(2_000)]);
    socket.destroy();
    return heard;
  }

  /** Whether the gateway passed on a request whose address has that word. */
  async wasAsked(word: string): Promise<boolean> {
    // Its log is written as requests end.
    await delay(100);
    return readFileSync(path.join(this.folder, 'access.log'), 'utf8').includes(word);
  }

  async killReplica(index: number): Promise<void> {
    await this.end(`api-${index}`, 'SIGKILL');
  }

  async stop(): Promise<void> {
    for (const name of [...this.running.keys()]) await this.end(name, 'SIGTERM');
    await this.database.drop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async startAll(): Promise<void> {
    // Passwords are the ones of the file; the embedded server asks nobody on the loopback for one.
    const url = new URL(this.database.ownerUrl);
    this.rewrite('secrets/database_url', () => url.href);
    this.rewrite('secrets/redis_url', (text) =>
      text.replace('redis:6379', `127.0.0.1:${this.redisPort}`),
    );
    this.rewrite('secrets/redis_conf', (text) => `${text}port ${this.redisPort}\nbind 127.0.0.1\n`);
    this.run('redis', 'redis-server', [path.join(this.folder, 'secrets/redis_conf')]);
    const migrated = spawnSync(process.execPath, ['apps/cloud-api/bin/cloud.mjs', 'migrate'], {
      cwd: root,
      env: this.cloudEnvironment(),
      encoding: 'utf8',
    });
    if (migrated.status !== 0)
      throw new Error(`The migration failed: ${migrated.stdout}${migrated.stderr}`);
    await Promise.all(this.cloudPorts.map((_, index) => this.startReplica(index)));
    await this.startGateway();
  }

  /** The environment of `api` in the Compose file, with what `.env` says. */
  private cloudEnvironment(): NodeJS.ProcessEnv {
    const settings = readEnvironment(readFileSync(path.join(this.folder, '.env'), 'utf8'));
    const given = Object.entries(readCompose().services['api']?.environment ?? {});
    const environment = given.map(([name, value]): [string, string] => [
      name,
      interpolated(value, settings)
        .replace('/run/secrets', path.join(this.folder, 'secrets'))
        .replace(/^\/data$/, path.join(this.folder, 'media')),
    ]);
    return {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      ...Object.fromEntries(environment),
      // Containers have an address each; here they share one.
      HOST: '127.0.0.1',
      EYRIE_OPS_HOST: '127.0.0.1',
      EYRIE_OPS_PORT: '0',
    };
  }

  private async startGateway(): Promise<void> {
    const [http, https, health] = [await freePort(), await freePort(), await freePort()];
    this.http.port = http;
    this.https.port = https;
    const [, minor = '0'] =
      /nginx\/1\.(\d+)/.exec(spawnSync('nginx', ['-v'], { encoding: 'utf8' }).stderr) ?? [];
    const isOld = Number(minor) < 25;
    const gateway = (name: string) => path.join('gateway', name);
    mkdirSync(path.join(this.folder, 'temporary'), { mode: 0o777 });
    mkdirSync(path.join(this.folder, 'acme/.well-known/acme-challenge'), { recursive: true });
    writeFileSync(path.join(this.folder, 'acme/.well-known/acme-challenge/word'), 'proof');
    this.rewrite(gateway('upstream.conf'), (text) =>
      text
        .replace(/^resolver .*$/m, '')
        .replace(/^ {2}server api:3000 resolve(.*);$/m, (_, rest: string) =>
          this.cloudPorts.map((port) => `  server 127.0.0.1:${port}${rest};`).join('\n'),
        ),
    );
    // HTTP/2 was a word of `listen` before it was a directive.
    if (isOld) this.rewrite(gateway('http2.conf'), () => '');
    this.rewrite(gateway('nginx.conf'), (text) =>
      text
        .replaceAll(/listen \[::\].*;\n/g, '')
        .replaceAll('listen 8443 ssl', `listen 127.0.0.1:${https} ssl${isOld ? ' http2' : ''}`)
        .replaceAll('listen 8080', `listen 127.0.0.1:${http}`)
        .replaceAll('127.0.0.1:8081', `127.0.0.1:${health}`)
        .replaceAll('/dev/stdout', path.join(this.folder, 'access.log'))
        .replaceAll('/var/www/acme', path.join(this.folder, 'acme'))
        .replaceAll(
          /(_path|^pid) \/tmp\//gm,
          (_, name: string) => `${name} ${this.folder}/temporary/`,
        )
        .replaceAll(
          /^ {2}ssl_certificate(_key)? tls/gm,
          (_, key = '') => `  ssl_certificate${key} ../tls/live`,
        ),
    );
    this.run('gateway', 'nginx', [
      '-c',
      path.join(this.folder, gateway('nginx.conf')),
      '-g',
      'daemon off;',
    ]);
    await this.until('the gateway answers', 'gateway', async () => {
      const answer = await fetch(`http://127.0.0.1:${health}/health`);
      return answer.status === 204;
    });
  }

  private rewrite(name: string, change: (text: string) => string): void {
    const file = path.join(this.folder, name);
    const text = readFileSync(file, 'utf8');
    chmodSync(file, 0o644);
    writeFileSync(file, change(text));
  }

  private run(name: string, program: string, parameters: string[], env?: NodeJS.ProcessEnv): void {
    const output = openSync(this.logOf(name), 'a');
    const child = spawn(program, parameters, {
      cwd: root,
      stdio: ['ignore', output, output],
      ...(env ? { env } : {}),
    });
    closeSync(output);
    this.running.set(name, child);
  }

  private logOf(name: string): string {
    return path.join(this.folder, `${name}.log`);
  }

  /** @throws what did not come true, with the last that the service said */
  private async until(what: string, service: string, holds: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (!(await holds().catch(() => false))) {
      if (Date.now() > deadline) {
        const last = readFileSync(this.logOf(service), 'utf8').split('\n').slice(-12).join('\n');
        throw new Error(`In a minute it did not come to this: ${what}. ${service} said: ${last}`);
      }
      await delay(50);
    }
  }

  private async end(name: string, signal: NodeJS.Signals): Promise<void> {
    const child = this.running.get(name);
    this.running.delete(name);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
}
