import { NodeFailed, ProposalDropped } from './errors.ts';

/** Whether a node is in use, was closed by its owner, or has failed for good; neither is undone. */
export class Lifetime {
  #isClosed = false;
  #failure: NodeFailed | null = null;

  get failure(): NodeFailed | null {
    return this.#failure;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get isEnded(): boolean {
    return this.#isClosed || this.#failure !== null;
  }

  /** @throws NodeFailed, ProposalDropped */
  requireUsable(): void {
    if (this.#failure) throw this.#failure;
    if (this.#isClosed) throw new ProposalDropped('closed');
  }

  close(): void {
    this.#isClosed = true;
  }

  /** Null when it had failed before. */
  fail(what: string, cause: unknown): NodeFailed | null {
    if (this.#failure) return null;
    this.#failure = new NodeFailed(what, cause);
    return this.#failure;
  }
}
