import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type HelmAnswer, renderChart } from '../helm.ts';
import type { ApiObject } from './cluster-api.ts';
import { ControlPlane } from './control-plane.ts';
import { imagesOf, isReady, namesOf, Release, valuesOf } from './release.ts';
import { furnish, given, makeNamespace } from './surroundings.ts';

const sets = readdirSync(path.join(import.meta.dirname, '../chart-values')).map((file) =>
  path.basename(file, '.yaml'),
);

/** What each value set leaves behind, because somebody may want it back. */
const kept: Readonly<Record<string, readonly string[]>> = {
  gateway: [],
  'own-certificate': [],
  production: ['Cluster trial-eyrie-db', 'PersistentVolumeClaim trial-eyrie-media'],
  smallest: ['PersistentVolumeClaim trial-eyrie-media'],
  trial: ['PersistentVolumeClaim trial-eyrie-media', 'Secret trial-eyrie-secrets'],
};

const replicas: Readonly<Record<string, number>> = {
  gateway: 2,
  'own-certificate': 5,
  production: 3,
  smallest: 1,
  trial: 3,
};

let plane: ControlPlane;

beforeAll(async () => {
  plane = await ControlPlane.start();
  await furnish(plane);
});

afterAll(() => plane.stop());

async function released(namespace: string, name = 'trial'): Promise<Release> {
  await makeNamespace(plane, namespace);
  return new Release(plane, namespace, name);
}

describe.each(sets)('a cluster, given the values "%s"', (set) => {
  let release: Release;

  beforeAll(async () => {
    release = await released(`values-${set}`);
  });

  it('takes each object to its last field', async () => {
    const objects = renderChart(valuesOf(set)) as unknown as ApiObject[];
    const refusals = objects.map((object) => plane.api.refusalOf(object, release.namespace));
    expect((await Promise.all(refusals)).filter((refusal) => refusal !== null)).toEqual([]);
  });

  it('installs them: migrations end, restricted pods get ready, as many as are wanted', async () => {
    done(release.install(...valuesOf(set)));
    const pods = await plane.api.until(
      `replicas of ${set}`,
      () => release.pods(),
      (seen) => seen.length === replicas[set] && seen.every(isReady),
    );
    expect(pods).toHaveLength(replicas[set] ?? 0);
    // The hook's own Secret has the master key: it is gone with the job.
    const left = await plane.api.contents(release.namespace);
    expect(left.filter((name) => /^(Job|Secret) .*-migrate$/.test(name))).toEqual([]);
  });

  it('passes its own test, and is taken away but for what outlives it', async () => {
    done(release.test());
    done(release.uninstall());
    const left = await plane.api.until(
      `what is left of ${set}`,
      async () =>
        (await plane.api.contents(release.namespace)).filter((name) => !given().includes(name)),
      (seen) => seen.length === kept[set]?.length,
    );
    expect(left).toEqual(kept[set]);
  });
});

describe('a release', () => {
  let release: Release;

  beforeAll(async () => {
    release = await released('life');
    done(release.install(...valuesOf('trial')));
    await threeReady();
  });

  const threeReady = () =>
    plane.api.until(
      'three replicas',
      () => release.pods(),
      (seen) => seen.length === 3 && seen.every(isReady),
    );

  it('has its replicas exchanged where a value changed, and the autoscaler’s number stays', async () => {
    const before = namesOf(await release.pods());
    const changed = ['--set', 'config.EYRIE_LOG_LEVEL=debug', '--timeout', '90s'];
    done(release.upgrade(...changed));
    const after = namesOf(await threeReady());
    expect(after.filter((name) => before.includes(name))).toEqual([]);
  });

  it('goes on where migrations of a new version fail: nothing is exchanged, no secret is left', async () => {
    const before = namesOf(await release.pods());
    const failing = ['--set', 'image.tag=fails', '--set', 'migrations.backoffLimit=0'];
    const { status, output } = release.upgrade(...failing, '--timeout', '60s');
    expect(status).not.toBe(0);
    expect(output).toContain('pre-upgrade hooks failed');
    expect(namesOf(await release.pods())).toEqual(before);
    const left = await plane.api.contents(release.namespace);
    // The job stays for whoever asks why.
    expect(left).toContain('Job trial-eyrie-migrate');
    expect(left).not.toContain('Secret trial-eyrie-migrate');
    expect(release.history().at(-1)).toBe('failed');
  });

  it('keeps serving where replicas of a new version do not get ready, and goes back by itself', async () => {
    const before = namesOf(await release.pods());
    const never = ['--set', 'image.tag=never-ready', '--rollback-on-failure', '--timeout', '20s'];
    const { status } = release.upgrade(...never);
    expect(status).not.toBe(0);
    expect(namesOf(await threeReady())).toEqual(before);
    expect(release.history().at(-1)).toBe('deployed');
  });

  it('is upgraded after all that, and rolled back to the version before', async () => {
    done(release.upgrade('--set', 'image.tag=9.9.9', '--timeout', '90s'));
    expect(imagesOf(await threeReady())).toEqual(['ghcr.io/eyrie/cloud-api:9.9.9']);
    done(release.rollback());
    expect(imagesOf(await threeReady())).toEqual(['ghcr.io/eyrie/cloud-api:0.1.0']);
  });

  it('lets a drain take one replica, and no second one before it is made up for', async () => {
    const [first, second] = await threeReady();
    // What would make up for it does not get in.
    const quota = {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'none' },
      spec: { hard: { pods: '0' } },
    };
    await plane.api.make(quota, release.namespace);
    expect(await evict(release.namespace, first)).toBe(201);
    expect(await evict(release.namespace, second)).toBe(429);
    await plane.api.ask('DELETE', `/api/v1/namespaces/${release.namespace}/resourcequotas/none`);
  });

  it('is installed again over what it left, but not with another master key', async () => {
    done(release.uninstall());
    const other = 'BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB=';
    const refused = release.install(...valuesOf('trial'), '--set', `masterKey.value=${other}`);
    expect(refused.status).not.toBe(0);
    expect(refused.output).toContain('trial-eyrie-secrets has another master key');
    done(release.install(...valuesOf('trial')));
    await threeReady();
  });
});

describe('names', () => {
  it('are taken at the length that Helm allows, also of CloudNativePG', async () => {
    const long = await released('long', `w${'o'.repeat(51)}w`);
    const named = [
      '--set',
      'owner.email=a@example.org',
      '--set',
      'owner.existingSecret=eyrie-owner',
    ];
    done(long.install(...valuesOf('production'), ...named));
    const clusters = await plane.api.list('postgresql.cnpg.io/v1', 'Cluster', 'long');
    // Its operator refuses longer ones, and is not here to say so.
    expect(clusters.map(({ metadata }) => metadata.name.length <= 50)).toEqual([true]);
  });

  it('are each release’s own in a namespace, also where they differ at their end alone', async () => {
    const first = await released('shared', `w${'o'.repeat(51)}1`);
    const second = new Release(plane, 'shared', `w${'o'.repeat(51)}2`);
    for (const release of [first, second]) {
      done(release.install(...valuesOf('smallest')));
    }
    const slices = await plane.api.until(
      'addresses of both',
      () => plane.api.list('discovery.k8s.io/v1', 'EndpointSlice', 'shared'),
      (seen) => seen.length === 4 && seen.every((slice) => targetsOf(slice).length === 1),
    );
    const pods = namesOf([...(await first.pods()), ...(await second.pods())]);
    expect([...new Set(slices.flatMap(targetsOf))].sort()).toEqual(pods);
  });

  it('may be the same in two namespaces', async () => {
    for (const namespace of ['north', 'south']) {
      const release = await released(namespace, 'eyrie');
      done(release.install(...valuesOf('smallest')));
    }
  });

  it.each(['3-peaks', 'alps.west'])(
    'are refused where no Service may have them: %s',
    async (name) => {
      const release = await released(`named-${name.replace('.', '-')}`, name);
      const { status, output } = release.install(...valuesOf('smallest'));
      expect(status).not.toBe(0);
      expect(output).toContain('set fullnameOverride');
      // Before anything ran.
      expect(await plane.api.list('batch/v1', 'Job', release.namespace)).toEqual([]);
    },
  );
});

describe('a namespace', () => {
  it('with a quota of all that pods may ask for takes a release', async () => {
    const release = await released('quota');
    const hard = {
      'requests.cpu': '2',
      'requests.memory': '4Gi',
      'limits.memory': '8Gi',
      pods: '8',
    };
    const quota = {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'all' },
      spec: { hard },
    };
    await plane.api.make(quota, 'quota');
    done(release.install(...valuesOf('trial')));
    done(release.test());
  });

  it('would have refused a pod that is less than restricted', async () => {
    await released('strict');
    const [pod] = renderChart(valuesOf('trial')).filter(({ kind }) => kind === 'Pod');
    const open = structuredClone(pod) as unknown as ApiObject;
    Object.assign(open.spec as object, { hostNetwork: true });
    expect(await plane.api.refusalOf(open, 'strict')).toContain('violates PodSecurity');
    Object.assign(open.spec as object, { hostNetwork: false, hostNetworkk: true });
    expect(await plane.api.refusalOf(open, 'strict')).toContain(
      'unknown field "spec.hostNetworkk"',
    );
  });
});

/** Throws with Helm’s words where it did not do what it was asked for. */
function done({ status, output }: HelmAnswer): void {
  if (status !== 0) throw new Error(output);
}

async function evict(namespace: string, pod: ApiObject | undefined): Promise<number> {
  const name = pod?.metadata.name ?? '';
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
  return (await plane.api.ask('POST', path, eviction)).status;
}

function targetsOf(slice: ApiObject): string[] {
  const { endpoints } = slice as unknown as { endpoints?: { targetRef: { name: string } }[] };
  return (endpoints ?? []).map(({ targetRef }) => targetRef.name);
}
