/**
 * The pinhole: x to the right, y up, z ahead, metres, the camera at the origin. The lens is
 * shifted upwards rather than tilted, as in a panorama, so that trees stay upright.
 */
export interface View {
  readonly width: number;
  readonly height: number;
  /** Pixels per unit of tangent. */
  readonly focal: number;
  /** Row of the horizon. */
  readonly horizon: number;
}

export function viewOf(width: number, height: number): View {
  const halfAngle = (40 * Math.PI) / 180;
  return { width, height, focal: width / 2 / Math.tan(halfAngle), horizon: height * 0.6 };
}

/** A unit vector, of a body or a ray, in the camera's axes. */
export interface Direction {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export function directionOf(altitudeDeg: number, azimuthDeg: number, facingDeg: number): Direction {
  const altitude = (altitudeDeg * Math.PI) / 180;
  const azimuth = ((azimuthDeg - facingDeg) * Math.PI) / 180;
  return {
    x: Math.cos(altitude) * Math.sin(azimuth),
    y: Math.sin(altitude),
    z: Math.cos(altitude) * Math.cos(azimuth),
  };
}
