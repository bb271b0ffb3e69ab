import { basename, dirname } from 'node:path';
import type { SeededRandom } from './seeded-random.ts';
import { survivingNames, type CutMode, type SimulatedFile } from './simulated-file.ts';

type Named = SimulatedFile | 'directory';

/** Names that change together: a rename is two. Null is a removed name. */
type NameChange = readonly (readonly [path: string, named: Named | null])[];

/**
 * The names on a simulated disk, as the kernel shows them and as the disk has them. A directory that
 * nobody made has always been there; one that was made is a name in its parent like a file's, and
 * takes all that is in it along when the power fails before its parent is synced.
 */
export class SimulatedNames {
  #visible = new Map<string, Named>();
  #durable = new Map<string, Named>();
  readonly #pending = new Map<string, NameChange[]>();

  file(path: string): SimulatedFile | null {
    const named = this.#visible.get(path);
    return named === undefined || named === 'directory' ? null : named;
  }

  has(path: string): boolean {
    return this.#visible.has(path);
  }

  filesIn(directory: string): string[] {
    const inside = [...this.#visible.keys()].filter(
      (path) => dirname(path) === directory && this.file(path) !== null,
    );
    return inside.map((path) => basename(path)).sort();
  }

  /** Of every file that a program can open. */
  *files(): Iterable<SimulatedFile> {
    for (const named of this.#visible.values()) if (named !== 'directory') yield named;
  }

  /** All `paths` are in one directory. */
  change(change: NameChange): void {
    apply(this.#visible, change);
    const directory = dirname(change[0]?.[0] ?? '/');
    const pending = this.#pending.get(directory) ?? [];
    pending.push(change);
    this.#pending.set(directory, pending);
  }

  makeDirectory(path: string): void {
    const parent = dirname(path);
    if (parent === path) return;
    this.makeDirectory(parent);
    if (!this.#visible.has(path)) this.change([[path, 'directory']]);
  }

  sync(directory: string): void {
    for (const change of this.#pending.get(directory) ?? []) apply(this.#durable, change);
    this.#pending.delete(directory);
  }

  cutPower(mode: CutMode, random: SeededRandom): void {
    const made = [...this.#visible].filter(([, named]) => named === 'directory');
    for (const changes of this.#pending.values()) {
      for (const change of survivingNames(changes, mode, random)) apply(this.#durable, change);
    }
    this.#pending.clear();
    const lost = made.map(([path]) => path).filter((path) => !this.#durable.has(path));
    for (const path of this.#durable.keys()) {
      if (lost.some((directory) => path.startsWith(`${directory}/`))) this.#durable.delete(path);
    }
    for (const file of new Set([...this.files(), ...filesOf(this.#durable)])) {
      file.cutPower(mode, random);
    }
    this.#visible = new Map(this.#durable);
  }
}

function apply(names: Map<string, Named>, change: NameChange): void {
  for (const [path, named] of change) {
    if (named === null) names.delete(path);
    else names.set(path, named);
  }
}

function* filesOf(names: ReadonlyMap<string, Named>): Iterable<SimulatedFile> {
  for (const named of names.values()) if (named !== 'directory') yield named;
}
