import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createWebServer, type RequestListener } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect } from '@jest/globals';
import { TestSiteCa } from '@eyrie/identity/testing';
import type { Finding } from '../apps/cli/src/doctor/check.ts';
import { checks } from '../apps/cli/src/doctor/checks/index.ts';
import { examine } from '../apps/cli/src/doctor/examine.ts';
import { Machine, type MachineOptions } from '../apps/cli/src/doctor/machine.ts';
import { startTestApp, type TestApp } from '../apps/cloud-api/src/testing/app.ts';

export const dayMs = 86_400_000;
/** Of the certificates that the test's CA issues. */
export const certificateLifeMs = 100 * dayMs;
export const ok = { verdict: 'ok', trouble: null };
export const isOf = (trouble: string, verdict: 'warning' | 'fault', saw?: RegExp) => ({
  ...{ trouble, verdict, saw: saw ? expect.stringMatching(saw) : expect.any(String) },
});

/** One cloud and one folder for all that the doctor is shown, and what it was shown so far. */
export class DoctorLooks {
  cloud!: TestApp;
  ca!: TestSiteCa;
  folder!: string;
  /** `check: trouble`. */
  readonly caused = new Set<string>();
  readonly toClose: (() => unknown)[] = [];

  async start(): Promise<void> {
    this.folder = await mkdtemp(path.join(os.tmpdir(), 'eyrie-doctor-'));
    this.cloud = await startTestApp();
    this.ca = await TestSiteCa.create();
    this.ca.lifeMs = certificateLifeMs;
  }

  /** Ends what a test has opened. */
  async rest(): Promise<void> {
    for (const close of this.toClose.splice(0)) await close();
  }

  async stop(): Promise<void> {
    await this.cloud.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** What a check finds on a machine; a trouble is noted as caused. */
  readonly look = async (id: string, options: Partial<MachineOptions> = {}): Promise<Finding> => {
    const one = checks.find((check) => check.id === id);
    if (!one) throw new Error(`There is no check ${id}.`);
    const machine = new Machine({
      ...{ environment: { PATH: '/nowhere' }, roles: ['worker'], url: null, access: null },
      ...{ data: {}, patienceMs: 1_000, ...options },
    });
    const finding = await examine(one, machine);
    if (finding.trouble !== null) {
      this.caused.add(`${id}: ${finding.trouble}`);
      expect(finding.means).not.toBe('');
      expect(finding.advice).not.toBe('');
    }
    return finding;
  };

  /** A folder with programs that answer what was recorded of the real ones. */
  readonly programs = async (scripts: Record<string, string>): Promise<NodeJS.ProcessEnv> => {
    const bin = await mkdtemp(path.join(this.folder, 'bin-'));
    for (const [name, script] of Object.entries(scripts)) {
      await writeFile(path.join(bin, name), `#!/bin/sh\n${script}\n`);
      await chmod(path.join(bin, name), 0o755);
    }
    return { PATH: bin };
  };

  /** A folder in the place of `/`, with these files of the kernel's. */
  readonly root = async (files: Record<string, string>): Promise<string> => {
    const at = await mkdtemp(path.join(this.folder, 'root-'));
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(at, name)), { recursive: true });
      await writeFile(path.join(at, name), text);
    }
    return at;
  };

  /** Resolves with its port; it is closed after the test. */
  readonly listening = async (
    server: Server,
    at: object = { host: '127.0.0.1', port: 0 },
  ): Promise<number> => {
    await new Promise<void>((resolve) => server.listen(at, resolve));
    this.toClose.push(() => server.close());
    return (server.address() as AddressInfo | null)?.port ?? 0;
  };

  readonly web = async (answer: RequestListener): Promise<string> =>
    `http://127.0.0.1:${await this.listening(createWebServer(answer))}`;

  /** A device's folder with its identity. */
  readonly device = async (): Promise<string> => {
    const at = await mkdtemp(path.join(this.folder, 'device-'));
    const { cert: certificate } = await this.ca.issue('dev_a');
    await mkdir(path.join(at, 'identity'));
    const identity = { deviceId: 'dev_a', siteId: 'site_a', cloudUrl: this.cloud.url, certificate };
    await writeFile(path.join(at, 'identity/identity.json'), JSON.stringify(identity));
    return at;
  };
}
