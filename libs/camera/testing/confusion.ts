/** How often what was so was called what. */
export class Confusion {
  private readonly counts = new Map<string, Map<string, number>>();

  add(truth: string, answer: string): void {
    const row = this.counts.get(truth) ?? new Map<string, number>();
    row.set(answer, (row.get(answer) ?? 0) + 1);
    this.counts.set(truth, row);
  }

  total(truth: string): number {
    return [...(this.counts.get(truth)?.values() ?? [])].reduce((a, b) => a + b, 0);
  }

  share(truth: string, isRight: (answer: string) => boolean): number {
    let right = 0;
    for (const [answer, count] of this.counts.get(truth) ?? []) if (isRight(answer)) right += count;
    return right / Math.max(1, this.total(truth));
  }

  /** A table in Markdown: a row for each truth, with the share that was right. */
  table(truths: readonly string[], answers: readonly string[]): string {
    const lines = [
      `| is \\ called | frames | ${answers.join(' | ')} | right |`,
      `|---|---|${answers.map(() => '---|').join('')}---|`,
      ...truths.map((truth) => {
        const cells = answers.map((answer) => this.counts.get(truth)?.get(answer) ?? '');
        const right = (this.share(truth, (answer) => answer === truth) * 100).toFixed(1);
        return `| **${truth}** | ${this.total(truth)} | ${cells.join(' | ')} | ${right} % |`;
      }),
    ];
    return lines.join('\n');
  }
}
