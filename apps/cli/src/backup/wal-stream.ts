import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { connectionEnvironment, type PostgresTools } from './postgres-tools.ts';
import type { BackupRepository } from './repository.ts';
import { slotName } from './wal-position.ts';

const tryAgainMs = 5_000;

/**
 * Everything that Postgres commits, as it is committed: `pg_receivewal` with a slot, started again whenever
 * it ends, so that neither a restart nor a day without network leaves a hole.
 */
export class WalStream {
  private child: ChildProcess | null = null;
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly tools: PostgresTools,
    private readonly databaseUrl: string,
    private readonly repository: BackupRepository,
    private readonly tell: (line: string) => void,
  ) {}

  async start(): Promise<void> {
    const slot = ['--slot', slotName, '--create-slot', '--if-not-exists', '-w'];
    await this.tools.run('pg_receivewal', slot, {
      environment: connectionEnvironment(this.databaseUrl),
    });
    this.running = this.keepRunning();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.child?.kill('SIGINT');
    await this.running;
  }

  private async keepRunning(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const child = this.tools.start(
        'pg_receivewal',
        ['-D', this.repository.wal, '--slot', slotName, '--synchronous', '-w'],
        {
          env: { ...process.env, ...connectionEnvironment(this.databaseUrl), LC_ALL: 'C' },
          stdio: ['ignore', 'ignore', 'pipe'],
        },
      );
      this.child = child;
      child.stderr?.on('data', (chunk: Buffer) => this.tell(chunk.toString().trim()));
      await once(child, 'close');
      await delay(tryAgainMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
