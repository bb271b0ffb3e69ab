import type { Disk } from '@eyrie/journal';
import {
  type Command,
  type Message,
  RaftNode,
  type RaftNodeOptions,
  type Transport,
} from '../src/index.ts';
import { ManualClock } from './manual-clock.ts';

/** A transport whose far end is the test. */
export class TestTransport implements Transport {
  readonly sent: Message[] = [];
  #receiver: ((message: Message) => void) | null = null;

  send(message: Message): void {
    this.sent.push(message);
  }

  onMessage(receiver: (message: Message) => void): void {
    this.#receiver = receiver;
  }

  deliver(message: Message): void {
    this.#receiver?.(message);
  }
}

export interface LoneNode {
  readonly node: RaftNode<string>;
  readonly clock: ManualClock;
  readonly transport: TestTransport;
  readonly lines: string[];
}

/** One node on a simulated disk and clock; a cluster of one unless told otherwise. */
export async function openLoneNode(
  disk: Disk,
  changes: Partial<RaftNodeOptions<string>> = {},
): Promise<LoneNode> {
  const clock = new ManualClock();
  const transport = new TestTransport();
  const lines: string[] = [];
  const node = await RaftNode.open<string>({
    id: 1,
    clusterId: 'site-1',
    voters: [1],
    directory: '/raft',
    disk,
    clock,
    seed: 7,
    transport,
    stateMachine: {
      apply: (commands: readonly Command[]) =>
        commands.map(({ data }) => {
          lines.push(Buffer.from(data).toString());
          return `line ${lines.length}`;
        }),
    },
    ...changes,
  });
  return { node, clock, transport, lines };
}
