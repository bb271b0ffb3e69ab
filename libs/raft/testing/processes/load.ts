import { join } from 'node:path';
import { readLines } from './lines.ts';
import type { ClientOperation } from './history.ts';
import type { LoadOptions } from './load-process.ts';
import { Program } from './program.ts';
import type { Undo } from './undo.ts';

const PROCESSES = 2;
const CLIENTS = 8;
const CLIENT_NUMBERS = 1_000_000;

/** Processes that write and read without a pause, and all that they saw. */
export class Load {
  readonly history: ClientOperation[] = [];
  readonly complaints: string[] = [];
  readonly #programs: readonly Program[];

  constructor(options: {
    readonly sockets: readonly string[];
    readonly seed: number;
    readonly folder: string;
    readonly undo: Undo;
  }) {
    const { sockets, seed, folder, undo } = options;
    this.#programs = Array.from({ length: PROCESSES }, (_, at) => {
      const own = { seed: seed * PROCESSES + at, firstClient: 1 + at * CLIENT_NUMBERS };
      const load: LoadOptions = { sockets, clients: CLIENTS, ...own };
      const argument = JSON.stringify(load);
      const log = join(folder, `load-${at}.log`);
      const program = new Program({ module: 'load-process.ts', argument, log, undo });
      readLines(program.output, (line) => {
        const told = line as { operations: ClientOperation[]; complaints: string[] };
        for (const operation of told.operations) this.history.push(operation);
        this.complaints.push(...told.complaints);
      });
      return program;
    });
  }

  get misfortune(): string | null {
    const words = this.#programs.map(({ misfortune }) => misfortune).find((each) => each !== null);
    return words === undefined ? null : `A load process ${words}`;
  }

  async kill(): Promise<void> {
    await Promise.all(this.#programs.map((program) => program.kill()));
  }

  /** Resolves when every call has come to its end. */
  async end(): Promise<void> {
    await Promise.all(this.#programs.map((program) => program.end()));
  }
}
