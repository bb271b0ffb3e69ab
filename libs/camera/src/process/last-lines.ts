const linesMax = 40;
const lineCharactersMax = 500;

/** The end of a stream of text, by lines, within a bound. */
export class LastLines {
  private readonly lines: string[] = [];
  private rest = '';

  add(text: string): void {
    // Programs that show their progress overwrite a line with a bare carriage return.
    const parts = (this.rest + text).split(/[\r\n]+/);
    this.rest = (parts.pop() ?? '').slice(-lineCharactersMax);
    for (const part of parts) {
      if (part.trim() !== '') this.lines.push(part.slice(0, lineCharactersMax));
    }
    this.lines.splice(0, this.lines.length - linesMax);
  }

  all(): string[] {
    return this.rest.trim() === '' ? [...this.lines] : [...this.lines, this.rest];
  }
}
