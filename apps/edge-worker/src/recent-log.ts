/** What is kept of a line, and of all of them together. */
const lineMax = 4_096;
const linesMax = 2_000;
const bytesMax = 1024 * 1024;

/** The process's log on standard output, and its last lines in memory for whoever asks for them. */
export class RecentLog {
  private lines: string[] = [];
  private bytes = 0;

  constructor(private readonly out: { write(line: string): unknown }) {}

  /** As a destination of the logger. */
  write(line: string): void {
    this.out.write(line);
    const kept = line.length > lineMax ? `${line.slice(0, lineMax)}…\n` : line;
    this.lines.push(kept);
    this.bytes += kept.length;
    // In one go now and then: each line by itself would move the whole array.
    if (this.lines.length > linesMax * 2 || this.bytes > bytesMax * 2) this.forget();
  }

  /** The last lines, oldest first. */
  last(count: number): string[] {
    this.forget();
    return this.lines.slice(-count);
  }

  private forget(): void {
    let from = Math.max(0, this.lines.length - linesMax);
    const sizes = this.lines.map(({ length }) => length);
    let bytes = sizes.slice(from).reduce((sum, size) => sum + size, 0);
    while (bytes > bytesMax) {
      bytes -= sizes[from] ?? 0;
      from += 1;
    }
    this.lines = this.lines.slice(from);
    this.bytes = bytes;
  }
}
