import { randomInt, randomUUID } from 'node:crypto';
import { access, cp, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  adminSocketName,
  idFromUuid,
  siteStatusSchema,
  type SiteManifest,
  type SiteStatus,
} from '@eyrie/contracts';
import { createLogger, loadConfiguration, type Lifecycle } from '@eyrie/platform';
import { configurationSchema } from '../configuration.ts';
import { runCoordinator } from '../coordinator.ts';
import { FakeCloud } from '../testing/fake-cloud.ts';
import { eventually, manifestOf, newDeviceId } from '../testing/site-fixture.ts';

interface Answer {
  readonly status: number;
  readonly body: { readonly code?: string; readonly message?: string; readonly detail?: string };
}

/** A coordinator in this process, spoken to as an operator does: over the socket in its folder. */
class Coordinator {
  readonly data: string;
  readonly #stops: (() => void | Promise<void>)[] = [];

  constructor(data: string, environment: Record<string, string>, lines: string[]) {
    this.data = data;
    const lifecycle: Lifecycle = {
      onStop: (stop) => this.#stops.push(stop),
      fail: (error) => lines.push(`failed: ${String(error)}`),
    };
    const log = createLogger(
      { name: 'test', level: 'info' },
      { write: (line) => lines.push(line) },
    );
    const configuration = loadConfiguration(configurationSchema, environment);
    runCoordinator(configuration, log, lifecycle).catch((error: unknown) => {
      lines.push(`failed: ${String(error)}`);
    });
  }

  ask(method: string, path: string, body?: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const socketPath = join(this.data, adminSocketName);
      const asked = request({ socketPath, method, path }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as Answer['body'] });
        });
      });
      asked.on('error', reject);
      asked.end(body && JSON.stringify(body));
    });
  }

  async site(): Promise<SiteStatus> {
    return siteStatusSchema.parse((await this.ask('GET', '/v1/site')).body);
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0).reverse()) await stop();
  }
}

describe('the members of a site', () => {
  const mdnsPort = String(randomInt(20_000, 60_000));
  let root: string;
  let cloud: FakeCloud;
  let coordinators: string[];
  let lines: string[];
  let siteId: string;
  let organisationId: string;
  const running = new Map<number, Coordinator>();

  const start = (nodeId: number, folder = `c${nodeId}`): Coordinator => {
    const data = join(root, folder);
    const environment = {
      EYRIE_DATA: data,
      PROVISION_URL: cloud.url,
      PROVISION_TOKEN: `token-of-coordinator-${nodeId}`,
      EYRIE_MDNS_INTERFACE: '127.0.0.1',
      EYRIE_MDNS_PORT: mdnsPort,
      EYRIE_HOST: '127.0.0.1',
      EYRIE_RAFT_PORT: '0',
      EYRIE_MQTT_PORT: '0',
      EYRIE_RELAY_PORT: '0',
    };
    const coordinator = new Coordinator(data, environment, lines);
    running.set(folder === `c${nodeId}` ? nodeId : -nodeId, coordinator);
    return coordinator;
  };
  const stop = async (nodeId: number): Promise<void> => {
    await running.get(nodeId)?.stop();
    running.delete(nodeId);
  };
  /** The manifest with the first `founders` as founding voters and the first `listed` listed. */
  const manifest = (founders: number, listed: number, version: number): SiteManifest => {
    const all = manifestOf({ siteId, coordinators, workers: [], version });
    return {
      ...all,
      organisationId,
      foundingVoters: all.foundingVoters!.slice(0, founders),
      devices: all.devices.slice(0, listed),
    };
  };
  /** Waits until the standings of all, by ascending node number, are those. */
  const untilStandings = (through: Coordinator, standings: string[]): Promise<void> => {
    let seen: unknown;
    return eventually(
      standings.join(', '),
      async () => {
        const site = await through.site().catch(() => null);
        seen = site?.members.map(({ standing }) => standing);
        return JSON.stringify(seen) === JSON.stringify(standings) && site?.leaderNodeId !== null;
      },
      25_000,
    ).catch((error: unknown) => {
      throw new Error(
        `${String(error)} It was ${JSON.stringify(seen)}.\n${lines.slice(-8).join('')}`,
      );
    });
  };

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'eyrie-m-'));
    siteId = idFromUuid('site', randomUUID());
    organisationId = idFromUuid('organisation', randomUUID());
    cloud = await FakeCloud.start(siteId, organisationId);
    coordinators = [newDeviceId(), newDeviceId(), newDeviceId()];
    lines = [];
    coordinators.forEach((deviceId, index) => {
      const device = { deviceId, role: 'coordinator' as const, nodeId: index + 1 };
      cloud.identities.addToken(`token-of-coordinator-${index + 1}`, device);
    });
    cloud.manifest = manifest(1, 1, 1);
  });

  afterEach(async () => {
    await Promise.all([...running.keys()].map((nodeId) => stop(nodeId)));
    await cloud.close();
    await rm(root, { recursive: true, force: true });
  });

  it('come in by themselves once they are listed, and go when they are listed no more', async () => {
    const first = start(1);
    await untilStandings(first, ['voter']);
    const { mode } = await stat(join(first.data, adminSocketName));
    expect(mode & 0o777).toBe(0o600);

    cloud.manifest = manifest(1, 2, 2);
    start(2);
    await untilStandings(first, ['voter', 'voter']);
    // A follower shows what the leader sees, and takes no changes.
    const second = running.get(2)!;
    expect(await second.site()).toMatchObject({ askedNodeId: 2, seenByNodeId: 1, reason: null });
    const refused = await second.ask('POST', '/v1/site/removal', { nodeId: 1 });
    expect(refused).toMatchObject({ status: 409, body: { code: 'site.not_leader' } });
    const report = cloud.reports.at(-1)!;
    await eventually('the report names both', () =>
      cloud.reports.at(-1)!.members.every(({ standing }) => standing === 'voter'),
    );
    expect(report.members[0]?.incarnation).toMatch(/^[0-9a-f]{16}$/);

    cloud.manifest = manifest(1, 1, 3);
    await untilStandings(first, ['voter']);
    const last = await first.ask('POST', '/v1/site/removal', { nodeId: 1 });
    expect(last).toMatchObject({ status: 409, body: { code: 'site.last_member' } });
  });

  it('do not found again with a wiped card, and get it back as another one', async () => {
    cloud.manifest = manifest(3, 3, 1);
    for (const nodeId of [1, 2, 3]) start(nodeId);
    await untilStandings(running.get(1)!, ['voter', 'voter', 'voter']);
    const cards = async (): Promise<(string | null)[]> =>
      (await running.get(1)!.site()).members.map(({ incarnation }) => incarnation);
    await eventually('all cards are known', async () => (await cards()).every(Boolean));
    const before = await cards();
    /** The node votes with another card than before, and has all that was agreed on. */
    const isRenewed = async (index: number): Promise<boolean> => {
      const found = (await running.get(1)!.site()).members[index];
      const isOther = found?.incarnation != null && found.incarnation !== before[index];
      return isOther && found.standing === 'voter' && found.reachable && found.lagEntries === 0;
    };
    await stop(3);
    for (const folder of ['raft', 'site']) {
      await rm(join(root, 'c3', folder), { recursive: true });
    }
    start(3);
    await eventually('the new card is in', () => isRenewed(2), 30_000);
    const record = JSON.parse(await readFile(join(root, 'c3/site/founding.json'), 'utf8')) as {
      may: string;
    };
    expect(record.may).toBe('join');
    // Of the log alone as well: the folder knows that it had one.
    await stop(2);
    await rm(join(root, 'c2/raft'), { recursive: true });
    start(2);
    await eventually('its new card is in', () => isRenewed(1), 30_000);
  });

  it('that were taken out stay out over a restart, until they rejoin', async () => {
    cloud.manifest = manifest(3, 3, 1);
    for (const nodeId of [1, 2, 3]) start(nodeId);
    await untilStandings(running.get(1)!, ['voter', 'voter', 'voter']);
    const out = 3;
    // In the first moments it is refused: the leader has not heard all yet, or is just being elected.
    await eventually('the removal is agreed on', async () => {
      const { leaderNodeId } = await running.get(1)!.site();
      const leading = running.get(leaderNodeId ?? 1)!;
      return (await leading.ask('POST', '/v1/site/removal', { nodeId: out })).status === 200;
    });
    const leader = running.get(1)!;
    const standings = [1, 2, 3].map((nodeId) => (nodeId === out ? 'removed' : 'voter'));
    await untilStandings(leader, standings);
    const isTold = async (): Promise<boolean> =>
      (await running.get(out)!.site()).reason?.includes('was taken out') ?? false;
    await eventually('it says so', isTold);
    await stop(out);
    start(out);
    await eventually('it says so again', () => isTold().catch(() => false));
    const back = await running.get(out)!.ask('POST', '/v1/site/rejoin', {});
    expect(back.status).toBe(200);
    await untilStandings(leader, ['voter', 'voter', 'voter']);
    // The old log lies aside: nothing that a site agreed on is deleted by a word.
    await expect(access(join(root, `c${out}/raft/epoch-1`))).resolves.toBeUndefined();
  });

  it('answer at their door before there is a site, and say why there is none', async () => {
    cloud.manifest = { ...manifest(1, 1, 1), foundingVoters: null };
    const first = start(1);
    await eventually('the reason', async () => {
      const site = await first.site().catch(() => null);
      return site?.reason?.startsWith('Waiting until') ?? false;
    });
    const early = await first.ask('POST', '/v1/site/transfer', { nodeId: null });
    expect(early).toMatchObject({ status: 503, body: { code: 'site.not_running' } });
    expect((await first.ask('POST', '/v1/nonsense', {})).status).toBe(404);
    cloud.manifest = manifest(1, 1, 2);
    await untilStandings(first, ['voter']);
    const wrong = await first.ask('POST', '/v1/site/removal', { nodeId: 'x' });
    expect(wrong).toMatchObject({ status: 422, body: { code: 'request.invalid' } });
    const whole = await first.ask('GET', '/v1/site/recovery');
    expect(JSON.stringify(whole.body)).toContain('nothing is lost');
  });

  it('are found to be two where a whole card was copied, and the group goes on without them', async () => {
    cloud.manifest = manifest(3, 3, 1);
    for (const nodeId of [1, 2, 3]) start(nodeId);
    await untilStandings(running.get(1)!, ['voter', 'voter', 'voter']);
    const copied = 3;
    await stop(copied);
    await cp(join(root, 'c3'), join(root, 'c3-copy'), {
      recursive: true,
      filter: (source) => !source.endsWith(adminSocketName),
    });
    start(copied);
    start(copied, 'c3-copy');
    await eventually(
      'the cloud is told',
      () => cloud.reports.at(-1)?.clones?.includes(coordinators[copied - 1]!) ?? false,
      60_000,
    );
    const { notices } = await running.get(1)!.site();
    expect(notices.join(' ')).toContain('Two machines are');
    // What the cloud does then: neither is of the site any more.
    cloud.manifest = manifest(3, 2, 2);
    await eventually(
      'both are out',
      async () => {
        const site = await running.get(1)!.site();
        const standing = site.members.find(({ nodeId }) => nodeId === copied)?.standing;
        return site.voters === 2 && site.hasQuorum && (standing ?? 'removed') === 'removed';
      },
      30_000,
    );
  }, 180_000);
});
