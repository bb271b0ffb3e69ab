import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { customResourceErrors } from './custom-resources.ts';
import { lintChart, renderChart, templateChart, type Manifest } from './helm.ts';
import { podFaults, podsOf } from './pod-policy.ts';
import { danglingReferences, podsWithoutPolicy } from './references.ts';
import { isOfKubernetes, typeErrors } from './typed-manifests.ts';

const folder = path.join(import.meta.dirname, 'chart-values');
const sets = readdirSync(folder).map((file) => path.basename(file, '.yaml'));

function valuesOf(set: string): string[] {
  return ['--values', path.join(folder, `${set}.yaml`)];
}

/** All texts in values: what a user names is there, as far as a chart can know. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

describe.each(sets)('the chart with the values "%s"', (set) => {
  let manifests: Manifest[] = [];

  beforeAll(() => {
    manifests = renderChart(valuesOf(set));
  });

  it('passes Helm’s own lint', () => {
    expect(lintChart(valuesOf(set))).toMatchObject({ status: 0 });
  });

  it('has no field that Kubernetes or an operator does not know', () => {
    expect(typeErrors(manifests)).toEqual([]);
    const others = manifests.filter((manifest) => !isOfKubernetes(manifest));
    expect(others.flatMap(customResourceErrors)).toEqual([]);
  });

  it('makes restricted pods with bounds, and probes where they serve', () => {
    const pods = podsOf(manifests);
    expect(pods.length).toBeGreaterThanOrEqual(2);
    expect(pods.flatMap(podFaults)).toEqual([]);
  });

  it('names nothing that nobody makes', () => {
    const given = new Set(textsIn(parse(readFileSync(path.join(folder, `${set}.yaml`), 'utf8'))));
    expect(danglingReferences(manifests, given)).toEqual([]);
  });

  it('writes no secret into a ConfigMap, an argument or a variable', () => {
    const open = manifests.filter(({ kind }) => kind !== 'Secret');
    for (const secret of ['AAAAAAAAAAAA', 'correct horse', 'secret@db', 'redis.example.org']) {
      expect(JSON.stringify(open)).not.toContain(secret);
    }
  });

  it('keeps names short enough for Kubernetes', () => {
    for (const { metadata } of manifests) {
      expect(metadata.name.length).toBeLessThanOrEqual(63);
      for (const value of Object.values(metadata.labels ?? {})) {
        expect(value).toMatch(/^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/);
        expect(value.length).toBeLessThanOrEqual(63);
      }
    }
  });

  it('selects by what can never change', () => {
    for (const { kind, spec } of manifests) {
      if (kind !== 'Deployment') continue;
      const { matchLabels } = (spec as { selector: { matchLabels: object } }).selector;
      expect(Object.keys(matchLabels)).toEqual([
        'app.kubernetes.io/name',
        'app.kubernetes.io/instance',
        'app.kubernetes.io/component',
      ]);
    }
  });
});

describe('the chart', () => {
  const base = ['--values', path.join(folder, 'trial.yaml')];

  it('lets no pod go without a network policy, but where that is switched off', () => {
    // `helm test` asks the API as any client does.
    const open = podsWithoutPolicy(renderChart(valuesOf('production')));
    expect(open).toEqual([expect.stringMatching(/^Pod .*-test$/)]);
  });

  it('lets its own test in where clients are named, and migrations out before the rest is there', () => {
    const policies = renderChart(valuesOf('production')).filter(
      ({ kind }) => kind === 'NetworkPolicy',
    );
    const policyOf = (component: string) =>
      policies.find(
        ({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === component,
      );
    const { ingress } = policyOf('api')?.['spec'] as { ingress: { from: object[] }[] };
    expect(ingress[0]?.from.at(-1)).toMatchObject({
      podSelector: { matchLabels: { 'app.kubernetes.io/component': 'test' } },
    });
    expect(policyOf('migrate')?.metadata.annotations).toMatchObject({
      'helm.sh/hook': 'pre-upgrade',
      'helm.sh/hook-weight': '-10',
    });
  });

  it('leaves the number of replicas to the autoscaler where there is one', () => {
    const replicas = (set: string) =>
      renderChart(valuesOf(set)).find(
        ({ kind, metadata }) => kind === 'Deployment' && !metadata.name.endsWith('redis'),
      )?.['spec'];
    expect(replicas('production')).not.toHaveProperty('replicas');
    expect(replicas('gateway')).toMatchObject({ replicas: 2 });
  });

  it('migrates before replicas are exchanged, and before the first only where the database is there', () => {
    const hook = (set: string) =>
      renderChart(valuesOf(set)).find(({ kind }) => kind === 'Job')?.metadata.annotations?.[
        'helm.sh/hook'
      ];
    expect(hook('trial')).toBe('pre-install,pre-upgrade');
    expect(hook('production')).toBe('pre-upgrade');
    expect(hook('smallest')).toBeUndefined();
  });

  it('starts pods anew where their configuration changed, and only then', () => {
    const annotations = (...more: string[]) =>
      podAnnotations(renderChart([...base, ...more]).find(({ kind }) => kind === 'Deployment'));
    expect(annotations()).toEqual(annotations());
    expect(annotations('--set', 'config.EYRIE_LOG_LEVEL=debug')).not.toEqual(annotations());
    expect(annotations('--set', 'owner.password=another one')).not.toEqual(annotations());
  });

  it('trusts the authorities that it is given, in replicas and in migrations', () => {
    const given = ['--set', 'trustedAuthorities.existingConfigMap=authorities'];
    const variable = { name: 'NODE_EXTRA_CA_CERTS', value: '/run/authorities/ca.pem' };
    for (const kind of ['Deployment', 'Job']) {
      const containers = (more: string[]) =>
        podsOf(renderChart([...base, ...more]).filter((manifest) => manifest.kind === kind)).map(
          ({ spec }) => spec.containers[0],
        );
      expect(containers(given)).toEqual([
        expect.objectContaining({
          env: expect.arrayContaining([variable]),
          volumeMounts: expect.arrayContaining([
            { name: 'authorities', mountPath: '/run/authorities', readOnly: true },
          ]),
        }),
      ]);
      expect(JSON.stringify(containers([]))).not.toContain('authorities');
    }
  });

  it('is found at the port of the nodes that it is given', () => {
    const given = ['--set', 'service.type=NodePort', '--set', 'service.nodePort=30080'];
    const ports = renderChart([...base, ...given]).map(({ spec }) => JSON.stringify(spec ?? {}));
    expect(ports.filter((spec) => spec.includes('"nodePort":30080'))).toHaveLength(1);
  });

  it('writes large numbers as the cloud reads them', () => {
    const map = renderChart(valuesOf('production')).find(
      ({ kind, metadata }) => kind === 'ConfigMap' && !metadata.name.includes('dashboard'),
    );
    expect(map?.['data']).toMatchObject({
      EYRIE_MEDIA_BYTES_MAX: '5000000000000',
      MAX_CONNECTIONS_PER_USER: '50',
      EYRIE_TRUSTED_PROXIES: '1',
      EYRIE_PUBLIC_URL: 'https://cameras.example.org',
    });
  });

  it('keeps pictures in the bucket that it is given, and makes no volume for them', () => {
    const manifests = renderChart(valuesOf('own-certificate'));
    expect(manifests.filter(({ kind }) => kind === 'PersistentVolumeClaim')).toEqual([]);
    expect(JSON.stringify(manifests)).toContain('"name":"media","emptyDir":{"sizeLimit":"10Gi"}');
    const map = manifests.find(({ kind }) => kind === 'ConfigMap') as { data?: unknown };
    expect(map.data).toMatchObject({
      S3_BUCKET: 'cameras',
      S3_ENDPOINT: 'https://s3.example.org',
      S3_REGION: 'us-east-1',
      S3_PREFIX: 'eyrie',
      S3_PATH_STYLE: 'true',
    });
  });

  it('gives no key to pods that have a role', () => {
    const role = 'serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn=arn:aws:iam::1:role/x';
    const manifests = renderChart([
      ...base,
      ...['--set', 'media.s3.bucket=cameras', '--set', 'media.s3.credentials=role'],
      ...['--set-string', role],
    ]);
    const [account] = manifests.filter(({ kind }) => kind === 'ServiceAccount');
    expect(account?.metadata).toMatchObject({
      annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/x' },
    });
    expect(JSON.stringify(manifests)).toContain('"S3_BUCKET":"cameras"');
    expect(JSON.stringify(manifests)).not.toContain('S3_ACCESS_KEY_ID');
  });

  const refused: [what: string, parameters: string[], words: RegExp][] = [
    ['no master key', ['--set', 'masterKey.value='], /give masterKey\.existingSecret/],
    ['a master key of another length', ['--set', 'masterKey.value=short'], /masterKey\/value/],
    ['no database', ['--set', 'database.external.url='], /give database\.external/],
    ['a database of another kind', ['--set', 'database.external.url=mysql://x'], /external\/url/],
    ['an unknown variable', ['--set', 'config.EYRIE_NOPE=1'], /EYRIE_NOPE/],
    ['a variable out of range', ['--set', 'config.EYRIE_TRUSTED_PROXIES=99'], /TRUSTED_PROXIES/],
    ['a variable of the chart’s own', ['--set', 'config.DATABASE_URL=x'], /DATABASE_URL/],
    ['an unknown value', ['--set', 'replicaCount=3'], /replicaCount/],
    ['a replica too many', ['--set', 'autoscaling.maxReplicas=1000'], /maxReplicas/],
    ['bounds the wrong way', ['--set', 'autoscaling.maxReplicas=2'], /minReplicas is more/],
    ['a short password', ['--set', 'owner.password=abc'], /owner\/password/],
    ['an owner without a password', ['--set', 'owner.password='], /with owner\.email give/],
    ['an ingress for no host', ['--set', 'ingress.enabled=true'], /ingress\.host/],
    ['a disk that one node holds', ['--set', 'media.accessModes={ReadWriteOnce}'], /ReadWriteMany/],
    [
      'a bucket with a key and a role',
      ['--set', 'media.s3.credentials=role', '--set', 'media.s3.existingSecret=key'],
      /not both/,
    ],
    ['a bucket without a key', ['--set', 'media.s3.bucket=cameras'], /media\.s3\.existingSecret/],
    [
      'a Redis without a password',
      ['--set', 'redis.mode=bundled'],
      /redis\.bundled\.existingSecret/,
    ],
    ['a port that nodes do not have', ['--set', 'service.nodePort=80'], /nodePort/],
    ['a digest that is none', ['--set', 'image.digest=sha256:abc'], /image\/digest/],
  ];

  it.each(refused)('refuses %s, and says which value it is', (_what, parameters, words) => {
    const { status, output } = templateChart([...base, ...parameters]);
    expect(status).not.toBe(0);
    expect(output).toMatch(words);
  });

  it('would notice a pod that is less than restricted, and a field that nobody knows', () => {
    const manifests = structuredClone(renderChart(base));
    const deployment = manifests.find(({ kind }) => kind === 'Deployment');
    const [pod] = podsOf(deployment ? [deployment] : []);
    const [container] = pod?.spec.containers ?? [];
    if (!pod || !container) throw new Error('There is no deployment.');
    Object.assign(container, { securityContext: {}, image: 'cloud-api', minReplicass: 1 });
    Object.assign(pod.spec, { hostNetwork: true });
    expect(podFaults(pod)).toHaveLength(5);
    expect(typeErrors(manifests).join()).toContain('minReplicass');
  });
});

function podAnnotations(manifest: Manifest | undefined): object {
  const { template } = manifest?.['spec'] as { template: { metadata: { annotations: object } } };
  return template.metadata.annotations;
}
