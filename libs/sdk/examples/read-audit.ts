import type { Eyrie } from '@eyrie/sdk';

/** Who did how much, by the whole audit log. */
export async function changesByActor(eyrie: Eyrie) {
  const changes = new Map<string, number>();
  for await (const { actor } of eyrie.audit.export()) {
    const name = actor.name ?? actor.kind;
    changes.set(name, (changes.get(name) ?? 0) + 1);
  }
  return changes;
}
