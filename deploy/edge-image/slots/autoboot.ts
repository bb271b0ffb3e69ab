import { bootPartition, otherSlot, slots, type Slot } from './slot.ts';

/** The Pi's firmware reads no more of it. */
const bytesMax = 512;
const partitionLine = /^([ \t]*boot_partition[ \t]*=[ \t]*)(\d+)/;

/** `autoboot.txt` of a card that starts this slot, and tries the other one where it is told to, once. */
export function autobootText(slot: Slot): string {
  const other = bootPartition[otherSlot(slot)];
  return `[all]\ntryboot_a_b=1\nboot_partition=${bootPartition[slot]}\n[tryboot]\nboot_partition=${other}\n`;
}

/** The slot that a start without `tryboot` takes; null where the text names none. */
export function committedSlot(text: string): Slot | null {
  const named = partitionsNamed(text).find(({ section }) => section === 'all')?.number;
  return slots.find((slot) => bootPartition[slot] === named) ?? null;
}

/**
 * The text with that slot to start from and the other one to be tried. Of the same length, so that one sector
 * is written in its place and nothing of the file system: whole, or as it was before.
 * @throws where the text is not one of ours
 */
export function withCommitted(text: string, slot: Slot): string {
  const places = partitionsNamed(text);
  const sections = places.map(({ section }) => section).join(' ');
  if (sections !== 'all tryboot' || Buffer.byteLength(text) > bytesMax) {
    throw new Error(
      `autoboot.txt is not as Eyrie writes it (sections "${sections}"): it is left alone.`,
    );
  }
  const lines = text.split('\n');
  for (const { section, line } of places) {
    const number = bootPartition[section === 'all' ? slot : otherSlot(slot)];
    lines[line] = (lines[line] ?? '').replace(partitionLine, `$1${number}`);
  }
  const next = lines.join('\n');
  if (next.length !== text.length) throw new Error('autoboot.txt would change its length.');
  return next;
}

function partitionsNamed(text: string): { section: string; line: number; number: number }[] {
  let section = 'all';
  return text.split('\n').flatMap((content, line) => {
    section = /^[ \t]*\[(\w+)\]/.exec(content)?.[1] ?? section;
    const number = partitionLine.exec(content)?.[2];
    return number === undefined ? [] : [{ section, line, number: Number(number) }];
  });
}
