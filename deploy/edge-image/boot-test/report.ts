import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { step } from '../build/run.ts';

const widthCharacters = 200;
/** What the console says of the card, of what is done with it, and of our services. */
const ofInterest =
  /Linux version|vda|EXT4-fs|eyrie|data-partition|with-card|node\[|systemd-fsck|eyrie-slots|reboot: |data\.mount|multi-user\.target|Startup finished|Kernel panic|emergency/;
/** Of those, what systemd says of units by the way. */
const byTheWay = /Expecting device|Created slice|Kernel command line|Hostname set|system hostname/;

/** What a run of the boot test says, as it happens and as a page. */
export class RunLog {
  private readonly lines: string[] = [];

  say(text: string): void {
    this.lines.push(`${new Date().toISOString().slice(11, 19)} ${text}`);
    step(text);
  }

  /** Writes the page; `shown` are folders of cards below `folder` whose consoles are in it. */
  write(file: string, folder: string, shown: readonly string[]): void {
    writeFileSync(file, pageOf(this.lines, folder, shown));
  }
}

export function pageOf(lines: readonly string[], folder: string, shown: readonly string[]): string {
  const parts = [
    '# A run of the boot test',
    'Written by `npm run image:boot-test -- --log FILE` ([edge-image.md](edge-image.md), "Boot test"); times are UTC.',
    block(lines.map((line) => line.replaceAll(folder, 'FOLDER'))),
  ];
  for (const name of shown) {
    const card = path.join(folder, name);
    if (!existsSync(card)) continue;
    parts.push(`## ${name}`);
    const consoles = readdirSync(card).filter((one) => /^console-\d+\.log$/.test(one));
    for (const [index, one] of consoles.sort().entries()) {
      const text = readFileSync(path.join(card, one), 'utf8');
      const all = plain(text).split('\n');
      const kept = all.filter((line) => ofInterest.test(line) && !byTheWay.test(line));
      parts.push(
        `Start ${index + 1}, ${kept.length} of the console's ${all.length} lines:`,
        block(kept.map(shortened)),
        `Its last words: \`${
          all
            .filter((line) => line.trim() !== '')
            .at(-1)
            ?.trim() ?? ''
        }\``,
      );
    }
  }
  return `${parts.join('\n\n')}\n`;
}

function block(lines: readonly string[]): string {
  return ['```text', ...lines, '```'].join('\n');
}

/** Of our services' lines the event and what it is about; of others as much as a page is wide. */
function shortened(line: string): string {
  const [, before = '', json] = /^(\[.*?node\[\d+\]: )(\{.*\})$/.exec(line) ?? [];
  if (json !== undefined) {
    const { level, app, event, msg, reason, detail } = JSON.parse(json) as Record<string, string>;
    const about = [reason, detail, msg].filter((one) => one !== undefined).join(' ');
    return cutAt(`${before}${level} ${app} ${event}: ${about}`);
  }
  return cutAt(line);
}

function cutAt(line: string): string {
  return line.length > widthCharacters ? `${line.slice(0, widthCharacters)}…` : line;
}

/** Without colours, and without what is shown again in short lines for people. */
export function plain(console: string): string {
  return (
    console
      // eslint-disable-next-line no-control-regex -- Terminals are told colours by control characters.
      .replace(/\u001b(?:\[[\d;:?]*[A-Za-z]|M)/g, '')
      .replaceAll('\r', '')
      .split('\n')
      .filter((line) => /^\[ *\d+\.\d+\] /.test(line))
      .join('\n')
  );
}
