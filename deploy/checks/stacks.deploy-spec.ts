import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { ChartValues } from '../helm/values-schema.ts';
import type { AwsResource } from '../terraform/providers/aws.gen.ts';
import { providerNames, providerSchema } from '../terraform/providers/generated.ts';
import { readSettings, type Settings } from '../terraform/settings.ts';
import { sizes, type SizeName } from '../terraform/sizes.ts';
import { synthesise, type Synthesised } from '../terraform/synthesise.ts';
import { customResourceErrors } from './custom-resources.ts';
import { renderChart } from './helm.ts';
import { podFaults, podsOf } from './pod-policy.ts';
import { reattach, startStandIn, type StandIn } from './terraform/stand-in-provider.ts';
import { mutated } from './terraform/mutation.ts';
import { mutationsOf } from './terraform/mutations.ts';
import { demandsOf, faultsOf } from './terraform/policies.ts';
import { findTerraform, runTerraform } from './terraform/terraform.ts';
import { isOfKubernetes, typeErrors } from './typed-manifests.ts';

const examples = path.resolve(import.meta.dirname, '../terraform/examples');
const clouds = readdirSync(examples).map((file) => path.basename(file, '.yaml'));
const terraform = findTerraform();

const work = mkdtempSync(path.join(os.tmpdir(), 'eyrie-stacks-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

function settingsOf(cloud: string): Settings {
  const file = `${cloud}.yaml`;
  return readSettings(parse(readFileSync(path.join(examples, file), 'utf8')), file);
}

/** The values that the stack gives the chart, with a word in the place of what only Terraform knows. */
function chartValues({ json }: Synthesised): string {
  const releases = json.resource?.['helm_release'] ?? {};
  const [values] = releases['eyrie']?.['values'] as [string];
  return values.replaceAll(/\$\{[^}]*\}/g, 'known-later');
}

describe.each(clouds)('the stack for "%s"', (cloud) => {
  let stack: Synthesised;

  beforeAll(() => {
    stack = synthesise(settingsOf(cloud), path.join(work, cloud));
  });

  it('is as it is demanded to be', () => {
    expect(faultsOf(cloud, stack.json)).toEqual([]);
  });

  it('is so in every size, and is written the same each time', () => {
    for (const size of Object.keys(sizes) as SizeName[]) {
      const settings = { ...settingsOf(cloud), size };
      const { json } = synthesise(settings, path.join(work, `${cloud}-${size}`));
      expect({ size, faults: faultsOf(cloud, json) }).toEqual({ size, faults: [] });
    }
    expect(synthesise(settingsOf(cloud), path.join(work, `${cloud}-again`)).json).toEqual(
      stack.json,
    );
  });

  it('keeps its state away from here, encrypted where the backend does not do so by itself', () => {
    const backend = stack.json.terraform?.backend ?? {};
    const [kind = ''] = Object.keys(backend);
    expect(['s3', 'gcs', 'azurerm', 'kubernetes']).toContain(kind);
    expect(backend['s3']?.['encrypt'] ?? true).toBe(true);
  });

  it('tells no secret', () => {
    expect(JSON.stringify(stack.json.output)).not.toMatch(/random_|password"/);
  });

  it('gives the chart values that it takes, and its pods stay restricted', () => {
    const file = path.join(work, `${cloud}-values.yaml`);
    writeFileSync(file, chartValues(stack));
    const manifests = renderChart(['--values', file]);
    expect(typeErrors(manifests)).toEqual([]);
    const others = manifests.filter((manifest) => !isOfKubernetes(manifest));
    expect(others.flatMap(customResourceErrors)).toEqual([]);
    expect(podsOf(manifests).flatMap(podFaults)).toEqual([]);
  });

  describe('when it is broken', () => {
    it.each(mutationsOf(cloud))('by whoever %s, is refused', (...mutation) => {
      const [, of, , words] = mutation;
      const faults = faultsOf(cloud, mutated(stack.json, mutation));
      const [type = ''] = of.split('.');
      const noticed = faults.filter((fault) => fault.startsWith(type) && fault.includes(words));
      expect({ faults, noticed: noticed.length > 0 }).toMatchObject({ noticed: true });
    });

    it('has no demand that nothing can offend', () => {
      const offended = new Set(
        mutationsOf(cloud).flatMap((mutation) =>
          faultsOf(cloud, mutated(stack.json, mutation)).map((fault) =>
            fault.replace(/^[^ ]+ (is missing: it )?/, ''),
          ),
        ),
      );
      const idle = demandsOf(cloud).filter(({ demand }) => !offended.has(demand));
      expect(idle.map(({ type, demand }) => `${type} ${demand}`)).toEqual([]);
    });
  });
});

(terraform === null ? describe.skip : describe)('Terraform, with stand-ins for providers', () => {
  let standIns: StandIn[] = [];
  let reattached = '';

  beforeAll(async () => {
    standIns = await Promise.all(providerNames.map((name) => startStandIn(providerSchema(name))));
    reattached = reattach(standIns);
  });
  afterAll(() => {
    for (const standIn of standIns) standIn.stop();
  });

  const run = (folder: string, ...parameters: string[]) =>
    runTerraform(terraform ?? 'terraform', folder, parameters, reattached);

  /** As it would be applied, but for the state: that is far away. */
  function written(cloud: string, change: (json: Record<string, unknown>) => void): string {
    const { folder, json } = synthesise(settingsOf(cloud), mkdtempSync(path.join(work, 'run-')));
    const local: Record<string, unknown> = structuredClone(json);
    local['terraform'] = { ...json.terraform, backend: undefined };
    change(local);
    writeFileSync(path.join(folder, 'cdk.tf.json'), JSON.stringify(local, null, 2));
    return folder;
  }

  /** What Terraform asks a person for. */
  const asked = (folder: string): string[] => {
    const text = readFileSync(path.join(folder, 'cdk.tf.json'), 'utf8');
    const { variable = {} } = JSON.parse(text) as { variable?: object };
    return Object.keys(variable).map((name) => `-var=${name}=given`);
  };

  it.each(clouds)('takes the stack for "%s", and plans it', async (cloud) => {
    const folder = written(cloud, () => undefined);
    expect(await run(folder, 'fmt', '-check')).toMatchObject({ status: 0, output: '' });
    expect(await run(folder, 'init', '-no-color')).toMatchObject({ status: 0 });
    const validated = await run(folder, 'validate', '-no-color');
    expect(validated).toMatchObject({ status: 0 });
    expect(validated.output).not.toContain('Warning');
    const plan = await run(folder, 'plan', '-no-color', '-input=false', ...asked(folder));
    expect(plan).toMatchObject({ status: 0 });
    expect(plan.output).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy/);
  });

  it('refuses an attribute that the provider has not, and one that it wants', async () => {
    const folder = written('aws', (json) => {
      const resources = json['resource'] as Record<string, Record<string, Record<string, unknown>>>;
      Object.assign(resources['aws_db_instance']?.['database'] ?? {}, { multi_zone: true });
      delete resources['aws_kms_alias']?.['key-name']?.['target_key_id'];
    });
    await run(folder, 'init', '-no-color');
    const { status, output } = await run(folder, 'validate', '-no-color');
    expect(status).toBe(1);
    expect(output).toContain('multi_zone');
    expect(output).toContain('target_key_id');
  });
});

describe('the types', () => {
  it('know the values of the chart and the attributes of the providers, and no others', () => {
    // What is not an error any more is one to the compiler: this is tested by `npm run check:types`.
    // @ts-expect-error -- The chart has no such value.
    const values: ChartValues = { replicaCount: 3 };
    // @ts-expect-error -- The cloud has no such variable that is the user's to set.
    const variable: ChartValues = { config: { DATABASE_URL: 'postgresql://elsewhere' } };
    // @ts-expect-error -- The provider has no such attribute.
    const misspelt: Takes = { cidr: '10.0.0.0/8', vpc_id: 'vpc' };
    // @ts-expect-error -- The provider wants the network that a subnet is in.
    const missing: Takes = { cidr_block: '10.0.0.0/8' };
    expect([values, variable, misspelt, missing]).toHaveLength(4);
  });
});

type Takes = ConstructorParameters<typeof AwsResource<'aws_subnet'>>[3];

describe('the sizes', () => {
  it('give replicas together the processor and memory that so many devices are promised', () => {
    const together = Object.values(sizes).map(({ devices, api }) => [
      devices,
      cores(api.cpu) * api.replicasMax,
      gibibytes(api.memory) * api.replicasMax,
    ]);
    expect(together).toEqual([
      [1_000, 2, 4],
      [10_000, 4, 8],
      [100_000, 8, 16],
    ]);
  });

  it.each(Object.keys(sizes) as SizeName[])(
    'have room for all replicas where a zone is lost: %s',
    (name) => {
      const { api, nodes } = sizes[name];
      // A node keeps a tenth of itself for itself.
      const left = 2 * nodes.perZone * 0.9;
      expect(cores(api.cpu) * api.replicasMax).toBeLessThanOrEqual(left * nodes.cpu);
      expect(gibibytes(api.memory) * api.replicasMax).toBeLessThanOrEqual(left * nodes.memoryGib);
    },
  );
});

function cores(quantity: string): number {
  return quantity.endsWith('m') ? Number.parseInt(quantity, 10) / 1_000 : Number(quantity);
}

function gibibytes(quantity: string): number {
  return Number.parseInt(quantity, 10) / (quantity.endsWith('Mi') ? 1_024 : 1);
}

describe('the settings', () => {
  const refused: [what: string, change: object, words: RegExp][] = [
    ['the whole world as administrators', { administrators: ['0.0.0.0/0'] }, /administrators\.0/],
    ['backups for a day', { backupDays: 1 }, /backupDays/],
    ['an unknown size', { size: 'huge' }, /size/],
    ['an unknown cloud', { cloud: 'moon' }, /cloud/],
    ['a setting that nobody reads', { zones: 5 }, /zones/],
    ['a name that no cloud takes', { name: 'My Cameras' }, /name/],
    ['a host in another zone', { host: 'cameras.example.com' }, /host/],
  ];

  it.each(refused)('refuse %s, and say which it is', (_what, change, words) => {
    const given = { ...settingsOf('aws'), ...change };
    expect(() => readSettings(given, 'a.yaml')).toThrow(words);
  });

  it('refuse a database without backups in a cluster that is there', () => {
    const given = { ...settingsOf('existing'), databaseBackup: undefined };
    expect(() => readSettings(given, 'a.yaml')).toThrow(/databaseBackup/);
  });
});
