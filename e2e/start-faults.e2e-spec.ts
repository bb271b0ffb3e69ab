import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LocalFleet, smallFleet } from './local-fleet.ts';

describe('a fleet that cannot start', () => {
  let fleet: LocalFleet;

  beforeEach(async () => {
    fleet = await LocalFleet.create(smallFleet({ coordinators: 1, workers: 1 }));
  });
  afterEach(() => fleet.remove());

  it('names the port that is in use, and another to take', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(fleet.port, '127.0.0.1', resolve));
    try {
      expect(await fleet.upUntilItEnds()).toBe(1);
      expect(fleet.output).toContain(`Port ${fleet.port} on 127.0.0.1 is in use`);
      expect(fleet.output).toContain(`PORT=${fleet.port + 1} npm start`);
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
  });

  it('says what is wrong with a database folder that Postgres cannot use', async () => {
    const cluster = path.join(fleet.home, 'postgres/cluster');
    await mkdir(cluster, { recursive: true });
    await writeFile(path.join(cluster, 'PG_VERSION'), '9.6\n');
    await chmod(cluster, 0o700);
    expect(await fleet.upUntilItEnds()).toBe(1);
    expect(fleet.output).toContain('postgres did not start');
    expect(fleet.output).toContain('was made by Postgres 9.6');
    expect(fleet.output).toContain('move the folder away');
    expect(fleet.output).toContain(path.join(fleet.home, 'logs/postgres.log'));
  }, 120_000);

  it('refuses a definition that makes no sense, and says where', async () => {
    await writeFile(path.join(fleet.home, 'definition.json'), '{"site":{"name":""}}');
    expect(await fleet.upUntilItEnds()).toBe(2);
    expect(fleet.output).toContain('site.name');
  });
});
