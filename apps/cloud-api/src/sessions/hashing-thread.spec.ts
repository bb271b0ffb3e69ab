import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HashingThread } from './hashing-thread.ts';

const parameters = { memoryCost: 1_024, timeCost: 1, parallelism: 1 };

/** How the threads of this process stand with the kernel, by their names: the greater the less. */
function priorities(): Map<string, number> {
  const tasks = '/proc/self/task';
  return new Map(
    readdirSync(tasks).map((id) => {
      const line = readFileSync(`${tasks}/${id}/stat`, 'utf8');
      // The name may have blanks and brackets of its own; behind it, the state is the third field of proc(5).
      const end = line.lastIndexOf(')');
      const fields = line.slice(end + 2).split(' ');
      return [id === String(process.pid) ? 'main' : id, Number(fields[19 - 3])] as const;
    }),
  );
}

describe('the thread that hashes passwords', () => {
  let thread: HashingThread;
  beforeEach(() => {
    thread = new HashingThread();
  });
  afterEach(() => thread.close());

  it('knows the right password from a wrong one', async () => {
    const made = await thread.hash('right', parameters);
    expect(made).toMatch(/^\$argon2id\$v=19\$m=1024,t=1,p=1\$/);
    const answers = await Promise.all(
      ['right', 'wrong', 'right'].map((password) => thread.verify(made, password)),
    );
    expect(answers).toEqual([true, false, true]);
  });

  it('refuses what is no hash, and goes on', async () => {
    await expect(thread.verify('no hash', 'right')).rejects.toThrow('was not hashed');
    expect(await thread.verify(await thread.hash('right', parameters), 'right')).toBe(true);
  });

  it('comes after everything else of its process, which is as it was', async () => {
    const before = priorities();
    await thread.hash('right', parameters);
    const after = priorities();
    const usual = before.get('main') ?? Number.NaN;
    expect(after.get('main')).toBe(usual);
    const added = [...after].filter(([id, nice]) => !before.has(id) && nice > usual);
    expect(added.map(([, nice]) => nice)).toEqual([10]);
  });

  it('is another one where it ended: who waited is told, and the next is served', async () => {
    const lost = thread.hash('right', { ...parameters, timeCost: 200 });
    const told = expect(lost).rejects.toThrow('The thread that hashes passwords ended');
    await thread.close();
    await told;
    expect(await thread.hash('right', parameters)).toContain('argon2id');
  });
});
