import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { ApiObject } from './cluster-api.ts';
import { type ControlPlane, programs } from './control-plane.ts';

/** What a cluster has before anybody installs: nodes, operators' kinds, volumes, a class of priority. */
export async function furnish({ api }: ControlPlane): Promise<void> {
  for (const object of definitions()) {
    await api.make(object);
    const { name } = object.metadata;
    await api.until(
      `${name} is served`,
      () => api.find('apiextensions.k8s.io/v1', 'CustomResourceDefinition', '', name),
      (found) =>
        JSON.stringify(found?.status).includes('"type":"Established","status":"True"') ||
        JSON.stringify(found?.status).match(/"status":"True"[^}]*"type":"Established"/) !== null,
    );
  }
  await api.make({
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'high' },
    value: 1_000,
  });
  for (const name of ['node-1', 'node-2', 'node-3']) await addNode(api, name);
  for (const storageClassName of ['', 'shared']) {
    for (let number = 1; number <= 24; number += 1) {
      await api.make(volume(`volume-${storageClassName}${number}`, storageClassName));
    }
  }
}

/** A namespace whose pods must be restricted ones, with the Secrets that the value sets name. */
export async function makeNamespace({ api }: ControlPlane, name: string): Promise<void> {
  await api.make({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
  });
  for (const [secret, stringData] of Object.entries(secrets)) {
    await api.make(
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: secret }, stringData },
      name,
    );
  }
  await api.make(
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: sharedClaim },
      spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '1Ti' } } },
    },
    name,
  );
  // Made by the cluster, a moment later; no pod gets in before it.
  await api.until(
    'the account of its pods',
    () => api.find('v1', 'ServiceAccount', name, 'default'),
    (found) => found !== undefined,
  );
}

const sharedClaim = 'shared-pictures';

/** Kind and name of what is in a namespace before anything is installed. */
export function given(): string[] {
  return [
    `PersistentVolumeClaim ${sharedClaim}`,
    ...Object.keys(secrets).map((name) => `Secret ${name}`),
  ];
}

const secrets: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'eyrie-master-key': { 'master-key': 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' },
  'eyrie-owner': { 'owner-password': 'correct horse battery' },
  'eyrie-database': {
    url: 'postgres://db.example.org/eyrie',
    uri: 'postgres://db.example.org/eyrie',
  },
  'eyrie-redis': { url: 'redis://redis.example.org:6379', password: 'a password' },
  'eyrie-media': { ACCESS_KEY_ID: 'key', ACCESS_SECRET_KEY: 'a secret' },
};

function definitions(): ApiObject[] {
  const folder = path.join(programs, 'definitions');
  return readdirSync(folder).flatMap((file) =>
    parseAllDocuments(readFileSync(path.join(folder, file), 'utf8')).map(
      (document) => document.toJS() as ApiObject,
    ),
  );
}

async function addNode(api: ControlPlane['api'], name: string): Promise<void> {
  const labels = {
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': name,
    'topology.kubernetes.io/zone': `zone-of-${name}`,
    disk: 'ssd',
  };
  await api.make({ apiVersion: 'v1', kind: 'Node', metadata: { name, labels } });
  const room = { cpu: '16', memory: '64Gi', pods: '110' };
  const status = {
    capacity: room,
    allocatable: room,
    conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'played' }],
  };
  const { status: answer } = await api.ask(
    'PATCH',
    `/api/v1/nodes/${name}/status`,
    { status },
    'application/merge-patch+json',
  );
  if (answer !== 200) throw new Error(`The node ${name} is not taken: ${answer}`);
}

function volume(name: string, storageClassName: string): object {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: {
      storageClassName,
      capacity: { storage: '2Ti' },
      accessModes: ['ReadWriteOnce', 'ReadWriteMany'],
      persistentVolumeReclaimPolicy: 'Retain',
      nfs: { server: 'files.example.org', path: `/${name}` },
    },
  };
}
