import { bootPartition, otherSlot, slots, type Slot } from './slot.ts';

/** The Pi's firmware reads no more of it. */
const bytesMax = 512;
const partitionLine = /^([ \t]*boot_partition[ \t]*=[ \t]*)(\d+)/;
/** A comment to the firmware. To the initramfs of the slot that starts: which partition it puts back (eyrie-once). */
const backLine = /^#back=([23-])$/m;

/** `autoboot.txt` of a card that starts this slot, and tries the other one where it is told to, once. */
export function autobootText(slot: Slot): string {
  const other = bootPartition[otherSlot(slot)];
  return `[all]\ntryboot_a_b=1\nboot_partition=${bootPartition[slot]}\n[tryboot]\nboot_partition=${other}\n#back=-\n`;
}

/** The slot that stays: also while the other one is to be started once. Null where the text names none. */
export function committedSlot(text: string): Slot | null {
  const back = Number(backLine.exec(text)?.[1]);
  const kept = slots.find((slot) => bootPartition[slot] === back);
  if (kept !== undefined) return kept;
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
  const next = lines.join('\n').replace(backLine, '#back=-');
  if (next.length !== text.length) throw new Error('autoboot.txt would change its length.');
  return next;
}

/**
 * The text that starts that slot at the next start, whose initramfs puts the present one back: for boards whose
 * firmware is not told to try. @throws where the text is not exactly one of ours
 */
export function withOnce(text: string, slot: Slot): string {
  const present = otherSlot(slot);
  if (text !== autobootText(present)) {
    throw new Error('autoboot.txt is not as Eyrie writes it: nothing is started once by it.');
  }
  return autobootText(slot).replace(backLine, `#back=${bootPartition[present]}`);
}

/** The text as the initramfs leaves it that puts back what was started once; any other as it is. */
export function withoutOnce(text: string): string {
  const kept = committedSlot(text);
  return kept === null || !/^#back=[23]$/m.test(text) ? text : withCommitted(text, kept);
}

function partitionsNamed(text: string): { section: string; line: number; number: number }[] {
  let section = 'all';
  return text.split('\n').flatMap((content, line) => {
    section = /^[ \t]*\[(\w+)\]/.exec(content)?.[1] ?? section;
    const number = partitionLine.exec(content)?.[2];
    return number === undefined ? [] : [{ section, line, number: Number(number) }];
  });
}
