import type { FilledOrganisation } from '../filled-organisation.ts';
import { type TenantRows, uuidsIn } from './tenant-rows.ts';

/** Looks in whatever others get to see for anything of one organisation. */
export class LeakScan {
  private constructor(
    private readonly word: string,
    private readonly uuids: ReadonlySet<string>,
  ) {}

  static async for({ word }: FilledOrganisation, rows: TenantRows): Promise<LeakScan> {
    return new LeakScan(word, await rows.uuids());
  }

  /** What of the organisation stands in `seen`, apart from what the asker has said himself. */
  find(seen: string, said = ''): string[] {
    const own = new Set(uuidsIn(said));
    const ids = uuidsIn(seen).filter((uuid) => this.uuids.has(uuid) && !own.has(uuid));
    return [...(seen.includes(this.word) ? [this.word] : []), ...new Set(ids)];
  }
}
