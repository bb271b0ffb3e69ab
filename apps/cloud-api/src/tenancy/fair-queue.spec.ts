import { describe, expect, it } from '@jest/globals';
import { FairQueue, LineFull } from './fair-queue.ts';

const options = {
  most: 4,
  mostOfOwner: () => 3,
  mostInLane: (lane: string) => (lane === 'edge' ? 2 : 4),
  waitingMost: 100,
};

/** A queue whose order of admission is written down. */
function observed() {
  const queue = new FairQueue(options);
  const inside: { name: string; leave: () => void }[] = [];
  const names: string[] = [];
  const ask = (name: string, lane = 'people', owner = name.slice(0, 1)) =>
    void queue.enter({ owner, lane }).then((leave) => {
      names.push(name);
      inside.push({ name, leave });
    });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const end = async (name: string) => {
    const index = inside.findIndex((one) => one.name === name);
    inside.splice(index, 1)[0]?.leave();
    await settle();
  };
  return { queue, ask, settle, end, names };
}

describe('a fair queue', () => {
  it('lets somebody else in before the hundredth of one, and never all places to one', async () => {
    const { ask, settle, end, names } = observed();
    for (let index = 1; index <= 50; index += 1) ask(`a${index}`);
    await settle();
    expect(names).toEqual(['a1', 'a2', 'a3']);
    ask('b1');
    ask('b2');
    ask('c1');
    await settle();
    expect(names).toEqual(['a1', 'a2', 'a3', 'b1']);
    await end('a1');
    await end('a2');
    await end('a3');
    await end('b1');
    // In turns, whoever was last served last.
    expect(names.slice(4)).toEqual(['a4', 'b2', 'c1', 'a5']);
  });

  it('keeps a lane within its share, and nobody waits behind a full one', async () => {
    const { ask, settle, end, names } = observed();
    for (const name of ['a1', 'b1', 'c1', 'd1']) ask(name, 'edge');
    ask('a2');
    ask('d2');
    await settle();
    expect(names).toEqual(['a1', 'b1', 'a2', 'd2']);
    await end('a2');
    expect(names).toHaveLength(4);
    await end('a1');
    expect(names.at(-1)).toBe('c1');
  });

  it('forgets who has waited for long enough, and counts everybody who leaves once', async () => {
    const { queue, ask, settle, names } = observed();
    const leave = await queue.enter({ owner: 'a', lane: 'people' });
    for (const name of ['a1', 'a2']) ask(name);
    const impatient = new AbortController();
    const gone = queue.enter({ owner: 'a', lane: 'people' }, impatient.signal);
    impatient.abort(new Error('too long'));
    await expect(gone).rejects.toThrow('too long');
    expect(queue.waiting).toBe(0);
    leave();
    leave();
    for (const name of ['a3', 'a4']) ask(name);
    await settle();
    expect(names).toEqual(['a1', 'a2', 'a3']);
    expect(queue.waiting).toBe(1);
  });

  it('refuses an owner whose line is full, and takes others', async () => {
    const queue = new FairQueue({ ...options, waitingMost: 2 });
    const ask = (owner: string) => queue.enter({ owner, lane: 'people' });
    const waiting = Array.from({ length: 5 }, () => ask('a'));
    await expect(ask('a')).rejects.toBeInstanceOf(LineFull);
    await expect(ask('b')).resolves.toBeDefined();
    expect(waiting).toHaveLength(5);
  });
});
