import { SnapshotDeclined, type SessionedMachine, type TimedCommand } from '@eyrie/raft';
import { decodeCommand, type SiteCommandType } from './command.ts';
import { decodeSnapshot, encodeSnapshot } from './site-snapshot.ts';
import {
  applyCommand,
  atTime,
  emptySiteState,
  type ResultOf,
  type SiteResult,
  type SiteState,
} from './site-state.ts';

/** `ignored`: the command of a version that is not this one's; who proposed it is not here. */
type SiteAnswer = SiteResult | { readonly type: 'ignored' };

/** The site's state in memory, as Raft feeds it; tells listeners after each change. */
export class SiteStateMachine implements SessionedMachine {
  readonly #listeners = new Set<(state: SiteState) => void>();
  #state: SiteState;
  #ignored = 0;
  #hasMetNewer = false;

  constructor(siteId: string) {
    this.#state = emptySiteState(siteId);
  }

  get state(): SiteState {
    return this.#state;
  }

  /** Commands since the start that this version does not know or cannot read. */
  get ignoredCommands(): number {
    return this.#ignored;
  }

  apply(commands: readonly TimedCommand[]): readonly Uint8Array[] {
    const before = this.#state;
    const answers = commands.map((command) => encodeAnswer(this.#apply(command)));
    if (this.#state !== before) this.#tell();
    return answers;
  }

  /**
   * Rejects with SnapshotDeclined while a newer version has said things that this one does not
   * understand: a snapshot made here would lack them, and make others forget them. The log keeps them
   * until this version is replaced.
   */
  snapshot(): AsyncIterable<Uint8Array> {
    return piecesOf(this.#state, this.#hasMetNewer);
  }

  /** Rejects with SnapshotUnreadable. */
  async restore(bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const pieces: Uint8Array[] = [];
    for await (const piece of bytes) pieces.push(piece);
    const { state, isNewer } = decodeSnapshot(Buffer.concat(pieces), this.#state.siteId);
    this.#state = state;
    this.#hasMetNewer = isNewer;
    this.#tell();
  }

  /** Calls back soon after each change; the answer ends it. */
  onChange(listener: (state: SiteState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #apply({ data, index, timeMs }: TimedCommand): SiteAnswer {
    const decoded = decodeCommand(data);
    if (decoded.kind === 'command') {
      this.#hasMetNewer ||= decoded.isNewer;
      const [next, result] = applyCommand(this.#state, decoded.command, { index, timeMs });
      this.#state = next;
      return result;
    }
    this.#hasMetNewer ||= decoded.kind === 'newer';
    this.#ignored += 1;
    this.#state = atTime(this.#state, timeMs);
    return { type: 'ignored' };
  }

  #tell(): void {
    // Not from within apply: an exception there stops the node, and a listener is not its business.
    queueMicrotask(() => {
      for (const listener of [...this.#listeners]) listener(this.#state);
    });
  }
}

/** The bytes are kept with a session: its repeated call is answered with them. */
function encodeAnswer(answer: SiteAnswer): Uint8Array {
  return Buffer.from(JSON.stringify(answer));
}

/** What the site made of a command of that type, which this version proposed. */
export function decodeAnswer<Type extends SiteCommandType>(bytes: Uint8Array): ResultOf<Type> {
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as ResultOf<Type>;
}

async function* piecesOf(state: SiteState, hasMetNewer: boolean): AsyncGenerator<Uint8Array> {
  if (hasMetNewer) throw new SnapshotDeclined('a newer version said more than this one knows');
  yield await Promise.resolve(encodeSnapshot(state));
}
