import type { Directory } from '@eyrie/discovery';

/** The nodes that discovery has heard of, or that the static list names. */
export class KnownNodes {
  readonly #directory: Pick<Directory, 'nodes'>;

  constructor(directory: Pick<Directory, 'nodes'>) {
    this.#directory = directory;
  }

  ids(): number[] {
    const ids = this.#directory
      .nodes()
      .filter(({ ports }) => ports.raft > 0)
      .map(({ nodeId }) => Number(nodeId));
    return [...new Set(ids)].filter((id) => Number.isInteger(id) && id > 0);
  }
}
