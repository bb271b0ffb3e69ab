import type pg from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { retryConflicts } from './conflicts.ts';
import { ConnectionTurns, poolSizeOf } from './connection-turns.ts';
import { enterTenant, tenantParameters } from './enter-tenant.ts';
import { StatementNames } from './statement-names.ts';
import type { PipelinedSql } from './tenant-sql.ts';

/**
 * `Tenancy` for the few paths that are taken hundreds of times a second, on behalf of devices.
 * Statements are sent as soon as they are asked for, without waiting for the answers of those before
 * (the connection pipelines), and each is parsed and planned once per connection. So its SQL must be
 * constant text: what changes goes into parameters.
 */
export class PipelinedTenancy {
  private readonly names = new StatementNames();

  constructor(
    private readonly dataSource: DataSource,
    private readonly turns: ConnectionTurns = new ConnectionTurns(poolSizeOf(dataSource)),
  ) {}

  /**
   * Runs `work` in one transaction that sees and writes one organisation's rows, as
   * `Tenancy.transaction` does. Of statements under way together Postgres runs them in the order they
   * were asked for, and after one that fails none has an effect. `work` may run again, as there.
   */
  transaction<Result>(
    organisationId: string,
    work: (sql: PipelinedSql) => Promise<Result>,
  ): Promise<Result> {
    return retryConflicts(() =>
      this.turns.run(organisationId, async () => {
        const runner = this.dataSource.createQueryRunner();
        try {
          const client = (await runner.connect()) as pg.ClientBase;
          return await this.run(runner, client, organisationId, work);
        } finally {
          await runner.release();
        }
      }),
    );
  }

  private async run<Result>(
    runner: QueryRunner,
    client: pg.ClientBase,
    organisationId: string,
    work: (sql: PipelinedSql) => Promise<Result>,
  ): Promise<Result> {
    let isOpen = true as boolean;
    const query = async <Rows>(sql: string, parameters: unknown[]): Promise<Rows> => {
      // Work that goes on after its failure must not reach a connection that is somebody else's.
      if (!isOpen || runner.isReleased) throw new Error('The transaction is over.');
      sendTogether(client);
      const name = this.names.of(sql);
      const { rows } = await client.query({ name, text: sql, values: parameters });
      return rows as Rows;
    };
    const finish = async (statements: () => Promise<unknown>): Promise<void> => {
      const { stream } = connectionOf(client);
      stream.cork();
      let asked: Promise<unknown>;
      let committed: Promise<void>;
      try {
        asked = statements();
        isOpen = false;
        // What fails here, before Postgres was asked, has left out statements that would have followed.
        await Promise.race([asked, everythingThatIsDue()]);
        committed = commit(client);
      } finally {
        stream.uncork();
      }
      committed.catch(() => undefined);
      // The statement that failed tells why; the commit could only say that it became a roll-back.
      await asked;
      await committed;
    };
    try {
      // The work is not kept waiting for these: where one fails, Postgres refuses all that follows.
      const [begun, done] = await Promise.allSettled([
        Promise.all([query('BEGIN', []), query(enterTenant, tenantParameters(organisationId))]),
        work({ query, finish }),
      ]);
      if (begun.status === 'rejected') throw begun.reason;
      if (done.status === 'rejected') throw done.reason;
      if (!isOpen) return done.value;
      isOpen = false;
      await commit(client);
      return done.value;
    } catch (error) {
      isOpen = false;
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }
}

async function commit(client: pg.ClientBase): Promise<void> {
  sendTogether(client);
  const { command } = await client.query('COMMIT');
  // A statement that nobody waited for has failed.
  if (command !== 'COMMIT') throw new Error(`Postgres answered COMMIT with ${command}.`);
}

/** Resolves once all has run that waits for nothing from outside. */
async function everythingThatIsDue(): Promise<void> {
  // Whatever this is called from, between the two the promises that are settled have had their turn.
  await new Promise<void>((resolve) => process.nextTick(resolve));
  await new Promise<void>((resolve) => process.nextTick(resolve));
}

/** Holds what is written until the present work pauses: one packet for all statements of a step. */
function sendTogether(client: pg.ClientBase): void {
  const { stream } = connectionOf(client);
  if (stream.writableCorked > 0) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

function connectionOf(client: pg.ClientBase): pg.Connection {
  return (client as pg.ClientBase & Pick<pg.Client, 'connection'>).connection;
}
