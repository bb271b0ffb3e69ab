import { prng, type Prng } from '../../src/core/prng.ts';

/** Something that takes bytes from outside. */
export interface Target {
  readonly name: string;
  /** Valid inputs, to be mutated. */
  readonly corpus: readonly Uint8Array[];
  /** Takes the bytes; throws nothing but what it says it throws, which the target itself catches. */
  readonly take: (bytes: Uint8Array) => 'accepted' | 'refused' | Promise<'accepted' | 'refused'>;
}

export interface Fuzzed {
  readonly inputs: number;
  readonly accepted: number;
}

export class FuzzFound extends Error {
  override readonly name = 'FuzzFound';
}

const RANDOM_BYTES_MAX = 300;
/** Beyond the longest input by far; an input that leads to more has been believed. */
const HEAP_GROWTH_MAX = 512 * 1024 * 1024;
const LOOK_EVERY = 10_000;

/**
 * Half mutated, a quarter valid, a quarter random. @throws FuzzFound with the input that was not
 * taken as it should be.
 */
export async function fuzz(
  target: Target,
  options: { seed: number; inputs: number; progress?: (done: number) => void },
): Promise<Fuzzed> {
  const rng = prng(options.seed);
  let accepted = 0;
  const heapBefore = process.memoryUsage().arrayBuffers;
  for (let input = 0; input < options.inputs; input += 1) {
    const bytes = draw(target.corpus, rng);
    try {
      const taken = target.take(bytes);
      const outcome = typeof taken === 'string' ? taken : await taken;
      if (outcome === 'accepted') accepted += 1;
    } catch (cause) {
      const hex = Buffer.from(bytes).toString('hex');
      throw new FuzzFound(`${target.name}, input ${input} of seed ${options.seed}: ${hex}`, {
        cause,
      });
    }
    if (input % LOOK_EVERY !== 0) continue;
    const growth = process.memoryUsage().arrayBuffers - heapBefore;
    if (growth > HEAP_GROWTH_MAX) {
      throw new FuzzFound(`${target.name}, about input ${input}: ${growth} bytes were allocated`);
    }
    options.progress?.(input);
  }
  return { inputs: options.inputs, accepted };
}

function draw(corpus: readonly Uint8Array[], rng: Prng): Uint8Array {
  const base = corpus[rng.below(corpus.length)]!;
  switch (rng.below(4)) {
    case 0:
      return Uint8Array.from({ length: rng.below(RANDOM_BYTES_MAX) }, () => rng.below(256));
    case 1:
      return base;
    default:
      return mutate(base, corpus, rng);
  }
}

/** Numbers at which lengths and counts go wrong. */
const ODD = [0, 1, 0x7f, 0x80, 0xff];

function mutate(base: Uint8Array, corpus: readonly Uint8Array[], rng: Prng): Uint8Array {
  let bytes = Uint8Array.from(base);
  for (let times = 1 + rng.below(4); times > 0 && bytes.length > 0; times -= 1) {
    const at = rng.below(bytes.length);
    switch (rng.below(7)) {
      case 0:
        bytes[at] = bytes[at]! ^ (1 << rng.below(8));
        break;
      case 1:
        bytes[at] = ODD[rng.below(ODD.length)]!;
        break;
      case 2:
        bytes = bytes.slice(0, at);
        break;
      case 3:
        bytes = join(bytes.subarray(0, at), bytes.subarray(rng.below(bytes.length)));
        break;
      case 4:
        bytes.fill(ODD[rng.below(ODD.length)]!, at, at + 1 + rng.below(8));
        break;
      case 5:
        bytes = join(bytes.subarray(0, at), corpus[rng.below(corpus.length)]!);
        break;
      case 6:
        bytes = join(
          bytes,
          Uint8Array.from({ length: 1 + rng.below(8) }, () => rng.below(256)),
        );
        break;
    }
  }
  return bytes;
}

function join(left: Uint8Array, right: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(left.length + right.length);
  joined.set(left);
  joined.set(right, left.length);
  return joined;
}
