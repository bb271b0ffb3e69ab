import { expect, it } from '@jest/globals';
import { failuresOf } from './failure-digest.ts';

const red = (text: string) => `\u001b[31m${text}\u001b[39m`;
const file = (name: string, parts: object) => ({
  name: `/tree/${name}`,
  status: 'failed',
  message: '',
  assertionResults: [],
  ...parts,
});

it('tells of each failure what it is, without its stack', () => {
  const numbers = Array.from({ length: 30 }, (_, index) => `+ ${index}`).join('\n');
  const report = {
    testResults: [
      file('a.spec.ts', {
        message: 'all of it again',
        assertionResults: [
          { status: 'passed', fullName: 'is fine', failureMessages: [] },
          {
            status: 'failed',
            fullName: 'adds up',
            failureMessages: [
              `${red('Expected')} 2\n\n    at Object.<anonymous> (/tree/a.spec.ts:1:2)`,
            ],
          },
          { status: 'failed', fullName: 'counts', failureMessages: [numbers] },
        ],
      }),
      file('b.spec.ts', { message: `${red('Cannot')} find module ./c.ts` }),
      file('c.spec.ts', { status: 'passed' }),
    ],
  };
  const lines = failuresOf(report, (name) => name.replace('/tree/', ''));
  expect(lines.slice(0, 3)).toEqual([
    'failed: adds up (a.spec.ts)',
    '    Expected 2',
    'failed: counts (a.spec.ts)',
  ]);
  expect(lines.slice(3, 5)).toEqual(['    + 0', '    + 1']);
  expect(lines.slice(17)).toEqual([
    '    + 14',
    '    …',
    'failed: b.spec.ts',
    '    Cannot find module ./c.ts',
  ]);
});
