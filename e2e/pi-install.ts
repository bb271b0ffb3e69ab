import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eyrieHere } from '../apps/cli/src/testing/eyrie-here.ts';
import type { TestApp, TestPerson } from '../apps/cloud-api/src/testing/app.ts';
import { enrol, newDeviceKey, newSite } from '../apps/cloud-api/src/testing/edge.ts';
import { eventually } from './local-fleet.ts';
import { hasThrowAwayPi, ThrowAwayPi } from './throw-away-pi.ts';

/** `eyrie pi install` over a true ssh, in the words of a cloud that runs already. */
export function describePiInstall(at: () => { cloud: TestApp; person: TestPerson }): void {
  (hasThrowAwayPi() ? describe : describe.skip)('eyrie pi install', () => {
    let pi: ThrowAwayPi;
    beforeAll(async () => {
      pi = new ThrowAwayPi(mkdtempSync(path.join(os.tmpdir(), 'eyrie-pi-')));
      await pi.start();
      await eventually('the machine answers ssh', () => pi.read('ready') !== null, 180_000);
      await newSite(at().person, 1, 'Pi place');
    }, 120_000);
    afterAll(() => pi.stop(), 180_000);

    const install = (host: string, ...words: string[]) =>
      eyrieHere([
        ...['pi', 'install', host, '--ssh-config', pi.sshConfig, '--package', pi.package],
        ...['--site', 'Pi place', '--name', 'north', ...words],
      ]);
    const claims = async () => {
      const { out } = await eyrieHere(['token', 'list', '--json']);
      const { items } = JSON.parse(out) as { items: { device_name: string }[] };
      return items.filter(({ device_name }) => device_name === 'north').length;
    };
    const there = (...words: string[]) =>
      execFileSync('ssh', ['-F', pi.sshConfig, 'pi.test', ...words], { encoding: 'utf8' });

    it.each([
      ['stranger.test', 'its key is not known here'],
      ['keyless.test', 'it takes no key of yours'],
      ['silent.test', 'nothing answers ssh'],
      ['guest.test', 'You are not root there, and there is no sudo'],
      ['pi.test;reboot', 'is no host'],
    ])(
      'refuses %s in a sentence, and makes no claim',
      async (host, sentence) => {
        const before = await claims();
        const { code, error } = await install(host);
        expect([code === 0, error]).toEqual([false, expect.stringContaining(sentence)]);
        expect(await claims()).toBe(before);
        expect(there('dpkg-query', '--list', 'eyrie-edge*', '||', 'true')).not.toContain(
          'ii  eyrie',
        );
      },
      180_000,
    );

    it('installs the package, and ends once the device has enrolled by its claim', async () => {
      const done = install('pi.test', '--json');
      await eventually('it is installed', () => pi.read('installed') !== null, 120_000);
      const text = pi.read('provision.txt') ?? '';
      expect(pi.read('rights')).toBe('root 600\n');
      expect(text).toMatch(/^PROVISION_URL=http:\/\/127\.0\.0\.1:\d+\n/);
      expect(text).not.toContain('HOST_NAME');
      const claim = /^PROVISION_TOKEN=(\S+)$/m.exec(text)?.[1] ?? '';
      // What the worker does there once systemd has started it.
      const { statusCode } = await enrol(at().cloud, claim, await newDeviceKey());
      expect(statusCode).toBe(200);
      const { code, out, error } = await done;
      expect([code, error]).toEqual([0, '']);
      expect(out).not.toContain(claim);
      const told = JSON.parse(out) as { device_id: string; survey: object };
      expect(told.survey).toMatchObject({ rights: 'root', findsCloud: true });
      const shown = await eyrieHere(['device', 'show', told.device_id, '--json']);
      expect(JSON.parse(shown.out)).toMatchObject({ name: 'north' });
      expect(there('ls', '/tmp')).toBe('');
      // The claim is good for one device once.
      expect((await enrol(at().cloud, claim, await newDeviceKey())).statusCode).toBe(401);
    }, 240_000);
  });
}
