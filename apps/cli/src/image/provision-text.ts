/** What a card says of its own; everything else comes from the settings that all cards share. */
export interface CardProvisioning {
  readonly url: string;
  readonly claim: string;
  readonly role: string;
  /** Null where the machine has a name of its own. */
  readonly hostName: string | null;
  readonly caFile: string | null;
}

/** `provision.txt` of one card: the shared text, with what is this card's own in it once. */
export function provisionText(shared: string, card: CardProvisioning): string {
  const own: readonly (readonly [string, string | null])[] = [
    ['PROVISION_URL', card.url],
    ['PROVISION_TOKEN', card.claim],
    ['ROLE', card.role],
    ['HOST_NAME', card.hostName],
    ['CA_FILE', card.caFile],
  ];
  const names = new Set(own.filter(([, value]) => value !== null).map(([name]) => name));
  const rest = shared
    .split(/\r\n|\n|\r/)
    .filter((line) => !names.has(/^[ \t]*([A-Z_]+)[ \t]*=/.exec(line)?.[1] ?? ''))
    .join('\n')
    .trim();
  const lines = own
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${value}`);
  return `${lines.join('\n')}\n${rest === '' ? '' : `\n${rest}\n`}`;
}

/** The device's name as a machine can have it. */
export function hostNameOf(deviceName: string): string {
  const plain = deviceName
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63)
    .replace(/-+$/, '');
  return plain === '' ? 'eyrie' : plain;
}
