import type { LongOperation } from '@eyrie/contracts';

const width = 24;
/** Where the output is no terminal: so often a line of its own. */
const lineEveryMs = 10_000;

/** How far something is, on one line of a terminal, or as lines in a log. */
export class ProgressBar {
  private toldAt = 0;
  private told = '';

  constructor(
    private readonly output: { readonly isTTY?: boolean; write(text: string): unknown },
    private readonly isQuiet = false,
  ) {}

  show(line: string, now = Date.now()): void {
    if (this.isQuiet || line === this.told) return;
    if (this.output.isTTY === true) {
      this.output.write(`\r\u001B[K${line}`);
    } else {
      if (now - this.toldAt < lineEveryMs) return;
      this.output.write(`${line}\n`);
    }
    this.toldAt = now;
    this.told = line;
  }

  /** Takes it away, where it stands on a line of its own. */
  clear(): void {
    if (!this.isQuiet && this.output.isTTY === true) this.output.write('\r\u001B[K');
    this.told = '';
  }

  /** Leaves the last state standing. */
  end(line: string): void {
    if (this.isQuiet) return;
    this.output.write(this.output.isTTY === true ? `\r\u001B[K${line}\n` : `${line}\n`);
  }
}

/** `[#####-----]  50 %  1234/2468 rows  …`; without a bar where nobody knows how much there is. */
export function progressLine({
  step,
  done,
  total,
  unit,
}: Pick<LongOperation['progress'], 'step' | 'done' | 'total' | 'unit'>): string {
  const counted = total === null ? `${done}` : `${done}/${total}`;
  const parts = [`${counted}${unit === null ? '' : ` ${unit}`}`, step ?? ''];
  if (total !== null && total > 0) {
    // What is counted may grow while it is worked at.
    const share = Math.min(1, done / total);
    const full = Math.floor(share * width);
    const percent = `${Math.floor(share * 100)} %`.padStart(5);
    parts.unshift(`[${'#'.repeat(full)}${'-'.repeat(width - full)}] ${percent}`);
  }
  return parts.filter((part) => part !== '').join('  ');
}

/** `3.2 MB`, `512.0 GB`. */
export function sizeText(bytes: number): string {
  return bytes < 1e10 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
