import type { Address, Asker } from '@eyrie/raft';
import type { PeerWatch } from './peer-watch.ts';

/** Where the transport brings questions, from before there is anybody to answer them. */
export class QuestionDesk {
  #watch: Pick<PeerWatch, 'answer' | 'addressOf'> | null = null;

  attend(watch: Pick<PeerWatch, 'answer' | 'addressOf'>): void {
    this.#watch = watch;
  }

  readonly answer = (question: Uint8Array, asker: Asker): Promise<Uint8Array> =>
    this.#watch
      ? this.#watch.answer(question, asker)
      : Promise.reject(new Error('This coordinator is not ready for questions yet.'));

  readonly addressOf = (nodeId: number): Address | null => this.#watch?.addressOf(nodeId) ?? null;
}
