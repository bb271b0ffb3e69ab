import { describe, expect, it } from '@jest/globals';
import { BackOff } from '@eyrie/identity';
import { createLogger } from '@eyrie/platform';
import { Leadership, type Duties } from './leadership.ts';

/** Duties that record what is done with them, and that can be made to fail or to take their time. */
class Stage {
  readonly events: string[] = [];
  failures = 0;
  open = 0;
  openMost = 0;
  fence: (() => void) | null = null;
  readonly leadership: Leadership<Duties>;

  constructor() {
    this.leadership = new Leadership<Duties>({
      start: async (term, onFenced) => {
        if (this.failures > 0) {
          this.failures -= 1;
          throw new Error('The port is in use.');
        }
        this.open += 1;
        this.openMost = Math.max(this.openMost, this.open);
        this.fence = onFenced;
        await settled();
        this.events.push(`start ${term}`);
        return {
          term,
          ports: { mqtt: 1, relay: 2 },
          abort: () => this.events.push(`abort ${term}`),
          stop: async () => {
            await settled();
            this.open -= 1;
            this.events.push(`stop ${term}`);
          },
        };
      },
      onDuties: (duties) => this.events.push(duties ? `on ${duties.term}` : 'off'),
      log: createLogger({ name: 'test', level: 'silent' }),
      backOff: new BackOff({ firstMs: 1, mostMs: 1 }),
    });
  }
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const quiet = async () => {
  for (let turn = 0; turn < 20; turn += 1) await settled();
};

describe('Leadership', () => {
  it('begins the duties of a term and ends them when it is over', async () => {
    const { leadership, events } = new Stage();
    leadership.lead(1);
    await quiet();
    leadership.lead(null);
    // Aborted in the same turn: nothing speaks for the site any more.
    expect(events).toEqual(['start 1', 'on 1', 'abort 1', 'off']);
    await quiet();
    expect(events.slice(4)).toEqual(['stop 1']);
  });

  it('never has two terms\u2019 duties open, however quickly leadership comes and goes', async () => {
    const stage = new Stage();
    const { leadership } = stage;
    for (const term of [1, null, 2, null, 3, 4, null, 5]) {
      leadership.lead(term);
      if (term === 2) await settled();
    }
    await quiet();
    expect(stage.openMost).toBe(1);
    expect(leadership.duties?.term).toBe(5);
    await leadership.close();
    expect(stage.open).toBe(0);
  });

  it('ends duties at once that finished starting when leadership was gone', async () => {
    const stage = new Stage();
    stage.leadership.lead(1);
    stage.leadership.lead(null);
    await quiet();
    expect(stage.open).toBe(0);
    expect(stage.events).not.toContain('on 1');
  });

  it('tries again where a port could not be had', async () => {
    const stage = new Stage();
    stage.failures = 2;
    stage.leadership.lead(1);
    while (stage.leadership.duties === null) await settled();
    expect(stage.leadership.duties.term).toBe(1);
    await stage.leadership.close();
  });

  it('steps aside when fenced, until there is another term', async () => {
    const stage = new Stage();
    const { leadership } = stage;
    leadership.lead(1);
    await quiet();
    stage.fence?.();
    await quiet();
    expect(leadership).toMatchObject({ duties: null, fenced: true });
    leadership.lead(1);
    await quiet();
    expect(leadership.duties).toBeNull();
    leadership.lead(2);
    await quiet();
    expect(leadership).toMatchObject({ duties: { term: 2 }, fenced: false });
    await leadership.close();
  });

  it('does not care for a fence of a former term', async () => {
    const stage = new Stage();
    stage.leadership.lead(1);
    await quiet();
    const late = stage.fence;
    stage.leadership.lead(2);
    await quiet();
    late?.();
    await quiet();
    expect(stage.leadership.duties?.term).toBe(2);
    await stage.leadership.close();
  });
});
