/** A request to an address that somebody else has named was not made, or not answered. */
export class OutboundRefused extends Error {
  override readonly name = 'OutboundRefused';
}
