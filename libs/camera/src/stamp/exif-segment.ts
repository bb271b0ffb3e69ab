/** Tags in the TIFF format, as Exif 2.32 (CIPA DC-008) names them. Numbers are little-endian. */
type Field =
  | { readonly tag: number; readonly ascii: string }
  | { readonly tag: number; readonly short: number }
  | { readonly tag: number; readonly long: number }
  | {
      readonly tag: number;
      readonly rational: readonly [number, number];
      readonly isSigned?: boolean;
    }
  | { readonly tag: number; readonly bytes: Uint8Array };

export interface ExifFacts {
  readonly model: string;
  readonly software: string;
  /** Epoch milliseconds. */
  readonly takenAt: number;
  /** Null where the camera does not tell. */
  readonly shutterUs: number | null;
  readonly gain: number | null;
  readonly ev: number;
  readonly isWhiteBalanceManual: boolean;
  /** Counted by the camera since its worker started. */
  readonly number: number;
  /** 32 hexadecimal digits. */
  readonly uniqueId: string;
}

const exifPointer = 0x8769;

/** The payload of an APP1 segment. Times are UTC, and say so. */
export function exifPayload(facts: ExifFacts): Uint8Array {
  const instant = new Date(facts.takenAt).toISOString();
  const when = `${instant.slice(0, 10).replaceAll('-', ':')} ${instant.slice(11, 19)}`;
  const text = new TextEncoder();
  const detail = directory([
    ...(facts.shutterUs === null ? [] : [{ tag: 0x829a, rational: ratioOf(facts.shutterUs) }]),
    ...(facts.gain === null
      ? []
      : [{ tag: 0x8827, short: Math.min(65_535, Math.round(facts.gain * 100)) }]),
    { tag: 0x9000, bytes: text.encode('0232') },
    { tag: 0x9003, ascii: when },
    { tag: 0x9011, ascii: '+00:00' },
    { tag: 0x9204, rational: [Math.round(facts.ev * 100), 100], isSigned: true },
    { tag: 0x9211, long: facts.number },
    { tag: 0x9291, ascii: instant.slice(20, 23) },
    { tag: 0xa403, short: facts.isWhiteBalanceManual ? 1 : 0 },
    { tag: 0xa420, ascii: facts.uniqueId },
  ]);
  const main: Field[] = [
    { tag: 0x010f, ascii: 'Eyrie' },
    { tag: 0x0110, ascii: facts.model },
    { tag: 0x0131, ascii: facts.software },
    { tag: 0x0132, ascii: when },
  ];
  const header = 8;
  const length = directory([...main, { tag: exifPointer, long: 0 }])(header).length;
  const first = directory([...main, { tag: exifPointer, long: header + length }])(header);
  const second = detail(header + length);
  const out = new Uint8Array(6 + header + first.length + second.length);
  out.set(text.encode('Exif\0\0'));
  out.set([0x49, 0x49, 42, 0, header, 0, 0, 0], 6);
  out.set(first, 6 + header);
  out.set(second, 6 + header + first.length);
  return out;
}

/** Seconds as a fraction: 1/2000 for the quick ones, as people write them. */
function ratioOf(shutterUs: number): [number, number] {
  const us = Math.max(1, Math.round(shutterUs));
  return 1_000_000 % us === 0 ? [1, 1_000_000 / us] : [us, 1_000_000];
}

/** An image file directory whose first byte will stand at an offset from the TIFF header. */
function directory(fields: readonly Field[]): (offset: number) => Uint8Array {
  return (offset) => {
    const entries = fields.map(encode);
    const table = 2 + entries.length * 12 + 4;
    const extra = entries.reduce(
      (sum, { data }) => sum + (data.length > 4 ? even(data.length) : 0),
      0,
    );
    const out = new Uint8Array(table + extra);
    const view = new DataView(out.buffer);
    view.setUint16(0, entries.length, true);
    let free = table;
    entries.forEach(({ tag, type, count, data }, index) => {
      const at = 2 + index * 12;
      view.setUint16(at, tag, true);
      view.setUint16(at + 2, type, true);
      view.setUint32(at + 4, count, true);
      if (data.length <= 4) {
        out.set(data, at + 8);
        return;
      }
      view.setUint32(at + 8, offset + free, true);
      out.set(data, free);
      free += even(data.length);
    });
    return out;
  };
}

function encode(field: Field): { tag: number; type: number; count: number; data: Uint8Array } {
  const { tag } = field;
  if ('ascii' in field) {
    const data = new TextEncoder().encode(`${field.ascii.replace(/[^\x20-\x7e]/g, '?')}\0`);
    return { tag, type: 2, count: data.length, data };
  }
  if ('bytes' in field) return { tag, type: 7, count: field.bytes.length, data: field.bytes };
  if ('short' in field) {
    return { tag, type: 3, count: 1, data: Uint8Array.from([field.short & 255, field.short >> 8]) };
  }
  if ('long' in field) {
    const data = new Uint8Array(4);
    new DataView(data.buffer).setUint32(0, field.long, true);
    return { tag, type: 4, count: 1, data };
  }
  const data = new Uint8Array(8);
  const view = new DataView(data.buffer);
  view.setInt32(0, field.rational[0], true);
  view.setInt32(4, field.rational[1], true);
  return { tag, type: field.isSigned === true ? 10 : 5, count: 1, data };
}

function even(length: number): number {
  return length + (length % 2);
}
