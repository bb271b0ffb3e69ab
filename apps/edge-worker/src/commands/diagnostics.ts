import { readFile } from 'node:fs/promises';
import os from 'node:os';
import type { WorkerStatus } from '@eyrie/contracts';
import { version } from '@eyrie/platform';
import type { Registry } from 'prom-client';
import type { RecentLog } from '../recent-log.ts';
import { systemReader } from '../telemetry/system-reader.ts';
import type { WorkerContext } from '../worker-context.ts';
import type { CommandOutcome } from './command-work.ts';
import { withoutSecrets } from './without-secrets.ts';

const linesMax = 1_000;

export interface DiagnosticsParts {
  readonly context: WorkerContext;
  readonly status: () => WorkerStatus;
  readonly configuration: () => unknown;
  readonly registry: Registry;
  readonly recentLog: RecentLog;
}

/** What must not get out, read where it is kept; the patterns take out what merely looks like it. */
export function knownSecrets(
  { tls }: Pick<WorkerContext, 'tls'>,
  variables: NodeJS.ProcessEnv = process.env,
): string[] {
  const key = tls.key.split('\n').filter((line) => !line.startsWith('-----'));
  const values = Object.entries(variables)
    .filter(([name]) => /TOKEN|SECRET|PASSWORD|KEY/i.test(name))
    .map(([, value]) => value ?? '');
  return [...key, ...values];
}

/** The last lines of the process's log, without secrets. */
export function logTail(
  { context, recentLog }: Pick<DiagnosticsParts, 'context' | 'recentLog'>,
  count: number,
): CommandOutcome {
  const lines = recentLog.last(count);
  const text = withoutSecrets(lines.join(''), knownSecrets(context));
  return {
    message: `${lines.length} lines of the log.`,
    result: { lines: lines.length },
    file: { text },
  };
}

/** All that somebody needs who cannot be there: one JSON document, without secrets. */
export async function diagnostics(parts: DiagnosticsParts): Promise<CommandOutcome> {
  const { context, status, configuration, registry, recentLog } = parts;
  const document = {
    at: new Date().toISOString(),
    version,
    node: process.version,
    device_id: context.deviceId,
    site_id: context.siteId,
    boot_epoch: context.bootEpoch,
    process: {
      uptime_seconds: process.uptime(),
      memory: process.memoryUsage(),
      environment: Object.fromEntries(
        Object.entries(process.env).filter(([name]) => /^(EYRIE_|PROVISION_|NODE_|TZ$)/.test(name)),
      ),
    },
    system: {
      kernel: `${os.type()} ${os.release()} ${os.machine()}`,
      release: await readFile('/etc/os-release', 'utf8').catch(() => null),
      load: os.loadavg(),
      network: os.networkInterfaces(),
      reading: await systemReader(context.dataFolder)(),
    },
    site: context.directory.nodes(),
    status: status(),
    configuration: configuration(),
    metrics: await registry.metrics(),
    log: recentLog.last(linesMax).map((line) => line.trimEnd()),
  };
  const text = withoutSecrets(JSON.stringify(document, null, 2), knownSecrets(context));
  return {
    message: 'The diagnostics are collected.',
    result: { log_lines: document.log.length, bytes: Buffer.byteLength(text) },
    file: { text },
  };
}
