import { CameraError } from '../camera.errors.ts';
import type { Camera, CameraInfo, CapturedFrame, CaptureRequest } from '../camera.ts';
import { jpegSize } from '../jpeg-size.ts';
import { SeenSize } from '../seen-size.ts';
import { abortError, closedError, unlessAborted } from '../settle-by-signal.ts';
import type { AllowedNetworks } from './allowed-networks.ts';
import { HttpFetch } from './http-fetch.ts';

/** A camera in the network that gives a JPEG to whoever asks. It decides about its size. */
export interface HttpSnapshotOptions {
  readonly driver: 'http-snapshot';
  /** http or https, without user and password. */
  readonly url: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Default true. */
  readonly isCertificateChecked?: boolean | undefined;
}

const bytesMax = 32 * 1024 * 1024;
/** Some cameras have no better word than the last one. */
const contentTypes = /^(image\/(jpeg|jpg|pjpeg)|application\/octet-stream)\s*(;|$)/i;

export class HttpSnapshotCamera implements Camera {
  private readonly closing = new AbortController();
  private readonly seen = new SeenSize();
  private readonly url: URL;
  private readonly fetch: HttpFetch;
  private readonly nowMs: () => number;
  private isUnderWay = false;

  constructor(
    readonly id: string,
    options: HttpSnapshotOptions,
    { networks, nowMs }: { networks: AllowedNetworks; nowMs: () => number },
  ) {
    const { url, user, password = '', isCertificateChecked = true } = options;
    this.url = new URL(url);
    this.nowMs = nowMs;
    const credentials = user === undefined ? null : { user, password };
    this.fetch = new HttpFetch({ networks, credentials, isCertificateChecked, bytesMax });
  }

  get info(): CameraInfo {
    const { width, height } = this.seen;
    const model = `Camera at ${this.url.host}`;
    return { driver: 'http-snapshot', model, simulated: false, width, height };
  }

  async capture({ signal }: CaptureRequest): Promise<CapturedFrame> {
    if (this.closing.signal.aborted) throw closedError();
    if (this.isUnderWay) throw new CameraError('busy', 'A frame is under way.');
    this.isUnderWay = true;
    const patience = AbortSignal.any([signal, this.closing.signal]);
    const work = this.take(patience).finally(() => {
      this.isUnderWay = false;
    });
    return unlessAborted(work, signal, this.closing.signal);
  }

  close(): Promise<void> {
    this.closing.abort();
    return Promise.resolve();
  }

  private async take(signal: AbortSignal): Promise<CapturedFrame> {
    const askedAt = this.nowMs();
    const { body, contentType } = await this.fetch.get(this.url, signal).catch((error: unknown) => {
      throw signal.aborted ? abortError(signal) : error;
    });
    if (!contentTypes.test(contentType)) {
      const what = contentType === '' ? 'something without a type' : contentType.slice(0, 60);
      throw new CameraError('bad-frame', `The camera sent ${what}, which is no JPEG.`);
    }
    const size = jpegSize(body) ?? { width: 0, height: 0 };
    if (size.width > 0) this.seen.see(size);
    return {
      jpeg: body,
      ...size,
      // What lies between, the camera does not say.
      exposureStartedAt: askedAt,
      exposure: null,
      metadata: {},
    };
  }
}
