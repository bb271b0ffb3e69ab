import type pg from 'pg';
import { Histogram, type Registry } from 'prom-client';
import type { DataSource } from 'typeorm';

const types = ['select', 'insert', 'update', 'delete', 'with', 'begin', 'commit', 'rollback'];

type Query = (...given: unknown[]) => unknown;

/** Times every statement by its first word. What is in a statement never becomes a label. */
export function measureQueries(dataSource: DataSource, registry: Registry): void {
  const duration = new Histogram({
    name: 'db_query_duration_seconds',
    help: 'Time from a statement to its answer, its wait behind others on the connection included.',
    labelNames: ['query_type'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [registry],
  });
  const measured = new WeakSet<pg.PoolClient>();
  const { master } = dataSource.driver as unknown as { master: pg.Pool };
  master.on('acquire', (client) => {
    if (measured.has(client)) return;
    measured.add(client);
    const query = client.query.bind(client) as Query;
    const timed: Query = (...given) => {
      const end = duration.startTimer({ query_type: queryType(given[0]) });
      const answer = query(...given);
      // Callers without a promise have an interest of their own in the answer; there are none here.
      if (answer instanceof Promise)
        answer.then(
          () => end(),
          () => end(),
        );
      return answer;
    };
    Object.assign(client, { query: timed });
  });
}

/** The first word of a statement where it is one of a few, else `other`. */
export function queryType(statement: unknown): string {
  const text =
    typeof statement === 'string' ? statement : (statement as { text?: unknown } | null)?.text;
  if (typeof text !== 'string') return 'other';
  const word = /^\s*(\w+)/.exec(text)?.[1]?.toLowerCase() ?? '';
  return types.includes(word) ? word : word === 'start' ? 'begin' : 'other';
}
