/** Where a site stands. Degrees north and east; an IANA time zone such as `America/Denver`. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
  readonly timeZone: string;
}
