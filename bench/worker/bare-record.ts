import { randomUUID } from 'node:crypto';
import { idFromUuid, type FrameBody } from '@eyrie/contracts';

interface Facts {
  readonly takenAt: number;
  readonly width: number;
  readonly height: number;
  /** Counted from 1. */
  readonly number: number;
  readonly luminance: number;
  readonly sharpness: number;
  readonly histogram: readonly number[];
}

interface Kept {
  readonly sha256: string;
  readonly bytes: number;
}

const cameraId = idFromUuid('camera', randomUUID());
const xmpMark = 'http://ns.adobe.com/xap/1.0/\0';

/** The picture with what is known of it as a segment of XMP after its first marker. */
export function stamped(jpeg: Buffer, facts: Facts & { lens: string | undefined }): Buffer {
  const properties = Object.entries(facts)
    .filter(([name]) => name !== 'histogram')
    .map(([name, value]) => ` eyrie:${name}="${String(value)}"`)
    .join('');
  const text =
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
    `<rdf:Description rdf:about="" xmlns:eyrie="https://eyrie.example/ns/frame/1.0/"${properties}/>` +
    '</rdf:RDF></x:xmpmeta>';
  const payload = Buffer.from(xmpMark + text);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(payload.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, payload, jpeg.subarray(2)]);
}

/** As the site takes it. */
export function frameRecord(
  facts: Facts & {
    readonly bootEpoch: string;
    readonly unstampedSha256: string | null;
    readonly lens: { condition: string; certainty: number; shift: object | null } | null;
    readonly image: Kept;
    readonly thumbnail: Kept;
  },
) {
  const { takenAt, width, height, number, luminance, sharpness, histogram, lens } = facts;
  const { bootEpoch, unstampedSha256, image, thumbnail } = facts;
  const at = new Date(takenAt).toISOString();
  const body = {
    frameId: idFromUuid('frame', randomUUID()),
    cameraId,
    slotAt: at,
    capturedAt: at,
    sceneAt: null,
    clockTrusted: true,
    widthPx: width,
    heightPx: height,
    shutterUs: null,
    gain: null,
    luminance,
    sharpness,
    sunAltitudeDeg: 0,
    sunAzimuthDeg: 0,
    details: {
      histogram: [...histogram],
      lens: lens && { condition: lens.condition, certainty: lens.certainty },
      shift: lens?.shift ?? null,
      ...(unstampedSha256 === null ? {} : { unstampedSha256 }),
    },
    image: { ...image, mediaType: 'image/jpeg' },
    thumbnail: { ...thumbnail, mediaType: 'image/jpeg' },
  } satisfies Record<keyof FrameBody, unknown>;
  return { bootEpoch, sequence: number, recordedAt: at, priority: 'normal', kind: 'frame', body };
}
