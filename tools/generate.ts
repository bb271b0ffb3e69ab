// Writes what follows from the code: the OpenAPI document, the generated half of the client, the
// tables of environment variables, the pages of the command line and of its doctor, what the chart takes, and its dashboards. `--check` writes nothing and fails where one is out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { NestFactory } from '@nestjs/core';
import { settingsJsonSchema } from '@eyrie/contracts';
import { createLogger } from '@eyrie/platform';
import { format, resolveConfig } from 'prettier';
import { Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { AppModule } from '../apps/cloud-api/src/app.module.ts';
import {
  environmentSchema as cloudEnvironment,
  readConfiguration,
} from '../apps/cloud-api/src/configuration.ts';
import { describeApi } from '../apps/cloud-api/src/http/openapi.ts';
import { unfitProblems } from '../apps/cloud-api/src/problems/problem-check.ts';
import { problemsAsMarkdown } from '../apps/cloud-api/src/problems/problem-catalogue.ts';
import { configurationSchema as coordinatorEnvironment } from '../apps/edge-coordinator/src/configuration.ts';
import { environmentSchema as workerEnvironment } from '../apps/edge-worker/src/configuration.ts';
import { chartReadme } from '../deploy/helm/chart-readme.ts';
import { chartValuesSchema } from '../deploy/helm/values-schema.ts';
import { grafanaJson } from '../deploy/monitoring/dashboard.ts';
import { dashboards } from '../deploy/monitoring/dashboards.ts';
import { providerTypes } from '../deploy/terraform/providers/generated.ts';
import { terraformReadme } from '../deploy/terraform/readme.ts';
import { cliPage, doctorPage } from './cli-pages.ts';
import { sdkFiles, sdkReadme } from './sdk.ts';

const root = path.resolve(import.meta.dirname, '..');

async function openApi(): Promise<ReturnType<typeof describeApi>> {
  const given = readConfiguration({
    DATABASE_URL: 'postgres://nowhere/none',
    EYRIE_MASTER_KEY: Buffer.alloc(32).toString('base64'),
    EYRIE_DATA: os.tmpdir(),
  });
  const configuration = { ...given, appPassword: '', olderMasterKeyIds: [] };
  const logger = createLogger({ name: 'generate', level: 'silent' });
  const dataSource = new DataSource({ type: 'postgres' });
  const parts = { configuration, logger, dataSource, registry: new Registry() };
  // A preview knows every route and makes no provider: nothing connects to anything.
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.register(parts),
    new FastifyAdapter() as never,
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest types its options as a class, and documents a literal.
    { preview: true, logger: false, abortOnError: false },
  );
  return describeApi(app, 'eyrie_session');
}

async function asJson(document: object): Promise<string> {
  const style = await resolveConfig(path.join(root, 'package.json'));
  return format(JSON.stringify(document), { ...style, parser: 'json' });
}

interface Variable {
  description?: string;
  default?: unknown;
  type?: string;
  enum?: string[];
}

function variables(title: string, schema: z.ZodType): string {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
  }) as { properties?: Record<string, Variable>; required?: string[] };
  const rows = Object.entries(properties).map(([name, variable]) => {
    const value = required.includes(name) ? '**required**' : defaultOf(variable);
    return `| \`${name}\` | ${value} | ${variable.description ?? ''} |`;
  });
  return [
    `## ${title}`,
    '',
    '| variable | default | what it is |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function defaultOf({ default: value }: Variable): string {
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  // A folder of this checkout is not a default for anybody else.
  return value === '' || String(value).startsWith(root) ? '' : `\`${value}\``;
}

function configurationTables(): string {
  return [
    '# Configuration',
    '',
    'Every process reads its environment before anything starts, and refuses in one sentence what does not',
    'fit; a message names the variable, never its value. Written by `npm run generate` from the schemas.',
    '',
    variables('Cloud (apps/cloud-api)', cloudEnvironment),
    variables('Coordinator (apps/edge-coordinator)', coordinatorEnvironment),
    variables('Worker (apps/edge-worker)', workerEnvironment),
  ].join('\n');
}

const unfit = await unfitProblems(path.join(root, 'apps/cloud-api/src'));
if (unfit.length > 0) {
  console.error(
    [
      'The lists of apps/cloud-api/src/problems (fleet-, people-, request-problems.ts):',
      ...unfit,
    ].join('\n  '),
  );
  process.exit(1);
}
/** A chart holds only what lies in its own folder. */
async function monitoringFiles(): Promise<[file: string, text: string][]> {
  const chart = 'deploy/helm/eyrie/monitoring';
  const alerts = readFileSync(path.join(root, 'deploy/monitoring/alerts.yaml'), 'utf8');
  const boards = Object.entries(dashboards).map(
    async ([name, dashboard]): Promise<[string, string]> => [
      `${chart}/dashboards/${name}.json`,
      await asJson(grafanaJson(dashboard)),
    ],
  );
  return [[`${chart}/alerts.yaml`, alerts], ...(await Promise.all(boards))];
}

const api = await openApi();
const documents: [file: string, text: string][] = [
  ['docs/api/openapi.json', await asJson(api)],
  ['docs/api/settings.schema.json', await asJson(settingsJsonSchema())],
  ['docs/api/problems.md', problemsAsMarkdown()],
  ['docs/configuration.md', configurationTables()],
  ['deploy/helm/eyrie/values.schema.json', await asJson(chartValuesSchema())],
  ['deploy/helm/eyrie/README.md', chartReadme()],
  ['deploy/terraform/README.md', terraformReadme()],
  ...(await monitoringFiles()),
  ...(await providerTypes()),
  // Read again, so that the client follows from the text that is committed and from nothing else.
  ...(await sdkFiles(JSON.parse(JSON.stringify(api)) as typeof api)),
  sdkReadme(),
  cliPage(),
  doctorPage(),
];

let stale = 0;
for (const [file, wanted] of documents) {
  const target = path.join(root, file);
  if (!process.argv.includes('--check')) {
    writeFileSync(target, wanted);
    console.log(`Wrote ${file}.`);
    continue;
  }
  let found = '';
  try {
    found = readFileSync(target, 'utf8');
  } catch {
    // Missing counts as out of date.
  }
  if (found === wanted) continue;
  console.error(`${file} is out of date. Run: npm run generate`);
  stale += 1;
}
process.exit(stale === 0 ? 0 : 1);
