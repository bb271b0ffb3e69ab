/** A camera that the kernel shows as /dev/video…, most of them on USB. */
export interface V4l2Options {
  readonly driver: 'v4l2';
  /** Such as /dev/video0, or a name of /dev/v4l/by-id, which stays when others are plugged in. */
  readonly device: string;
  readonly width: number;
  readonly height: number;
  /** What the camera is asked for: its own JPEGs, or bare pixels that are made one here. */
  readonly format: 'mjpeg' | 'yuyv422';
  /** Pictures that are let go while the camera's automatics settle; only at a start. */
  readonly settleFrames?: number | undefined;
  readonly keepOpen?: boolean | undefined;
}

/** A camera in the network that streams by RTSP. It decides about its size. */
export interface RtspOptions {
  readonly driver: 'rtsp';
  /** Without user and password. */
  readonly url: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly keepOpen?: boolean | undefined;
}
