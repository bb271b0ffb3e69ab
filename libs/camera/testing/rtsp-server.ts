import { createServer, type Server, type Socket } from 'node:net';
import sharp from 'sharp';

export interface RtspServerOptions {
  readonly width: number;
  readonly height: number;
  readonly user?: string;
  readonly password?: string;
}

/**
 * A camera that speaks RTSP (RFC 2326) and sends JPEG over RTP (RFC 2435) within the connection, five
 * pictures a second. What it was asked is kept, for tests to look at.
 */
export class RtspServer {
  readonly requests: string[] = [];
  /** 'silent': answers, and sends no pictures. */
  fault: 'silent' | null = null;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly options: RtspServerOptions,
  ) {
    server.on('connection', (socket) => this.serve(socket));
  }

  static async start(options: RtspServerOptions): Promise<RtspServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new RtspServer(server, options);
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('It does not listen.');
    return `rtsp://127.0.0.1:${address.port}/stream`;
  }

  get connections(): number {
    return this.sockets.size;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    let playing: NodeJS.Timeout | null = null;
    socket.on('close', () => {
      this.sockets.delete(socket);
      if (playing) clearInterval(playing);
    });
    socket.on('error', () => undefined);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const request = text.slice(0, end);
        text = text.slice(end + 4);
        // Reports of the receiver come between requests; nobody here reads them.
        const start = /[A-Z_]+ rtsp:\S+ RTSP/.exec(request)?.index;
        if (start !== undefined) playing ??= this.answer(socket, request.slice(start));
      }
    });
  }

  private answer(socket: Socket, request: string): NodeJS.Timeout | null {
    this.requests.push(request);
    const [method] = request.split(' ');
    const sequence = /^CSeq:\s*(\d+)/im.exec(request)?.[1] ?? '0';
    const reply = (status: string, headers: string[] = [], body = ''): void => {
      const lines = [`RTSP/1.0 ${status}`, `CSeq: ${sequence}`, ...headers];
      if (body !== '') lines.push(`Content-Length: ${body.length}`);
      socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
    };
    if (method !== 'OPTIONS' && !this.isAuthorised(request)) {
      reply('401 Unauthorized', ['WWW-Authenticate: Basic realm="camera"']);
      return null;
    }
    switch (method) {
      case 'DESCRIBE':
        reply('200 OK', ['Content-Type: application/sdp'], sdp);
        return null;
      case 'SETUP':
        reply('200 OK', ['Transport: RTP/AVP/TCP;unicast;interleaved=0-1', 'Session: 1']);
        return null;
      case 'PLAY':
        reply('200 OK', ['Session: 1', 'Range: npt=0.000-']);
        return this.play(socket);
      default:
        reply('200 OK', ['Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN']);
        return null;
    }
  }

  private isAuthorised(request: string): boolean {
    const { user, password } = this.options;
    if (user === undefined) return true;
    const words = Buffer.from(`${user}:${password ?? ''}`).toString('base64');
    return request.includes(`Authorization: Basic ${words}`);
  }

  private play(socket: Socket): NodeJS.Timeout {
    let sequence = 0;
    let time = 0;
    return setInterval(() => {
      if (this.fault === 'silent') return;
      time += 18_000;
      void picture(this.options).then((jpeg) => {
        for (const packet of packetsOf(jpeg, this.options, { sequence, time })) {
          sequence = (sequence + 1) & 0xffff;
          const head = Buffer.from([0x24, 0, packet.length >> 8, packet.length & 0xff]);
          if (socket.writable) socket.write(Buffer.concat([head, packet]));
        }
      });
    }, 200);
  }
}

const sdp = [
  'v=0',
  'o=- 0 0 IN IP4 127.0.0.1',
  's=camera',
  'c=IN IP4 0.0.0.0',
  't=0 0',
  'a=control:*',
  'm=video 0 RTP/AVP 26',
  'a=control:track1',
  '',
].join('\r\n');

function picture({ width, height }: RtspServerOptions): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 120, sigma: 20 } as const;
  const background = { r: 0, g: 0, b: 0 };
  // RFC 2435 has the standard Huffman tables alone.
  return sharp({ create: { width, height, channels: 3, background, noise } })
    .jpeg({ quality: 60, optimiseCoding: false, chromaSubsampling: '4:2:0' })
    .toBuffer();
}

/** RFC 2435, 3.1: the scan in pieces, with the quantisation tables before the first. */
function packetsOf(
  jpeg: Buffer,
  { width, height }: RtspServerOptions,
  from: { sequence: number; time: number },
): Buffer[] {
  const tables: Buffer[] = [];
  let at = 2;
  for (;;) {
    const marker = jpeg[at + 1];
    const length = jpeg.readUInt16BE(at + 2);
    if (marker === 0xdb) {
      for (let table = at + 4; table < at + 2 + length; table += 65) {
        tables.push(jpeg.subarray(table + 1, table + 65));
      }
    }
    at += 2 + length;
    if (marker === 0xda) break;
  }
  const scan = jpeg.subarray(at, jpeg.length - 2);
  const packets: Buffer[] = [];
  for (let offset = 0; offset < scan.length; offset += 1_400) {
    const piece = scan.subarray(offset, offset + 1_400);
    const isLast = offset + 1_400 >= scan.length;
    const rtp = Buffer.alloc(12);
    rtp.writeUInt8(0x80, 0);
    rtp.writeUInt8(26 | (isLast ? 0x80 : 0), 1);
    rtp.writeUInt16BE((from.sequence + packets.length) & 0xffff, 2);
    rtp.writeUInt32BE(from.time >>> 0, 4);
    rtp.writeUInt32BE(0x45595249, 8);
    const head = Buffer.alloc(8);
    head.writeUInt32BE(offset, 0);
    head.set([1, 255, width / 8, height / 8], 4);
    const quantisation =
      offset === 0 ? Buffer.concat([Buffer.from([0, 0, 0, 128]), ...tables.slice(0, 2)]) : [];
    packets.push(Buffer.concat([rtp, head, ...[quantisation].flat(), piece]));
  }
  return packets;
}
