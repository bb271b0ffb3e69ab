import { execFileSync } from 'node:child_process';
import { existsSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { eyrieHere, wordsOf } from '../apps/cli/src/testing/eyrie-here.ts';
import { commandsOf } from '../deploy/checks/getting-started/commands.ts';

/**
 * Every `eyrie …` of docs/getting-started.md that a cloud answers, in the page's order, as somebody who is logged in. In
 * the working folder there is an image of a card without a system.
 */
export function describeGettingStarted(): void {
  describe('the page for newcomers', () => {
    it.each(commandsOf('cloud'))(
      '%s',
      async (line) => {
        const [, ...words] = wordsOf(line, {});
        if (words[1] === 'flash') {
          emptyCard('eyrie.img');
          // The log-in of this test is at a cloud without TLS; a reader's is not.
          words.push('--cloud', 'https://eyrie.example.org');
        }
        const { code, out, error } = await eyrieHere(words);
        expect([code, error]).toEqual([0, expect.not.stringMatching(/refused|mistake/)]);
        expect(out).not.toBe('');
        if (words[1] === 'flash') {
          const files = ['alp-1.img', 'alp-2.img', 'labels.pdf'];
          expect(files.filter((name) => !existsSync(`cards/${name}`))).toEqual([]);
        }
      },
      180_000,
    );
  });
}

function emptyCard(file: string): void {
  writeFileSync(file, '');
  truncateSync(file, 8 * 1024 * 1024);
  execFileSync('sfdisk', ['--quiet', file], { input: 'label: dos\nstart=2048, type=c\n' });
  execFileSync('mformat', ['-i', `${file}@@1M`, '-T', '14336', '-h', '2', '-s', '32', '::']);
}
