import { attempt, run } from './tool.ts';
import type { Undo } from './undo.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Who can reach whom. What is dropped is dropped without a word, as by a broken switch. */
export interface Network {
  readonly canCut: boolean;
  /** A command that runs another one where the node lives. */
  prefix(id: number): readonly string[];
  address(id: number): Address;
  /** Nothing the node sends arrives. */
  cutOut(id: number): void;
  /** Nothing arrives at the node. */
  cutIn(id: number): void;
  /** These on one side, all others on the other. */
  part(ids: readonly number[]): void;
  heal(): void;
}

/** No network namespaces can be made here: why, in a sentence. */
export class NoNamespaces extends Error {
  constructor(reason: string) {
    super(`Network namespaces cannot be used here: ${reason}`);
  }
}

/** One network namespace per node, each with a cable to a switch; a second switch is for partitions. */
export class NamespaceNetwork implements Network {
  readonly canCut = true;
  readonly #ids: readonly number[];
  readonly #drop: readonly string[];
  readonly #name = `ey${process.pid}`;
  readonly #cut = new Set<() => void>();
  /** Of its own, as another run may have one that the host sees too. */
  readonly #subnet = `10.77.${process.pid % 250}`;

  /** @throws NoNamespaces */
  constructor(ids: readonly number[], undo: Undo, { isSeenByHost = false } = {}) {
    this.#ids = ids;
    if (attempt(['ip', '-V']).isMissing)
      throw new NoNamespaces('there is no program "ip" (Debian package iproute2).');
    if (process.getuid?.() !== 0) throw new NoNamespaces('this takes root.');
    try {
      this.#build(undo);
    } catch (error) {
      // Which of bridge, namespace and cable a machine lacks is in its own program's words.
      throw new NoNamespaces(String(error));
    }
    if (isSeenByHost) {
      const own = ['address', 'add', `${this.#subnet}.254/24`, 'dev', this.#switch(0)];
      run(['ip', ...own]);
    }
    this.#drop = this.#findDrop();
  }

  prefix(id: number): readonly string[] {
    return ['ip', 'netns', 'exec', this.#namespace(id)];
  }

  address(id: number): Address {
    return { host: `${this.#subnet}.${id}`, port: 7400 };
  }

  cutOut(id: number): void {
    this.#addDrop([...this.prefix(id), 'tc'], 'eth0');
  }

  cutIn(id: number): void {
    this.#addDrop(['tc'], this.#cable(id));
  }

  part(ids: readonly number[]): void {
    for (const id of ids) this.#plug(id, 1);
    this.#cut.add(() => {
      for (const id of ids) this.#plug(id, 0);
    });
  }

  heal(): void {
    for (const mend of this.#cut) mend();
    this.#cut.clear();
  }

  #build(undo: Undo): void {
    for (const at of [0, 1]) {
      undo.add(() => attempt(['ip', 'link', 'del', this.#switch(at)]));
      run(['ip', 'link', 'add', this.#switch(at), 'type', 'bridge']);
      run(['ip', 'link', 'set', this.#switch(at), 'up']);
    }
    for (const id of this.#ids) this.#wire(id, undo);
  }

  #wire(id: number, undo: Undo): void {
    const namespace = this.#namespace(id);
    undo.add(() => attempt(['ip', 'netns', 'del', namespace]));
    run(['ip', 'netns', 'add', namespace]);
    const cable = this.#cable(id);
    undo.add(() => attempt(['ip', 'link', 'del', cable]));
    const inside = ['type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace];
    run(['ip', 'link', 'add', cable, ...inside]);
    this.#plug(id, 0);
    run(['ip', 'link', 'set', cable, 'up']);
    const ip = ['ip', '-n', namespace];
    run([...ip, 'address', 'add', `${this.address(id).host}/24`, 'dev', 'eth0']);
    run([...ip, 'link', 'set', 'eth0', 'up']);
    run([...ip, 'link', 'set', 'lo', 'up']);
  }

  /** What this kernel has: `netem`, or else a bucket that is smaller than any packet. */
  #findDrop(): readonly string[] {
    const ways = [
      ['netem', 'loss', '100%'],
      ['tbf', 'rate', '8bit', 'burst', '1b', 'latency', '1ms'],
    ];
    const cable = this.#cable(this.#ids[0] ?? 1);
    const way = ways.find((each) => {
      const { isDone } = attempt(['tc', 'qdisc', 'add', 'dev', cable, 'root', ...each]);
      if (isDone) run(['tc', 'qdisc', 'del', 'dev', cable, 'root']);
      return isDone;
    });
    if (!way) throw new NoNamespaces('this kernel has neither netem nor tbf to drop packets with.');
    return way;
  }

  #addDrop(tc: readonly string[], device: string): void {
    run([...tc, 'qdisc', 'add', 'dev', device, 'root', ...this.#drop]);
    this.#cut.add(() => run([...tc, 'qdisc', 'del', 'dev', device, 'root']));
  }

  #plug(id: number, at: number): void {
    run(['ip', 'link', 'set', this.#cable(id), 'master', this.#switch(at)]);
  }

  #namespace(id: number): string {
    return `${this.#name}-${id}`;
  }

  #cable(id: number): string {
    return `${this.#name}c${id}`;
  }

  #switch(at: number): string {
    return `${this.#name}s${at}`;
  }
}

/** Where nothing can be cut: all on loopback. */
export class LoopbackNetwork implements Network {
  readonly canCut = false;
  readonly #ports: readonly number[];

  constructor(ports: readonly number[]) {
    this.#ports = ports;
  }

  prefix(): readonly string[] {
    return [];
  }

  address(id: number): Address {
    return { host: '127.0.0.1', port: this.#ports[id - 1] ?? 0 };
  }

  cutOut(): void {
    throw new Error('Loopback is never cut.');
  }

  cutIn(): void {
    throw new Error('Loopback is never cut.');
  }

  part(): void {
    throw new Error('Loopback is never cut.');
  }

  heal(): void {
    // It is whole.
  }
}
