import { exifPayload, type ExifFacts } from './exif-segment.ts';

/** What is written into the file of a frame: Exif for everybody, XMP for what Exif has no word for. */
export interface FrameStamp extends ExifFacts {
  /** Properties of the namespace `https://eyrie.example/ns/frame/1.0/`, by name. */
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

const namespace = 'https://eyrie.example/ns/frame/1.0/';
const xmpMark = 'http://ns.adobe.com/xap/1.0/\0';
const segmentMax = 65_533;

/**
 * The same picture with its stamp, not a bit of its compressed data changed: segments are put in after
 * the first marker. What the camera itself wrote as Exif stays, and then only XMP is added.
 */
export function stampFrame(jpeg: Uint8Array, stamp: FrameStamp): Uint8Array {
  const payloads = hasExif(jpeg) ? [] : [exifPayload(stamp)];
  payloads.push(new TextEncoder().encode(xmpMark + xmpOf(stamp.facts)));
  const segments = payloads.filter(({ length }) => length <= segmentMax);
  const out = new Uint8Array(
    jpeg.length + segments.reduce((sum, { length }) => sum + length + 4, 0),
  );
  // JFIF wants its own segment first, where there is one.
  const head = afterJfif(jpeg);
  out.set(jpeg.subarray(0, head));
  let at = head;
  for (const payload of segments) {
    const length = payload.length + 2;
    out.set([0xff, 0xe1, length >> 8, length & 255], at);
    out.set(payload, at + 4);
    at += payload.length + 4;
  }
  out.set(jpeg.subarray(head), at);
  return out;
}

function xmpOf(facts: FrameStamp['facts']): string {
  const properties = Object.entries(facts)
    .map(([name, value]) => ` eyrie:${name}="${escaped(String(value))}"`)
    .join('');
  return (
    '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>' +
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">' +
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
    `<rdf:Description rdf:about="" xmlns:eyrie="${namespace}"${properties}/>` +
    '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
  );
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function afterJfif(jpeg: Uint8Array): number {
  return jpeg[2] === 0xff && jpeg[3] === 0xe0 ? 4 + lengthAt(jpeg, 4) : 2;
}

function hasExif(jpeg: Uint8Array): boolean {
  // Application segments come before all others; 'Exif' are the first letters of theirs.
  for (let at = 2; jpeg[at] === 0xff && ((jpeg[at + 1] ?? 0) & 0xf0) === 0xe0;) {
    const isExif = jpeg[at + 1] === 0xe1 && jpeg[at + 4] === 0x45 && jpeg[at + 5] === 0x78;
    if (isExif) return true;
    at += 2 + lengthAt(jpeg, at + 2);
  }
  return false;
}

function lengthAt(jpeg: Uint8Array, at: number): number {
  return ((jpeg[at] ?? 0) << 8) | (jpeg[at + 1] ?? 0);
}
