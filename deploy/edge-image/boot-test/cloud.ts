import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { run } from '../build/run.ts';
import { endsWithUs } from './ends-with-us.ts';
import { eventually, Hopeless } from './eventually.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
/** Where QEMU's user network shows this machine's loopback to the guest. */
const seenByGuest = '10.0.2.2';

/**
 * The true cloud-api with its own Postgres, and in front of it TLS with a certificate of an authority that
 * nobody else knows, as at an installation of one's own.
 */
export class HostCloud {
  private readonly children: ChildProcess[] = [];
  private gateway: Server | null = null;
  private port = 0;
  private cookie = '';
  url = '';
  authority = '';

  constructor(private readonly folder: string) {}

  async start(): Promise<void> {
    mkdirSync(this.folder, { recursive: true });
    this.makeCertificates();
    const gatewayPort = await this.openGateway();
    this.url = `https://${seenByGuest}:${gatewayPort}`;
    const databaseUrl = await this.startPostgres();
    await this.startApi(databaseUrl);
    await this.logIn();
  }

  async stop(): Promise<void> {
    this.gateway?.closeAllConnections();
    this.gateway?.close();
    for (const child of this.children.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
  }

  get<Answer>(pathname: string): Promise<Answer> {
    return this.ask<Answer>('GET', pathname);
  }
  post<Answer>(pathname: string, body: object): Promise<Answer> {
    return this.ask<Answer>('POST', pathname, body);
  }

  /** A site with one coordinator, for a Pi that is everything. */
  async newSite(name: string): Promise<string> {
    const { id } = await this.post<{ id: string }>('/v1/sites', {
      name,
      latitude: 47.25,
      longitude: 9.34,
      time_zone: 'Europe/Zurich',
      founding_coordinators: 1,
    });
    return id;
  }

  /** A single-use claim. */
  async newClaim(site: string, role: 'worker' | 'coordinator', name: string): Promise<string> {
    const body = { site_id: site, role, device_name: name };
    return (await this.post<{ secret: string }>('/v1/provisioning-tokens', body)).secret;
  }

  /** The picture's bytes. */
  async image(frameId: string): Promise<Buffer> {
    const response = await this.fetch('GET', `/v1/frames/${frameId}/image`);
    return Buffer.from(await response.arrayBuffer());
  }

  private makeCertificates(): void {
    const at = (name: string): string => path.join(this.folder, name);
    const silent = { cwd: this.folder };
    const request = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '30',
    ];
    const authority = [
      '-keyout',
      'authority.key',
      '-out',
      'authority.pem',
      '-subj',
      '/CN=Boot test authority',
    ];
    run('openssl', [...request, ...authority], silent);
    const name = [
      '-addext',
      `subjectAltName=IP:${seenByGuest}`,
      '-addext',
      'basicConstraints=CA:FALSE',
    ];
    const issuer = ['-CA', 'authority.pem', '-CAkey', 'authority.key'];
    const own = ['-keyout', 'server.key', '-out', 'server.pem', '-subj', `/CN=${seenByGuest}`];
    run('openssl', [...request, ...own, ...name, ...issuer], silent);
    this.authority = readFileSync(at('authority.pem'), 'utf8');
  }

  private async openGateway(): Promise<number> {
    const tls = {
      key: readFileSync(path.join(this.folder, 'server.key')),
      cert: readFileSync(path.join(this.folder, 'server.pem')),
    };
    const gateway = createServer(tls, (request, response) => {
      const { method, url: target, headers } = request;
      const onward = httpRequest({
        host: '127.0.0.1',
        port: this.port,
        method,
        path: target,
        headers,
      });
      onward.on('response', (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      request.pipe(onward);
    });
    this.gateway = gateway;
    gateway.listen(0, '127.0.0.1');
    await once(gateway, 'listening');
    return (gateway.address() as AddressInfo).port;
  }

  private async startPostgres(): Promise<string> {
    const data = path.join(this.folder, 'postgres');
    mkdirSync(data);
    const postgres = this.launch('postgres', 'apps/cloud-api/src/embedded-postgres/main.ts', {
      EYRIE_POSTGRES_DATA: path.join(data, 'cluster'),
    });
    return eventually('Postgres is ready', 600_000, () => {
      expectRunning(postgres, 'Postgres');
      const text = readFileSync(path.join(data, 'connection.json'), 'utf8');
      return (JSON.parse(text) as { url: string }).url;
    });
  }

  private async startApi(databaseUrl: string): Promise<void> {
    const at = (name: string): string => path.join(this.folder, name);
    writeFileSync(at('master-key'), `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
    writeFileSync(at('password'), `${randomBytes(18).toString('base64url')}\n`, { mode: 0o600 });
    const api = this.launch('cloud', 'apps/cloud-api/src/main.ts', {
      HOST: '127.0.0.1',
      PORT: '0',
      DATABASE_URL: databaseUrl,
      EYRIE_DATA: at('cloud'),
      EYRIE_PUBLIC_URL: this.url,
      EYRIE_MASTER_KEY_FILE: at('master-key'),
      EYRIE_OWNER_EMAIL: 'owner@example.org',
      EYRIE_OWNER_PASSWORD_FILE: at('password'),
      EYRIE_ORGANISATION_NAME: 'Boot test',
    });
    this.port = await eventually('the cloud listens', 600_000, () => {
      expectRunning(api, 'The cloud');
      const found = /"event":"cloud_listening".*?"url":"http:\/\/[^":]+:(\d+)"/.exec(
        readFileSync(at('cloud.log'), 'utf8'),
      );
      return found?.[1] === undefined ? null : Number(found[1]);
    });
  }

  private launch(name: string, entry: string, environment: Record<string, string>): ChildProcess {
    const log = openSync(path.join(this.folder, `${name}.log`), 'w', 0o600);
    const words = ['--conditions=@eyrie/source', '--import', './tools/swc-hooks.mjs', entry];
    const child = spawn(process.execPath, words, {
      cwd: repository,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.children.push(child);
    endsWithUs(child, 'SIGTERM');
    return child;
  }

  private async logIn(): Promise<void> {
    const password = readFileSync(path.join(this.folder, 'password'), 'utf8').trim();
    const body = { email: 'owner@example.org', password };
    const response = await this.fetch('POST', '/v1/session', body);
    this.cookie = response.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
  }

  private async ask<Answer>(method: string, pathname: string, body?: object): Promise<Answer> {
    return (await (await this.fetch(method, pathname, body)).json()) as Answer;
  }

  private async fetch(method: string, pathname: string, body?: object): Promise<Response> {
    const response = await fetch(`http://127.0.0.1:${this.port}${pathname}`, {
      method,
      headers: {
        origin: this.url,
        cookie: this.cookie,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.ok) return response;
    throw new Error(`${method} ${pathname}: ${response.status} ${await response.text()}`);
  }
}

function expectRunning(child: ChildProcess, what: string): void {
  if (child.exitCode !== null) throw new Hopeless(`${what} has ended: its log says why.`);
}
