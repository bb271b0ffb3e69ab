import { createHash } from 'node:crypto';

/** Names for prepared statements, by their text: the same on every connection and replica. */
export class StatementNames {
  private readonly names = new Map<string, string>();

  of(sql: string): string {
    const known = this.names.get(sql);
    if (known !== undefined) return known;
    // Each would stay prepared on each connection for as long as that lives.
    if (this.names.size === statementsMax) throw new RangeError('The SQL must be constant text.');
    const name = createHash('sha256').update(sql).digest('base64url').slice(0, 22);
    this.names.set(sql, name);
    return name;
  }
}

const statementsMax = 200;
